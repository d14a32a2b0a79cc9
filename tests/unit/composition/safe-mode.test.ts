import { EventEmitter } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { createSafeMode } from '../../../main/composition/safe-mode.ts';
import { ShutdownList } from '../../../main/support/shutdown-list.ts';
import { createNotices } from '../../../main/system/desktop/notices.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const electron = vi.hoisted(() => ({ folder: '', relaunch: vi.fn(), quit: vi.fn() }));
vi.mock('electron', () => ({
  app: { getPath: () => electron.folder, relaunch: electron.relaunch, quit: electron.quit },
}));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.clearAllMocks();
});

function start({ isOn = false, hungBefore = false } = {}) {
  electron.folder = createTemporaryFolder();
  const marker = path.join(electron.folder, 'launcher-hung');
  if (hungBefore) writeFileSync(marker, '');
  const notices = createNotices({ wasDismissed: () => false, markDismissed: () => {} }, new Set());
  const safeMode = createSafeMode({ isOn, storage: { notices, warn: () => {} }, disposables: new ShutdownList() });
  const reload = vi.fn();
  const window = Object.assign(new EventEmitter(), {
    isDestroyed: () => false,
    webContents: Object.assign(new EventEmitter(), { reload }),
  });
  safeMode.watchLauncher(window as never);
  const die = () => window.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
  return { safeMode, notices, marker, reload, die, ids: () => notices.list().map(({ id }) => id) };
}

it('shows pictures in a start like any other', () => {
  const { safeMode, ids } = start();
  expect([safeMode.showsPictures(), ids()]).toEqual([true, []]);
  expect(() => safeMode.checkOpening()).not.toThrow();
});

it('leaves pictures out after the launcher hung, until the user wants them', () => {
  const { safeMode, notices, marker, reload, ids } = start({ hungBefore: true });
  expect([safeMode.showsPictures(), ids()]).toEqual([false, ['without-pictures']]);
  expect(() => safeMode.checkOpening()).not.toThrow();
  notices.act('without-pictures');
  expect([safeMode.showsPictures(), ids(), existsSync(marker)]).toEqual([true, [], false]);
  expect(reload).toHaveBeenCalledOnce();
});

it('loads a launcher that died again without pictures, once', async () => {
  const { safeMode, ids, reload, die } = start();
  die();
  expect([safeMode.showsPictures(), ids()]).toEqual([false, ['without-pictures']]);
  await vi.waitFor(() => expect(reload).toHaveBeenCalledOnce());
  die();
  await new Promise((resolve) => setImmediate(resolve));
  expect(reload).toHaveBeenCalledOnce();
});

it.each([
  ['', undefined],
  ['/home/me/Larder.AppImage', '/home/me/Larder.AppImage'],
])('starts normally with the other options of this start (APPIMAGE=%s)', (appImage, execPath) => {
  vi.stubEnv('APPIMAGE', appImage);
  const { argv } = process;
  process.argv = ['larder', '--safe', '--user-data-dir=/x', '--safe'];
  try {
    const { safeMode, notices, ids } = start({ isOn: true, hungBefore: true });
    expect([safeMode.showsPictures(), ids()]).toEqual([false, ['runs-safely']]);
    expect(() => safeMode.checkOpening()).toThrow('safe mode');
    notices.act('runs-safely');
  } finally {
    process.argv = argv;
  }
  expect(electron.relaunch).toHaveBeenCalledWith({ args: ['--user-data-dir=/x'], ...(execPath ? { execPath } : {}) });
  expect(electron.quit).toHaveBeenCalledOnce();
});

it('does nothing for a notice that is gone', () => {
  const { notices, safeMode } = start({ hungBefore: true });
  notices.dismiss('without-pictures');
  notices.act('without-pictures');
  expect(safeMode.showsPictures()).toBe(false);
});
