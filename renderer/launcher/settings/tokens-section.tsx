/** How tokens are kept, and whether they may lie readable on the disk. */
import type { JSX } from 'preact';
import type { SettingsState, TokenPersistence } from '../../../preload/contract/settings.ts';
import type { MessageKey } from '../../../preload/contract/messages/index.ts';
import { Switch } from '../widgets/switch.tsx';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { LockedNote, useLocked } from './locked.tsx';
import { Section, SettingProblem } from './section.tsx';
import { useChange } from './use-change.ts';

const STATES: Readonly<Record<TokenPersistence, MessageKey>> = {
  encrypted: 'settings.tokens.encrypted',
  memory: 'settings.tokens.memory',
  plain: 'settings.tokens.plain',
};

export function TokensSection({
  state: { choices, tokenPersistence },
  call,
}: {
  state: SettingsState;
  call: Call;
}): JSX.Element {
  const isLocked = useLocked('keepTokensWithoutSecretStore');
  const keep = useChange(call);
  const isSafe = tokenPersistence !== 'plain';
  return (
    <Section id="tokens" title={t('settings.privacy')}>
      <p class={isSafe ? 'setting-note' : 'setting-note setting-note-warning'}>
        <Icon name={isSafe ? 'shield' : 'warning'} />
        <span>{t(STATES[tokenPersistence])}</span>
      </p>
      {/* With a secret store there is nothing to choose, unless it was chosen elsewhere. */}
      {(tokenPersistence !== 'encrypted' || choices.keepTokensWithoutSecretStore) && (
        <div class="setting">
          <Switch
            label={t('settings.keepTokens')}
            hintId="hint-keep-tokens"
            isDisabled={isLocked}
            value={choices.keepTokensWithoutSecretStore}
            onChange={(value) => keep.run('launcher:set-settings', { keepTokensWithoutSecretStore: value })}
          />
          <p id="hint-keep-tokens">{t('settings.keepTokensHint')}</p>
          <LockedNote name="keepTokensWithoutSecretStore" />
          <SettingProblem problem={keep.problem} />
        </div>
      )}
    </Section>
  );
}
