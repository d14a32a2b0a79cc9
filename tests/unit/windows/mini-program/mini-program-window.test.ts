import type { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions } from 'electron';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createMiniProgramWindow,
  type MiniProgramWindow,
  type MiniProgramWindowOptions,
} from '../../../../main/windows/mini-program/mini-program-window.ts';
import { NO_MEMORY } from '../../../../main/windows/window-placement.ts';

const made = vi.hoisted((): { options: BrowserWindowConstructorOptions[]; load: () => Promise<void> } => ({
  options: [],
  load: () => Promise.resolve(),
}));
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const contents = (): EventEmitter =>
    Object.assign(new Emitter(), {
      setWindowOpenHandler() {},
      setWebRTCIPHandlingPolicy() {},
      getURL: () => 'mp://abc/',
    });
  return {
    BrowserWindow: class extends Emitter {
      readonly webContents = contents();
      constructor(options: BrowserWindowConstructorOptions) {
        super();
        made.options.push(options);
      }
      readonly calls: unknown[] = [];
      show = () => this.calls.push('show');
      maximize = () => this.calls.push('maximize');
      setFullScreen = (flag: boolean) => this.calls.push(`full screen ${flag}`);
      loadURL = () => made.load();
      isDestroyed = () => false;
      readonly titles: string[] = [];
      setTitle = (title: string) => void this.titles.push(title);
    },
  };
});

const session = {};
function make(memory: Partial<typeof NO_MEMORY>, change: Partial<MiniProgramWindowOptions> = {}): MiniProgramWindow {
  return createMiniProgramWindow({
    appId: 'abc',
    name: () => 'Notes',
    session,
    dialogsMessage: 'No more of these',
    registry: { add() {} },
    preloadPath: '/app/preload.js',
    iconPath: '/app/icon.png',
    headless: false,
    dev: false,
    warning: () => null,
    memory: { get: () => ({ ...NO_MEMORY, ...memory }), update() {} },
    workAreas: () => [{ x: 0, y: 0, width: 1920, height: 1080 }],
    ...change,
  } as unknown as MiniProgramWindowOptions);
}

/** What a mini-program's window is made with, when its window was last left like `memory`. */
function optionsOf(memory: Partial<typeof NO_MEMORY>, change: Partial<MiniProgramWindowOptions> = {}) {
  make(memory, change);
  return made.options.at(-1)!;
}

it('lets the user end a page’s dialogs, and keeps the page in its box', () => {
  expect(optionsOf({}).webPreferences).toEqual({
    session,
    preload: '/app/preload.js',
    safeDialogs: true,
    safeDialogsMessage: 'No more of these',
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
    spellcheck: false,
    navigateOnDragDrop: false,
    devTools: false,
  });
  expect(optionsOf({}, { dev: true }).webPreferences).toMatchObject({ safeDialogs: true, devTools: true });
});

it('fills the screen only where the user left it so, and once it is shown with its menu bar', () => {
  const shown = (memory: Partial<typeof NO_MEMORY>, change: Partial<MiniProgramWindowOptions> = {}): unknown[] => {
    const { window } = make(memory, change);
    window.emit('ready-to-show');
    return (window as unknown as { calls: unknown[] }).calls;
  };
  expect(optionsOf({ isFullScreen: true })).not.toHaveProperty('fullscreen');
  expect(shown({})).toEqual(['show']);
  expect(shown({ isFullScreen: true, isMaximized: true })).toEqual(['maximize', 'show', 'full screen true']);
  expect(shown({ isFullScreen: true }, { headless: true })).toEqual([]);
});

it('says in front of its title when there is no sandbox', () => {
  expect(optionsOf({}).title).toBe('Notes');
  expect(optionsOf({}, { warning: () => 'No sandbox' }).title).toBe('No sandbox · Notes');
});

describe('the title of a page', () => {
  const titled = () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const { window } = make({}, { onNavigated() {} });
    const { titles } = window as unknown as { titles: string[] };
    const event = { preventDefault: vi.fn() };
    const say = (title: string): void => void window.emit('page-title-updated', event, title);
    return { window, titles, event, say };
  };

  it('is shown a few times a second, however often it changes, and the last one is', () => {
    const { titles, event, say } = titled();
    for (let count = 1; count <= 1000; count += 1) say(`${count} new`);
    expect(event.preventDefault).toHaveBeenCalledTimes(1000);
    expect(titles).toEqual([]);
    vi.runAllTimers();
    expect(titles).toEqual(['Notes – 1000 new']);
  });

  it('is none of the page before', () => {
    const { window, titles, say } = titled();
    say('The first page');
    window.webContents.emit('did-navigate', {}, 'mp://abc/next.html', 200);
    vi.runAllTimers();
    expect(titles).toEqual(['Notes', 'Notes']);
  });
});

describe('a page that does not load', () => {
  const watched = () => {
    const told: string[] = [];
    const made = make({}, { onFailure: ({ message }) => told.push(message), onLoaded: () => told.push('loaded') });
    return { ...made, contents: made.window.webContents as unknown as EventEmitter, told };
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('is told once, and not as loaded when Chromium’s own page about it finishes', () => {
    const { contents, told } = watched();
    contents.emit('did-fail-load', {}, -9, 'ERR_UNEXPECTED', 'mp://abc/', true);
    contents.emit('did-finish-load');
    expect(told).toEqual(['The page could not be loaded (ERR_UNEXPECTED).']);
    contents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    contents.emit('did-finish-load');
    expect(told.slice(1)).toEqual(['loaded']);
  });

  it('is told when it is no document: a download is refused without an event', async () => {
    const { load, contents, told } = watched();
    made.load = () => Promise.reject(new Error('ERR_FAILED (-2)'));
    load('mp://abc/data.bin');
    await settled();
    expect(told).toEqual(['The page is not one that can be shown.']);
    made.load = () => {
      contents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', 'mp://abc/', true);
      return Promise.reject(new Error('ERR_ABORTED (-3)'));
    };
    load('mp://abc/');
    await settled();
    expect(told).toHaveLength(1);
  });
});
