/** The menu of the tray icon; the macOS Dock shows the same without what the system adds itself. */
import { BRAND } from '../../../../preload/contract/brand.ts';
import type { MenuItemConstructorOptions } from 'electron';
import type { Messages } from '../../language/messages.ts';
import { statusLines, type DesktopFacts, type StatusTarget } from '../desktop-status.ts';

export interface RecentProgram {
  readonly appId: string;
  readonly name: string;
}

export interface TrayActions {
  openLauncher(page?: StatusTarget | 'settings'): void;
  openProgram(appId: string): void;
  fetchNow(): void;
  setBackgroundOn(on: boolean): void;
  pauseDownloads(): void;
  resumeDownloads(): void;
  quit(): void;
}

type Items = MenuItemConstructorOptions[];
type Texts = Pick<Messages, 't' | 'textOf'>;

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

export function trayMenu(
  facts: DesktopFacts,
  recent: readonly RecentProgram[],
  { t, textOf }: Texts,
  actions: TrayActions,
): Items {
  const lines: Items = statusLines(facts).map(({ text, target }) => ({
    label: textOf(text),
    click: () => actions.openLauncher(target),
  }));
  return [
    { label: t('system.tray.open'), click: () => actions.openLauncher() },
    ...(lines.length > 0 ? [SEPARATOR, ...lines] : []),
    ...(recent.length > 0 ? [SEPARATOR, ...recentItems(recent, actions)] : []),
    SEPARATOR,
    {
      label: t('system.tray.fetch-now'),
      enabled: facts.isOnline && facts.isBackgroundOn && !facts.isFetching,
      click: () => actions.fetchNow(),
    },
    facts.isBackgroundOn
      ? { label: t('system.tray.pause-background'), click: () => actions.setBackgroundOn(false) }
      : { label: t('system.tray.resume-background'), click: () => actions.setBackgroundOn(true) },
    ...downloadItems(facts, t, actions),
    SEPARATOR,
    { label: t('system.tray.settings'), click: () => actions.openLauncher('settings') },
    { label: t('system.tray.quit'), click: () => actions.quit() },
  ];
}

/** On the Dock's icon; macOS adds the open windows and "Quit". */
export function dockMenu(
  facts: DesktopFacts,
  recent: readonly RecentProgram[],
  { t }: Texts,
  actions: TrayActions,
): Items {
  return [
    ...(recent.length > 0 ? [...recentItems(recent, actions), SEPARATOR] : []),
    { label: t('system.tray.open'), click: () => actions.openLauncher() },
    {
      label: t('system.tray.fetch-now'),
      enabled: facts.isOnline && facts.isBackgroundOn && !facts.isFetching,
      click: () => actions.fetchNow(),
    },
  ];
}

function recentItems(recent: readonly RecentProgram[], actions: TrayActions): Items {
  // A name is the author's text: `&` would mark a key.
  return recent.map(({ appId, name }) => ({
    label: name.replaceAll('&', '&&'),
    click: () => actions.openProgram(appId),
  }));
}

function downloadItems(facts: DesktopFacts, t: Messages['t'], actions: TrayActions): Items {
  const items: Items = [];
  if (facts.runningDownloads > 0)
    items.push({ label: t('system.tray.pause-downloads'), click: () => actions.pauseDownloads() });
  if (facts.pausedDownloads > 0)
    items.push({ label: t('system.tray.resume-downloads'), click: () => actions.resumeDownloads() });
  return items;
}

/** What pointing at the icon shows. Windows cuts it after 127 characters. */
export function trayToolTip(facts: DesktopFacts, { t, textOf }: Texts): string {
  const lines = statusLines(facts).map(({ text }) => textOf(text));
  return lines.length === 0 ? t('system.tray.running') : `${BRAND.name}: ${lines.join(', ')}`.slice(0, 127);
}
