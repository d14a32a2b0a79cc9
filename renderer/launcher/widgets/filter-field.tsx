/** The field that narrows the shelf; shown when there are more than a glance takes in. */
import type { JSX, Ref } from 'preact';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { Icon } from './icons.tsx';
import { t } from '../language.ts';

/** Above this many the field is shown. */
export const MANY = 8;

const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** The cards whose name has every word of `filter`, whatever the case and accents; or whose id is it. */
export function matching(cards: readonly MiniProgramCard[], filter: string): readonly MiniProgramCard[] {
  const words = plain(filter).split(/\s+/).filter(Boolean);
  const id = filter.trim();
  return cards.filter((card) => card.appId === id || words.every((word) => plain(card.name).includes(word)));
}

export interface FilterFieldProps {
  ref: Ref<HTMLInputElement>;
  value: string;
  found: number;
  onInput(value: string): void;
}

export function FilterField({ ref, value, found, onInput }: FilterFieldProps): JSX.Element {
  return (
    <div class="filter-field" role="search">
      <Icon name="search" />
      <input
        ref={ref}
        type="search"
        aria-label={t('shelf.filterLabel')}
        placeholder={t('shelf.filterPlaceholder')}
        value={value}
        spellcheck={false}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onInput('');
          if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
          event.preventDefault();
          document.querySelector<HTMLElement>('.tile-open')?.focus();
        }}
      />
      {value === '' && <kbd aria-hidden="true">/</kbd>}
      <span class="visually-hidden" role="status">
        {value === '' ? '' : t('shelf.shown', { n: found })}
      </span>
    </div>
  );
}
