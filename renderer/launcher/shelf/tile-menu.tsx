/** The menu of one tile: a popover, so that a click outside and Escape close it. */
import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../language.ts';

export interface MenuItem {
  readonly label: string;
  readonly isDestructive?: boolean;
  readonly run: () => void;
}

export interface TileMenuProps {
  label: string;
  items: readonly MenuItem[];
  /** The element the menu stands at. */
  source: HTMLElement;
  /** Where the pointer is; the menu stands there instead. */
  at?: { x: number; y: number } | undefined;
  onClose(): void;
}

const EDGE_PX = 8;

export function TileMenu({ label, items, source, at, onClose }: TileMenuProps): JSX.Element {
  const ref = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const menu = ref.current;
    if (!menu) return;
    menu.showPopover();
    place(menu, source, at);
    menu.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }, [source, at]);

  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const index = all.indexOf(document.activeElement as HTMLElement);
    const targets: Record<string, number> = {
      ArrowDown: (index + 1) % all.length,
      ArrowUp: (index - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      all[target]?.focus();
    } else if (event.key === 'Tab') {
      event.preventDefault();
      event.currentTarget.hidePopover();
    }
  };

  const choose = (item: MenuItem): void => {
    // Closed first: the focus is back on the tile before a dialog remembers where it came from.
    ref.current?.hidePopover();
    source.focus();
    item.run();
  };

  return (
    <div
      ref={ref}
      class="tile-menu"
      popover="auto"
      role="menu"
      aria-label={label}
      onKeyDown={onKeyDown}
      onToggle={(event) => {
        if (event.newState === 'closed') onClose();
      }}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          class={item.isDestructive ? 'tile-menu-item tile-menu-item-destructive' : 'tile-menu-item'}
          onClick={() => choose(item)}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

/** Below the source's end edge, or at the pointer; always inside the window. */
function place(menu: HTMLElement, source: HTMLElement, at: { x: number; y: number } | undefined): void {
  const box = menu.getBoundingClientRect();
  const anchor = source.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(menu).direction === 'rtl';
  const atAnchor = { x: isRightToLeft ? anchor.left : anchor.right - box.width, y: anchor.bottom + 4 };
  const { x, y } =
    at ?? (source.classList.contains('tile-open') ? { x: anchor.left + 24, y: anchor.top + 48 } : atAnchor);
  menu.style.left = `${Math.max(EDGE_PX, Math.min(x, innerWidth - box.width - EDGE_PX))}px`;
  menu.style.top = `${Math.max(EDGE_PX, Math.min(y, innerHeight - box.height - EDGE_PX))}px`;
}

/** What a tile offers, the usual thing first. */
export function tileMenuItems(
  card: { isOpen: boolean; installed: boolean; problem: unknown },
  run: { open(): void; install(): void; details(): void; settings(): void; remove(): void },
): MenuItem[] {
  const first: MenuItem =
    card.problem && !card.installed
      ? { label: t('common.retry'), run: run.install }
      : { label: card.isOpen ? t('shelf.bringToFront') : t('shelf.open'), run: run.open };
  return [
    first,
    { label: t('shelf.details'), run: run.details },
    { label: t('shelf.settingsMenu'), run: run.settings },
    { label: t('shelf.removeMenu'), isDestructive: true, run: run.remove },
  ];
}
