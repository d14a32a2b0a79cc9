/** Language and appearance. */
import type { JSX } from 'preact';
import { LANGUAGE_NAMES, LANGUAGES, isLanguage } from '../../../preload/contract/messages/languages.ts';
import type { MessageKey } from '../../../preload/contract/messages/index.ts';
import type { Appearance, SettingsState } from '../../../preload/contract/settings.ts';
import { locale, t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { AccountLine } from './account-line.tsx';
import { LockedNote, useLocked } from './locked.tsx';
import { Choice, Section, SettingProblem } from './section.tsx';
import { useChange } from './use-change.ts';

const SYSTEM = 'system';
const APPEARANCES: readonly { readonly value: Appearance; readonly key: MessageKey }[] = [
  { value: 'system', key: 'settings.appearance.system' },
  { value: 'light', key: 'settings.appearance.light' },
  { value: 'dark', key: 'settings.appearance.dark' },
];

export function GeneralSection({ state, call }: { state: SettingsState; call: Call }): JSX.Element {
  const { choices, account } = state;
  const language = useChange(call);
  const appearance = useChange(call);
  const isAppearanceLocked = useLocked('appearance');
  const { language: chosen } = choices;
  const options = [
    { value: SYSTEM, text: t('settings.languageSystem') },
    ...LANGUAGES.map((value) => ({ value: value as string, text: LANGUAGE_NAMES[value], lang: value })),
    // A language that requests name and the texts do not have, from the file of the settings.
    ...(chosen === null || isLanguage(chosen) ? [] : [{ value: chosen, text: nameOf(chosen) }]),
  ];
  return (
    <Section id="general" title={t('settings.general')}>
      <AccountLine account={account} call={call} />
      <Choice
        id="setting-language"
        setting="language"
        label={t('settings.language')}
        hint={t('settings.languageHint')}
        problem={language.problem}
        value={chosen ?? SYSTEM}
        options={options}
        onChange={(value) => void language.run('launcher:set-settings', { language: value === SYSTEM ? null : value })}
      />
      <div class="setting">
        <div class="setting-line" role="radiogroup" aria-labelledby="setting-appearance">
          <span class="setting-label" id="setting-appearance">
            {t('settings.appearance')}
          </span>
          <span class="segments">
            {APPEARANCES.map(({ value, key }) => (
              <label key={value} class="segment">
                <input
                  type="radio"
                  name="appearance"
                  disabled={isAppearanceLocked}
                  value={value}
                  checked={choices.appearance === value}
                  onChange={() => void appearance.run('launcher:set-settings', { appearance: value })}
                />
                <span>{t(key)}</span>
              </label>
            ))}
          </span>
        </div>
        <LockedNote name="appearance" />
        <SettingProblem problem={appearance.problem} />
      </div>
    </Section>
  );
}

function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}
