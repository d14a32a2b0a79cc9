/** The first screen anyone sees: what this is, and the first step. */
import type { JSX } from 'preact';
import type { Suggestion } from '../../preload/contract/launcher.ts';
import { Icon, JarMark } from './drawings.tsx';
import { strings } from './strings.ts';
import { Suggestions } from './suggestions.tsx';

export interface EmptyShelfProps {
  suggestions: readonly Suggestion[];
  onAdd(): void;
  onSuggestion(suggestion: Suggestion): void;
}

export function EmptyShelf({ suggestions, onAdd, onSuggestion }: EmptyShelfProps): JSX.Element {
  return (
    <div class="empty">
      <div class="empty-jars" aria-hidden="true">
        <JarMark />
        <JarMark />
        <JarMark />
      </div>
      <h1 tabIndex={-1}>{strings.emptyTitle}</h1>
      <p class="empty-text">{strings.emptyText}</p>
      <button type="button" class="button button-primary button-large" onClick={onAdd}>
        <Icon name="plus" />
        {strings.addFirst}
      </button>
      <Suggestions suggestions={suggestions} onChoose={onSuggestion} />
      <ol class="empty-steps" role="list">
        {strings.emptySteps.map((step) => (
          <li key={step.title}>
            <strong>{step.title}</strong>
            <span>{step.text}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
