/** What all windows share: where they were, their menus, and the small windows beside them. */
import path from 'node:path';
import { app, clipboard, screen } from 'electron';
import type { ActivityLog } from '../launcher/activity/activity-log.ts';
import type { LauncherWindow } from '../launcher/launcher-window.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { readSandbox, sandboxFacts } from '../system/start/sandbox.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import { launcherMenu, type LarderActions } from '../system/desktop/menus/larder-menu.ts';
import { createMenuBars } from '../system/desktop/menus/menu-bars.ts';
import type { Messages } from '../system/language/messages.ts';
import type { Pictures } from './pictures.ts';
import { aboutFacts } from '../windows/mini-program/about-facts.ts';
import type { PageSeal } from '../windows/container-pages/page-seal.ts';
import { createPageWindows } from '../windows/container-pages/page-windows.ts';
import type { ProgramServices } from '../windows/mini-program/program-controls.ts';
import { openWindowMemory, type WindowMemoryFile } from '../windows/window-memory.ts';
import type { Rectangle } from '../windows/window-placement.ts';

export interface WindowMemories {
  readonly launcher: WindowMemoryFile;
  program(appId: string): WindowMemoryFile;
}

export function createWindowMemories(store: MiniProgramStore): WindowMemories {
  return {
    launcher: openWindowMemory(path.join(app.getPath('userData'), 'launcher-window.json')),
    // The folder of a mini-program that is not there would look like one that lost its state.
    program: (appId) =>
      openWindowMemory(path.join(store.folderOf(appId), 'window.json'), () => store.get(appId) !== undefined),
  };
}

/** Of the screens there are now, the primary one first. */
export function workAreas(): readonly Rectangle[] {
  const primary = screen.getPrimaryDisplay();
  return [primary, ...screen.getAllDisplays().filter(({ id }) => id !== primary.id)].map(({ workArea }) => workArea);
}

export interface ProgramServicesDependencies {
  readonly dev: boolean;
  readonly headless: boolean;
  readonly pageSeal: PageSeal;
  readonly paths: AppPaths;
  readonly store: MiniProgramStore;
  readonly messages: Messages;
  readonly activityLog: ActivityLog;
  readonly launcher: LauncherWindow;
  readonly pictures: Pick<Pictures, 'ofPackage' | 'urlOf'>;
  readonly disposables: ShutdownList;
  /** The user's wish to end Larder. */
  quit(): void;
}

/** Menus, too: every window gets its bar from here. */
export function createProgramServices({
  dev,
  headless,
  pageSeal,
  paths,
  store,
  messages,
  activityLog,
  launcher,
  pictures,
  disposables,
  quit,
}: ProgramServicesDependencies): ProgramServices {
  const { platform } = process;
  const container: LarderActions = { show: (target) => void launcher.show(target), quit };
  const menuBars = disposables.add(createMenuBars({ platform, messages, dev, actions: container }));
  launcher.onCreated((window, zoom) => {
    // Windows and Linux: behind the Alt key; everything in it is on its pages, too.
    const bar = () => launcherMenu({ t: messages.t, dev, actions: container }, zoom);
    menuBars.add(window, { bar, mac: () => [], zoom });
  });
  const pages = createPageWindows({
    pagesFolder: paths.pagesFolder,
    readIcon: pictures.ofPackage,
    iconPath: paths.icon,
    headless,
    seal: pageSeal,
  });
  disposables.defer(messages.onChange(pages.renew));
  return {
    dev,
    platform,
    messages,
    pages,
    menuBars,
    container,
    showLauncher: () => void launcher.show(),
    showSettings: (appId) => void launcher.show(`settings/${appId}`),
    writeClipboard: (text) => void clipboard.writeText(text),
    iconUrl: pictures.urlOf,
    facts: (appId) =>
      aboutFacts(
        appId,
        store.get(appId),
        activityLog.entries().filter((entry) => entry.appId === appId),
        messages,
        readSandbox(sandboxFacts()) === 'on',
      ),
  };
}
