/** The settings about new versions of Larder, for the Settings page. */
import type { JSX } from 'preact';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import { Switch } from '../widgets/switch.tsx';
import { t } from '../language.ts';
import { LockedNote, useLocked } from '../settings/locked.tsx';
import { Section } from '../settings/section.tsx';
import type { Call } from '../use-launcher.ts';
import { usePushedState } from '../use-pushed-state.ts';
import { useNow } from '../widgets/use-now.ts';
import { UpdateStatus } from './update-status.tsx';
import { UPDATES } from './updates-source.ts';

export interface UpdateSettingsProps {
  bridge: LauncherBridge;
  call: Call;
}

/** A copy without updates says so, and offers no switch that would do nothing. */
export function UpdateSettings({ bridge, call }: UpdateSettingsProps): JSX.Element | null {
  const { state } = usePushedState(UPDATES, bridge, call);
  const isLocked = useLocked('checkForUpdates');
  const nowMs = useNow(state);
  if (!state) return null;
  return (
    <Section id="updates" title={t('updates.title')}>
      {state.phase.kind !== 'off' && (
        <div class="setting">
          <Switch
            label={t('updates.automatic')}
            hintId="hint-update-checks"
            isDisabled={isLocked}
            value={state.checksAutomatically}
            onChange={async (automatic) => (await call('launcher:set-update-checks', automatic)).ok}
          />
          <p id="hint-update-checks">
            {t(state.installation === 'by-hand' ? 'updates.automaticHintByHand' : 'updates.automaticHint')}
          </p>
          <LockedNote name="checkForUpdates" />
        </div>
      )}
      <div class="setting">
        <UpdateStatus state={state} nowMs={nowMs} call={call} />
        <p class="update-links">
          <a href="#about">{t('about.title')}</a>
          <a href="#diagnostics">{t('diagnostics.title')}</a>
        </p>
      </div>
    </Section>
  );
}
