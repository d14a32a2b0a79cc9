/** An empty part of a page: why it is empty, and where to go. */
import type { JSX } from 'preact';
import { Icon } from './icons.tsx';
import { BrandMark } from './brand-mark.tsx';
import { t } from '../language.ts';
import { goToPage } from '../use-page.ts';

export interface EmptyStateProps {
  title: string;
  text: string;
  hasPrograms: boolean;
  onAdd(): void;
}

export function EmptyState({ title, text, hasPrograms, onAdd }: EmptyStateProps): JSX.Element {
  return (
    <div class="empty-state">
      <BrandMark />
      <h2>{title}</h2>
      <p>{text}</p>
      {hasPrograms ? (
        <button type="button" class="button button-primary" onClick={() => goToPage('shelf')}>
          {t('activity.goToShelf')}
        </button>
      ) : (
        <button type="button" class="button button-primary" onClick={onAdd}>
          <Icon name="plus" />
          {t('shelf.addFirst')}
        </button>
      )}
    </div>
  );
}
