/** The language, in one row: each by its own name. */
import type { JSX } from 'preact';
import { LANGUAGE_NAMES, LANGUAGES, type Language } from '../../../preload/contract/messages/languages.ts';
import { t } from '../language.ts';
import { useChange } from './use-change.ts';
import type { Call } from '../use-launcher.ts';

export function LanguageChoice({ current, call }: { current: Language; call: Call }): JSX.Element {
  const change = useChange(call);
  return (
    <div class="language-choice">
      <div class="segments" role="radiogroup" aria-label={t('welcome.language')}>
        {LANGUAGES.map((language) => (
          <label key={language} class="segment">
            <input
              type="radio"
              name="welcome-language"
              value={language}
              checked={language === current}
              onChange={() => void change.run('launcher:set-settings', { language })}
            />
            <span lang={language}>{LANGUAGE_NAMES[language]}</span>
          </label>
        ))}
      </div>
      {change.problem && <p role="alert">{change.problem}</p>}
    </div>
  );
}
