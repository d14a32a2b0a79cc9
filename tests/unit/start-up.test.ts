/** The composition root with every part of its own, and an Electron that does nothing. */
import type { EventEmitter } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { startLarder, type Larder } from '../../main/larder.ts';
import { hostOfAppId } from '../../main/models/app-id.ts';
import type { CommandLine } from '../../main/system/start/command-line.ts';
import { stateOf } from '../fakes/opening.ts';
import { createTemporaryFolder } from '../fakes/temporary-folder.ts';

const system = vi.hoisted(() => ({ folder: '', isOnline: true }));

vi.mock('electron', async () => {
  const { createIdleElectron } = await import('../fakes/idle-electron.ts');
  return createIdleElectron(system);
});

const COMMAND_LINE: CommandLine = {
  backendUrl: null,
  userDataDir: null,
  open: [],
  links: [],
  openDir: [],
  dev: false,
  clockOffsetMs: 0,
  logJson: false,
  headless: true,
  hidden: false,
  updateUrl: null,
  diagnostics: false,
};
const LOGGER = { info: () => {}, warning: () => {}, error: () => {} };

/** A mini-program with fetches that are cleared away when the engine opens: that takes real time. */
function keepFetches(count: number): void {
  const state = stateOf();
  const folder = path.join(system.folder, 'mini-programs', hostOfAppId(state.appId));
  for (let index = 0; index < count; index += 1)
    mkdirSync(path.join(folder, 'background-fetch', crypto.randomUUID()), { recursive: true });
  writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
}

it('starts while the network comes and goes, at whatever moment', async () => {
  system.folder = createTemporaryFolder();
  keepFetches(5);
  const { powerMonitor } = await import('electron');
  const monitor = powerMonitor as unknown as EventEmitter;
  const ipcMain = { handle: vi.fn(), removeHandler: vi.fn(), removeAllListeners: vi.fn() };
  let larder: Larder | null = null;
  const starting = startLarder(COMMAND_LINE, LOGGER as never, ipcMain as never).then((made) => (larder = made));
  const failures: unknown[] = [];
  let changesWhileStarting = 0;
  while (larder === null) {
    system.isOnline = !system.isOnline;
    try {
      if (monitor.emit('resume')) changesWhileStarting += 1;
    } catch (error) {
      failures.push(error);
    }
    await Promise.race([starting, new Promise((resolve) => setImmediate(resolve))]);
  }
  expect(failures).toEqual([]);
  // Else it was over before the network changed.
  expect(changesWhileStarting).toBeGreaterThan(3);
  expect(ipcMain.handle.mock.calls.length).toBeGreaterThan(50);
  await (await starting).dispose();
  expect(ipcMain.removeHandler.mock.calls.length).toBe(ipcMain.handle.mock.calls.length);
});
