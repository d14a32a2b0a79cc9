/** The grid of tiles: one tab stop, arrow keys move inside it. */
import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { columnsOf, isGridKey, stepInGrid } from './grid-steps.ts';
import { t } from '../language.ts';
import { Icon } from '../widgets/icons.tsx';
import { Tile, type TileActions } from './tile.tsx';

export interface ShelfProps extends TileActions {
  cards: readonly MiniProgramCard[];
  nowMs: number;
  opening: ReadonlySet<string>;
  menuAppId: string | null;
  /** Beside the tiles, while there are few; absent: nothing stands there. */
  onAdd?: (() => void) | undefined;
}

/** A shelf with more than so many stands for itself. */
export const FEW = 6;

export function Shelf({ cards, nowMs, opening, menuAppId, onAdd, ...actions }: ShelfProps): JSX.Element {
  const ref = useRef<HTMLUListElement>(null);
  const [currentId, setCurrentId] = useState<string | null>(null);
  const lastIndex = useRef(0);
  // When the current tile was removed or filtered away, the one in its place is the tab stop.
  const found = cards.findIndex((card) => card.appId === currentId);
  const index = found >= 0 ? found : Math.min(lastIndex.current, cards.length - 1);
  const current = cards[index]?.appId ?? null;
  if (found >= 0) lastIndex.current = found;

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLUListElement>): void => {
    if (!isGridKey(event.key) || event.ctrlKey || event.metaKey || event.altKey || !ref.current) return;
    const openers = [...ref.current.querySelectorAll<HTMLElement>('.tile-open')];
    const from = openers.findIndex((opener) => opener.parentElement?.contains(event.target as Node));
    if (from < 0) return;
    event.preventDefault();
    const next = stepInGrid(event.key, {
      index: from,
      count: openers.length,
      columns: columnsOf(openers.map((opener) => opener.getBoundingClientRect().top)),
      rightToLeft: getComputedStyle(ref.current).direction === 'rtl',
    });
    openers[next]?.focus();
  };

  return (
    <ul ref={ref} class="shelf" role="list" aria-label={t('shelf.label')} onKeyDown={onKeyDown}>
      {cards.map((card) => (
        <Tile
          key={card.appId}
          card={card}
          nowMs={nowMs}
          isCurrent={card.appId === current}
          isOpening={opening.has(card.appId)}
          isMenuOpen={card.appId === menuAppId}
          onFocus={() => setCurrentId(card.appId)}
          {...actions}
        />
      ))}
      {onAdd && cards.length <= FEW && (
        <li class="shelf-add">
          <button type="button" onClick={onAdd}>
            <span class="shelf-add-place">
              <Icon name="plus" />
            </span>
            <span class="shelf-add-label">{t('shelf.add.title')}</span>
          </button>
        </li>
      )}
    </ul>
  );
}
