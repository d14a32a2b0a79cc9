/** The Settings page: everything that is chosen once for all mini-programs. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { Page } from '../widgets/page.tsx';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import { UpdateSettings } from '../updates/update-settings.tsx';
import type { SettingsState } from '../../../preload/contract/settings.ts';
import type { Call } from '../use-launcher.ts';
import { usePushedState, type PushedState } from '../use-pushed-state.ts';
import { BackendSection } from './backend-section.tsx';
import { BackgroundSection } from './background-section.tsx';
import { DownloadsSection } from './downloads-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { LockedSettings } from './locked.tsx';
import { ProgramList } from './program-list.tsx';
import { ProgramPage } from './program-page.tsx';
import { sectionHref, SECTIONS } from './sections.ts';
import { useCurrentSection } from './use-current-section.ts';
import { StorageSection } from './storage-section.tsx';
import { TokensSection } from './tokens-section.tsx';
import { useMeasured, type Measured } from './use-measured.ts';
import { SETTINGS } from './settings-source.ts';

export interface SettingsPageProps {
  bridge: LauncherBridge;
  call: Call;
  isShown: boolean;
  /** The mini-program whose settings are shown; `null`: those of all. */
  appId: string | null;
  /** The part to go to. */
  part: string | null;
  cards: readonly MiniProgramCard[];
  nowMs: number;
  onAdd(): void;
  onOpen(appId: string): void;
  onRemove(card: MiniProgramCard): void;
}

export function SettingsPage(props: SettingsPageProps): JSX.Element {
  const { bridge, call, isShown, appId, part, cards, nowMs, onOpen, onRemove } = props;
  const load = usePushedState(SETTINGS, bridge, call, isShown);
  const measured = useMeasured(bridge, call);
  const isReady = load.state !== null;
  useEffect(() => {
    if (!isShown || !isReady || part === null) return;
    const heading = document.getElementById(`settings-${part}`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  }, [isShown, isReady, part]);

  if (appId === null) return <AllSettings {...props} load={load} measured={measured} />;
  return (
    <ProgramPage
      key={appId}
      appId={appId}
      card={cards.find((card) => card.appId === appId)}
      settings={load.state}
      nowMs={nowMs}
      isShown={isShown}
      call={call}
      onOpen={onOpen}
      onRemove={onRemove}
    />
  );
}

interface AllSettingsProps extends SettingsPageProps {
  load: PushedState<SettingsState>;
  measured: Measured;
}

function AllSettings({ bridge, call, cards, onAdd, load, measured }: AllSettingsProps): JSX.Element {
  const { state } = load;
  const current = useCurrentSection(state !== null);
  return (
    <Page title={t('settings.title')} isNarrow load={load} loadingText={t('settings.loading')}>
      {state && (
        <div class="settings-columns">
          <nav class="settings-parts" aria-label={t('settings.partsLabel')}>
            {SECTIONS.map(({ id, key }) => (
              <a key={id} href={sectionHref(id)} aria-current={id === current ? 'true' : undefined}>
                {t(key)}
              </a>
            ))}
          </nav>
          <LockedSettings.Provider value={state.locked}>
            <div class="settings-body">
              {state.isTemporary && (
                <p class="setting-note setting-note-warning" role="status">
                  <Icon name="warning" />
                  <span>{t('settings.temporary')}</span>
                </p>
              )}
              <GeneralSection state={state} call={call} />
              <BackgroundSection
                settings={state.background}
                canStartWithSystem={state.canStartWithSystem}
                call={call}
              />
              <DownloadsSection state={state} call={call} />
              <ProgramList cards={cards} usage={measured.usage} onAdd={onAdd} />
              <BackendSection state={state} call={call} />
              <TokensSection state={state} call={call} />
              <StorageSection folder={state.dataFolder} measured={measured} call={call} />
              <UpdateSettings bridge={bridge} call={call} />
            </div>
          </LockedSettings.Provider>
        </div>
      )}
    </Page>
  );
}
