/** The Settings page: everything that is chosen once for all mini-programs. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { DialogProblem } from '../widgets/dialog.tsx';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import { UpdateSettings } from '../updates/update-settings.tsx';
import type { Launcher } from '../use-launcher.ts';
import { BackendSection } from './backend-section.tsx';
import { BackgroundSection } from './background-section.tsx';
import { DownloadsSection } from './downloads-section.tsx';
import { GeneralSection } from './general.tsx';
import { ProgramList } from './program-list.tsx';
import { ProgramPage } from './program-page.tsx';
import { sectionHref, SECTIONS } from './sections.ts';
import { StorageSection } from './storage-section.tsx';
import { TokensSection } from './tokens-section.tsx';
import { useMeasured, type Measured } from './use-measured.ts';
import { useSettings, type SettingsView } from './use-settings.ts';

export interface SettingsPageProps {
  bridge: LauncherBridge;
  call: Launcher['call'];
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
  const view = useSettings(bridge, call, isShown);
  const measured = useMeasured(bridge, call);
  const isReady = view.state !== null;
  useEffect(() => {
    if (!isShown || !isReady || part === null) return;
    const heading = document.getElementById(`settings-${part}`);
    heading?.scrollIntoView({ block: 'start' });
    heading?.focus({ preventScroll: true });
  }, [isShown, isReady, part]);

  if (appId === null) return <AllSettings {...props} view={view} measured={measured} />;
  return (
    <ProgramPage
      key={appId}
      appId={appId}
      card={cards.find((card) => card.appId === appId)}
      settings={view.state}
      nowMs={nowMs}
      isShown={isShown}
      call={call}
      onOpen={onOpen}
      onRemove={onRemove}
    />
  );
}

interface AllSettingsProps extends SettingsPageProps {
  view: SettingsView;
  measured: Measured;
}

function AllSettings({ bridge, call, cards, onAdd, view, measured }: AllSettingsProps): JSX.Element {
  const { state, loadError, reload } = view;
  return (
    <div class="settings-page">
      <header class="settings-header">
        <h1 tabIndex={-1}>{t('settings.title')}</h1>
      </header>
      {!state && !loadError && (
        <p class="page-loading" role="status">
          {t('settings.loading')}
        </p>
      )}
      {!state && loadError && (
        <div class="page-problem">
          <DialogProblem message={loadError} />
          <button type="button" class="button" onClick={reload}>
            {t('common.retry')}
          </button>
        </div>
      )}
      {state && (
        <div class="settings-columns">
          <nav class="settings-parts" aria-label={t('settings.partsLabel')}>
            {SECTIONS.map(({ id, key }) => (
              <a key={id} href={sectionHref(id)}>
                {t(key)}
              </a>
            ))}
          </nav>
          <div class="settings-body">
            {state.isTemporary && (
              <p class="setting-note setting-note-warning" role="status">
                <Icon name="warning" />
                <span>{t('settings.temporary')}</span>
              </p>
            )}
            <GeneralSection choices={state.choices} call={call} />
            <BackgroundSection settings={state.background} canStartWithSystem={state.canStartWithSystem} call={call} />
            <DownloadsSection state={state} call={call} />
            <ProgramList cards={cards} usage={measured.usage} onAdd={onAdd} />
            <BackendSection state={state} call={call} />
            <TokensSection state={state} call={call} />
            <StorageSection folder={state.dataFolder} measured={measured} call={call} />
            <UpdateSettings bridge={bridge} call={call} />
          </div>
        </div>
      )}
    </div>
  );
}
