import { EventEmitter } from 'node:events';
import type { BrowserWindow } from 'electron';
import { expect, it } from 'vitest';
import { reloadPage } from '../../../main/opening/page-reload.ts';

function windowWith(hasWaitingWorker: boolean) {
  const calls: string[] = [];
  const webContents = Object.assign(new EventEmitter(), {
    getURL: () => 'mp://abc/index.html',
    executeJavaScript: () => Promise.resolve(hasWaitingWorker),
    reload: () => calls.push('reload'),
    // It would load the page past its own service worker.
    reloadIgnoringCache: () => calls.push('reload past the worker'),
  });
  const loadURL = (url: string): Promise<void> => {
    calls.push(url);
    return Promise.resolve();
  };
  const window = { webContents, isDestroyed: () => false, loadURL } as unknown as BrowserWindow;
  return { window, webContents, calls };
}

it('reloads a page so that its service worker still serves it', async () => {
  const { window, calls } = windowWith(false);
  await reloadPage(window, () => calls.push('placeholder'));
  expect(calls).toEqual(['reload']);
});

it('lets a worker that waits take over while something else is shown', async () => {
  const { window, webContents, calls } = windowWith(true);
  await reloadPage(window, () => {
    calls.push('placeholder');
    webContents.emit('did-finish-load');
  });
  expect(calls).toEqual(['placeholder', 'mp://abc/index.html']);
});
