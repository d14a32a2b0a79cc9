/** The first screen anyone sees: what this is, and the first step. */
import type { JSX } from 'preact';
import type { Suggestion } from '../../preload/contract/launcher.ts';
import { Icon, JarMark } from './drawings.tsx';
import { t } from './language.ts';
import { Suggestions } from './suggestions.tsx';

export interface EmptyShelfProps {
  suggestions: readonly Suggestion[];
  onAdd(): void;
  onSuggestion(suggestion: Suggestion): void;
}

const STEPS = [
  { title: 'common.add', text: 'shelf.empty.addText' },
  { title: 'shelf.open', text: 'shelf.empty.openText' },
  { title: 'common.remove', text: 'shelf.empty.removeText' },
] as const;

export function EmptyShelf({ suggestions, onAdd, onSuggestion }: EmptyShelfProps): JSX.Element {
  return (
    <div class="empty">
      <div class="empty-jars" aria-hidden="true">
        <JarMark />
        <JarMark />
        <JarMark />
      </div>
      <h1 tabIndex={-1}>{t('shelf.empty.title')}</h1>
      <p class="empty-text">{t('shelf.empty.text')}</p>
      <button type="button" class="button button-primary button-large" onClick={onAdd}>
        <Icon name="plus" />
        {t('shelf.addFirst')}
      </button>
      <Suggestions suggestions={suggestions} onChoose={onSuggestion} />
      <ol class="empty-steps" role="list">
        {STEPS.map(({ title, text }) => (
          <li key={title}>
            <strong>{t(title)}</strong>
            <span>{t(text)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
