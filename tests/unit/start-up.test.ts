/** The composition root with every part of its own, and an Electron that does nothing. */
import type { EventEmitter } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { startLarder, type Larder } from '../../main/larder.ts';
import { interpretPolicies } from '../../main/policies/policies.ts';
import { hostOfAppId } from '../../main/models/app-id.ts';
import type * as NoticesModule from '../../main/system/desktop/notices.ts';
import type { CommandLine } from '../../main/system/start/command-line.ts';
import { stateOf } from '../fakes/opening.ts';
import { createTemporaryFolder } from '../fakes/temporary-folder.ts';

const system = vi.hoisted(() => ({ folder: '', isOnline: true }));
const told = vi.hoisted(() => ({ notices: null as NoticesModule.Notices | null }));

vi.mock('../../main/system/desktop/notices.ts', async (original) => {
  const actual = await original<typeof NoticesModule>();
  return {
    ...actual,
    createNotices: (...args: Parameters<typeof actual.createNotices>) => (told.notices = actual.createNotices(...args)),
  };
});

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
  safe: false,
  fetchNow: null,
};
const LOGGER = { info: () => {}, warning: () => {}, error: () => {} };

/** A mini-program with fetches that are cleared away when the engine opens: that takes real time. */
function keepFetches(count: number): void {
  const state = stateOf();
  const folder = path.join(system.folder, 'mini-programs', hostOfAppId(state.appId));
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index += 1)
    mkdirSync(path.join(folder, 'background-fetch', crypto.randomUUID()), { recursive: true });
  writeFileSync(path.join(folder, 'state.json'), JSON.stringify(state));
}

const NO_POLICIES = interpretPolicies({ kind: 'none' });

it('starts while the network comes and goes, at whatever moment', async () => {
  system.folder = createTemporaryFolder();
  keepFetches(5);
  const { powerMonitor } = await import('electron');
  const monitor = powerMonitor as unknown as EventEmitter;
  const ipcMain = { handle: vi.fn(), removeHandler: vi.fn(), removeAllListeners: vi.fn() };
  let larder: Larder | null = null;
  const starting = startLarder(COMMAND_LINE, NO_POLICIES, LOGGER as never, ipcMain as never).then((made) => {
    made.begin();
    larder = made;
    return made;
  });
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

describe.each([
  { what: 'a start', safe: false, hungBefore: false },
  { what: 'a start with --safe', safe: true, hungBefore: false },
  { what: 'a start after the launcher hung', safe: false, hungBefore: true },
  { what: 'a start with --safe after the launcher hung', safe: true, hungBefore: true },
])('$what', ({ safe, hungBefore }) => {
  it('begins, opens and stays as far as it may, and says what it leaves out', async () => {
    system.folder = createTemporaryFolder();
    keepFetches(0);
    const marker = path.join(system.folder, 'launcher-hung');
    if (hungBefore) writeFileSync(marker, '');
    const output = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const ipcMain = { handle: vi.fn(), removeHandler: vi.fn(), removeAllListeners: vi.fn() };
    const larder = await startLarder(
      { ...COMMAND_LINE, logJson: true, safe },
      NO_POLICIES,
      LOGGER as never,
      ipcMain as never,
    );
    // They are written after the turn that caused them, several at once.
    const events = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      const lines = output.mock.calls.flatMap(([text]) => String(text).trimEnd().split('\n'));
      return lines.map((line) => JSON.parse(line) as { event: string; message?: string });
    };
    const actions = told.notices!.list().flatMap(({ action }) => action?.key ?? []);
    const hasScheduler = async () => (await events()).some(({ event }) => event === 'next-wake');
    expect((await events()).map(({ event }) => event)).toContain('app-started');
    // The first window comes before it.
    expect(await hasScheduler()).toBe(false);
    larder.begin();
    expect({ actions, hasScheduler: await hasScheduler(), stays: larder.staysWithoutWindows() }).toEqual({
      actions: safe ? ['system.safe.leave'] : hungBefore ? ['system.pictures.show'] : [],
      hasScheduler: !safe,
      stays: !safe,
    });
    if (safe) {
      const { appId } = stateOf();
      for (const wanted of [
        { open: [appId], links: [], openDir: [] },
        { open: [], links: [`bnc://app.binance.com/mp/app?appId=${appId}`], openDir: [] },
        { open: [], links: ['bnc://app.binance.com/mp/app?appId=unknown'], openDir: [] },
        { open: [], links: [], openDir: [system.folder] },
      ]) {
        told.notices!.dismiss('open');
        larder.open(wanted);
        const notOpened = { id: 'open', text: { key: 'system.safe.notOpened' } };
        await vi.waitFor(() => expect(told.notices!.list()).toContainEqual(expect.objectContaining(notOpened)));
      }
      expect((await events()).map(({ event }) => event)).not.toContain('miniprogram-opened');
    }
    await larder.dispose();
    output.mockRestore();
    expect(existsSync(marker)).toBe(false);
  });
});
