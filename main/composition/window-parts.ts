/** What all windows share: their menus, the small windows beside them, and what is remembered of them. */
import path from 'node:path';
import { app, clipboard, screen } from 'electron';
import type { ActivityLog } from '../launcher/activity/activity-log.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { CommandLine } from '../system/start/command-line.ts';
import type { LarderActions } from '../system/desktop/menus/larder-menu.ts';
import { createMenuBars, type MenuBars } from '../system/desktop/menus/menu-bars.ts';
import type { Messages } from '../system/language/messages.ts';
import { aboutFacts } from '../windows/mini-program/about-facts.ts';
import { createPageSeal, type PageSeal } from '../windows/container-pages/page-seal.ts';
import { createPageWindows } from '../windows/container-pages/page-windows.ts';
import type { ProgramServices } from '../windows/mini-program/program-controls.ts';
import { openWindowMemory, type WindowMemoryFile } from '../windows/window-memory.ts';
import type { Rectangle } from '../windows/window-placement.ts';
import type { Storage } from './storage.ts';

export interface WindowPartsDependencies {
  readonly commandLine: CommandLine;
  readonly paths: AppPaths;
  readonly storage: Storage;
  readonly messages: Messages;
  readonly activityLog: ActivityLog;
  readonly disposables: ShutdownList;
  /** Opens the launcher, or brings it to the front, at this page or dialog. */
  showLauncher(target?: string): void;
}

export interface WindowParts {
  readonly menuBars: MenuBars;
  readonly pageSeal: PageSeal;
  readonly larder: LarderActions;
  readonly controls: ProgramServices;
  readonly launcherMemory: WindowMemoryFile;
  programMemory(appId: string): WindowMemoryFile;
  /** Of the screens there are now, the primary one first. */
  workAreas(): readonly Rectangle[];
}

export function createWindowParts({
  commandLine,
  paths,
  storage,
  messages,
  activityLog,
  disposables,
  showLauncher,
}: WindowPartsDependencies): WindowParts {
  const { dev, headless } = commandLine;
  const { store } = storage;
  const { platform } = process;
  const larder: LarderActions = { show: (target) => showLauncher(target), quit: () => app.quit() };
  const menuBars = disposables.add(createMenuBars({ platform, messages, dev, actions: larder }));
  const pageSeal = createPageSeal();
  const pages = createPageWindows({ pagesFolder: paths.pagesFolder, iconPath: paths.icon, headless, seal: pageSeal });
  disposables.defer(messages.onChange(pages.renew));
  return {
    menuBars,
    pageSeal,
    larder,
    controls: {
      dev,
      platform,
      messages,
      pages,
      menuBars,
      larder,
      showLauncher: () => showLauncher(),
      showSettings: (appId) => showLauncher(`settings/${appId}`),
      writeClipboard: (text) => void clipboard.writeText(text),
      facts: (appId) =>
        aboutFacts(
          appId,
          store.get(appId),
          activityLog.entries().filter((entry) => entry.appId === appId),
          messages,
        ),
    },
    launcherMemory: openWindowMemory(path.join(app.getPath('userData'), 'launcher-window.json')),
    // The folder of a mini-program that is not there would look like one that lost its state.
    programMemory: (appId) =>
      openWindowMemory(path.join(store.folderOf(appId), 'window.json'), () => store.get(appId) !== undefined),
    workAreas() {
      const primary = screen.getPrimaryDisplay();
      return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)].map(
        ({ workArea }) => workArea,
      );
    },
  };
}
