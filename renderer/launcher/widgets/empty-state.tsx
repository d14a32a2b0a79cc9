/** An empty part of the Activity page: why it is empty, and where to go. */
import type { JSX } from 'preact';
import { Icon, JarMark } from './icons.tsx';
import { t } from '../language.ts';
import { goToPage } from '../use-page.ts';

export interface NothingProps {
  title: string;
  text: string;
  hasPrograms: boolean;
  onAdd(): void;
}

export function Nothing({ title, text, hasPrograms, onAdd }: NothingProps): JSX.Element {
  return (
    <div class="nothing">
      <JarMark />
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
