/** The samples of the demo backend, one button each. */
import type { JSX } from 'preact';
import type { Suggestion } from '../../../preload/contract/launcher.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';

export interface SuggestionsProps {
  suggestions: readonly Suggestion[];
  onChoose(suggestion: Suggestion): void;
}

/** Nothing at all when there is nothing to suggest. */
export function Suggestions({ suggestions, onChoose }: SuggestionsProps): JSX.Element | null {
  if (suggestions.length === 0) return null;
  return (
    <section class="suggestions" aria-labelledby="suggestions-title">
      <h2 id="suggestions-title">{t('shelf.suggestions')}</h2>
      <ul role="list">
        {suggestions.map((suggestion) => (
          <li key={suggestion.appId}>
            <button
              type="button"
              class="suggestion"
              title={t('shelf.addSample', { name: suggestion.name })}
              onClick={() => onChoose(suggestion)}
            >
              <AppIcon appId={suggestion.appId} name={suggestion.name} iconUrl={suggestion.iconUrl} size="small" />
              <span>{suggestion.name}</span>
              <Icon name="plus" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
