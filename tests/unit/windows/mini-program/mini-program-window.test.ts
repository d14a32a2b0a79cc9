import type { EventEmitter } from 'node:events';
import type { BrowserWindowConstructorOptions } from 'electron';
import { expect, it, vi } from 'vitest';
import {
  createMiniProgramWindow,
  type MiniProgramWindowOptions,
} from '../../../../main/windows/mini-program/mini-program-window.ts';
import { NO_MEMORY } from '../../../../main/windows/window-placement.ts';

const made = vi.hoisted((): { options: BrowserWindowConstructorOptions[] } => ({ options: [] }));
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const contents = (): EventEmitter =>
    Object.assign(new Emitter(), { setWindowOpenHandler() {}, setWebRTCIPHandlingPolicy() {}, getURL: () => '' });
  return {
    BrowserWindow: class extends Emitter {
      readonly webContents = contents();
      constructor(options: BrowserWindowConstructorOptions) {
        super();
        made.options.push(options);
      }
    },
  };
});

const session = {};
/** What a mini-program's window is made with, when its window was last left like `memory`. */
function optionsOf(memory: Partial<typeof NO_MEMORY>, change: Partial<MiniProgramWindowOptions> = {}) {
  createMiniProgramWindow({
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

it('fills the screen only where the user left it so', () => {
  expect(optionsOf({}).fullscreen).toBeUndefined();
  expect(optionsOf({ isFullScreen: true }).fullscreen).toBe(true);
  expect(optionsOf({ isFullScreen: true }, { headless: true }).fullscreen).toBeUndefined();
});

it('says in front of its title when there is no sandbox', () => {
  expect(optionsOf({}).title).toBe('Notes');
  expect(optionsOf({}, { warning: () => 'No sandbox' }).title).toBe('No sandbox · Notes');
});
