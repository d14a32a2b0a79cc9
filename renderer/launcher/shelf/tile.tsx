/** One mini-program on the shelf. */
import type { JSX, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { dataAge, dateTime, relativeTime } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';
import { ProgressBar } from '../widgets/progress-bar.tsx';
import { installFraction, shortProgressText } from './install-progress.ts';
import { t } from '../language.ts';
import { beginResting, endResting } from './resting.ts';

/** Data younger than this gets the "fresh" mark. */
const FRESH_BELOW_MS = 15 * 60_000;

export interface TileActions {
  onOpen(card: MiniProgramCard): void;
  onCancelInstall(card: MiniProgramCard): void;
  /** `at`: where the pointer is; absent for the keyboard and the button. */
  onMenu(card: MiniProgramCard, source: HTMLElement, at?: { x: number; y: number }): void;
  onRemove(card: MiniProgramCard): void;
}

export interface TileProps extends TileActions {
  card: MiniProgramCard;
  nowMs: number;
  isCurrent: boolean;
  isOpening: boolean;
  isMenuOpen: boolean;
  onFocus(): void;
}

export function Tile(props: TileProps): JSX.Element {
  const { card, isCurrent, isMenuOpen, isOpening, onCancelInstall, onFocus, onMenu, onOpen, onRemove } = props;
  const tabIndex = isCurrent ? 0 : -1;
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Delete') onRemove(card);
  };
  const onContextMenu = (event: TargetedMouseEvent<HTMLElement>): void => {
    event.preventDefault();
    const opener = event.currentTarget.querySelector<HTMLElement>('.tile-open');
    if (!opener) return;
    // The menu key reports no pointer button: the menu then stands at the tile.
    const at = event.button === 2 ? { x: event.clientX, y: event.clientY } : undefined;
    // Where the menu is asked for by pressing, letting go would be a click outside it.
    if (event.buttons === 0) onMenu(card, opener, at);
    else addEventListener('pointerup', () => onMenu(card, opener, at), { once: true });
  };
  return (
    <li
      class={isOpening ? 'tile tile-opening' : 'tile'}
      onContextMenu={onContextMenu}
      onFocusIn={onFocus}
      onKeyDown={onKeyDown}
    >
      <button
        type="button"
        class="tile-open"
        tabIndex={tabIndex}
        data-app-id={card.appId}
        title={card.name}
        onClick={() => onOpen(card)}
        onPointerEnter={() => beginResting(card.appId)}
        onPointerLeave={endResting}
        onFocus={() => beginResting(card.appId)}
        onBlur={endResting}
      >
        <span class="tile-stand">
          <AppIcon appId={card.appId} name={card.name} iconUrl={card.iconUrl} />
          {card.problem && (
            <span class="tile-badge">
              <Icon name="warning" />
            </span>
          )}
        </span>
        <span class="tile-label">
          <bdi class="tile-name">{card.name}</bdi>
          {!card.installing && <TileStatus {...props} />}
        </span>
      </button>
      {card.installing ? (
        <span class="tile-installing">
          <span class="tile-line">{shortProgressText(card.installing)}</span>
          <span class="tile-progress">
            <ProgressBar
              fraction={installFraction(card.installing)}
              label={t('shelf.installingLabel', { name: card.name })}
            />
            <button
              type="button"
              class="button-icon button-icon-small"
              tabIndex={tabIndex}
              aria-label={t('shelf.cancelInstall', { name: card.name })}
              title={t('common.cancel')}
              onClick={() => onCancelInstall(card)}
            >
              <Icon name="close" />
            </button>
          </span>
        </span>
      ) : (
        <button
          type="button"
          class="button-icon tile-more"
          tabIndex={tabIndex}
          aria-haspopup="menu"
          aria-expanded={isMenuOpen}
          aria-label={t('shelf.more', { name: card.name })}
          onClick={(event) => onMenu(card, event.currentTarget)}
        >
          <Icon name="more" />
        </button>
      )}
    </li>
  );
}

function TileStatus({ card, nowMs }: TileProps): JSX.Element {
  if (card.problem && !card.installed) {
    return <span class="tile-line tile-problem">{t('shelf.needsAttention')}</span>;
  }
  const dataIsFresh = card.dataAt !== null && nowMs - card.dataAt < FRESH_BELOW_MS;
  return (
    <>
      {card.folder && (
        <span class="tile-line" title={card.folder}>
          {t('shelf.runsFromFolder')}
        </span>
      )}
      {card.network && <span class="tile-line tile-switched">{t(`shelf.network.${card.network}`)}</span>}
      <span class="tile-line" title={card.lastOpenedAt === null ? undefined : dateTime(card.lastOpenedAt)}>
        {card.isOpen ? (
          <span class="tile-is-open">{t('shelf.isOpen')}</span>
        ) : card.lastOpenedAt === null ? (
          card.installed ? (
            t('shelf.neverOpened')
          ) : (
            t('shelf.notInstalled')
          )
        ) : (
          t('shelf.opened', { when: relativeTime(card.lastOpenedAt, nowMs) })
        )}
      </span>
      {card.dataAt !== null && (
        <span class={dataIsFresh ? 'tile-line tile-data-fresh' : 'tile-line'}>{dataAge(card.dataAt, nowMs)}</span>
      )}
    </>
  );
}
