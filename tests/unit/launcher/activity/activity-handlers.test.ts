import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ActivityState, ScheduleWait } from '../../../../preload/contract/activity.ts';
import type { Caller } from '../../../../main/ipc/caller.ts';
import { createActivityHandlers, type ActivityHandlerDependencies } from '../../../../main/ipc/handlers/activity.ts';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import { openSettings } from '../../../../main/storage/settings.ts';
import { AppError } from '../../../../main/support/errors.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { record, REQUEST, testClock, testLog } from './request-fixtures.ts';

const CALLER: Caller = { audience: 'launcher', appId: null, origin: 'larder://launcher', windowId: 1 };
const STATE = { schedule: [] } as unknown as ActivityState;
const waiting = (waitingFor: ScheduleWait): ActivityState =>
  ({ schedule: [{ appId: 'App1', waitingFor }] }) as unknown as ActivityState;

function setUp(change: Partial<ActivityHandlerDependencies> = {}) {
  const folder = createTemporaryFolder();
  const clock = testClock();
  const activityLog = testLog(undefined, clock);
  const store = openMiniProgramStore({ folder, clock });
  store.add({ appId: 'App1', name: 'One', description: '' });
  const settings = openSettings(folder, clock);
  /** What the handlers asked of others, in order. */
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    (...args: unknown[]): void =>
      void calls.push([name, ...args]);
  const handlers = createActivityHandlers({
    dev: true,
    version: '1.2.3',
    log: activityLog,
    clock,
    store,
    settings,
    periodic: {
      setEnabled: note('setEnabled'),
      dropData: async (appId) => note('dropData')(appId),
      scheduler: {
        trigger: note('trigger'),
        fetchNow: async (appId) => {
          note('fetchNow')(appId);
          return { ok: true };
        },
      },
    },
    startWithSystem: { set: note('startWithSystem') },
    clipboard: { writeText: note('clipboard') },
    getState: () => STATE,
    mayFetch: () => true,
    watch: note('watch'),
    downloadsFolder: () => path.join(folder, 'Downloads'),
    preFetch: async (appId) => note('preFetch')(appId),
    moveClock: note('moveClock'),
    setNetwork: async (...args) => note('setNetwork')(...args),
    ...change,
  });
  return { folder, log: activityLog, settings, calls, handlers };
}

describe('the activity handlers', () => {
  it('answer the state and clear the log', async () => {
    const { handlers, log, calls } = setUp();
    record(log);
    expect(await handlers['launcher:get-activity'](CALLER)).toBe(STATE);
    expect(calls).toEqual([['watch', CALLER.windowId]]);
    expect(await handlers['launcher:clear-activity'](CALLER)).toBeNull();
    expect(log.entries()).toEqual([]);
  });

  it('save the activity into the downloads folder and answer the path', async () => {
    const { handlers, log, folder } = setUp();
    record(log);
    const { path: file } = await handlers['launcher:save-activity'](CALLER);
    expect(file).toBe(path.join(folder, 'Downloads', 'larder-activity-2023-11-14T22-13-20.har'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      log: { creator: { name: 'Larder', version: '1.2.3' }, entries: [{ request: { url: REQUEST.shownUrl.href } }] },
    });
  });

  it('put a request on the clipboard as cURL, and say when it is gone', async () => {
    const { handlers, log, calls } = setUp();
    record(log);
    await handlers['launcher:copy-as-curl'](CALLER, log.entries()[0]!.id);
    expect(calls).toEqual([
      ['clipboard', `curl --globoff --compressed --user-agent 'Larder/1.2.3' '${REQUEST.shownUrl.href}'`],
    ]);
    expect(() => handlers['launcher:copy-as-curl'](CALLER, 'other')).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    );
  });

  it('change only the settings that are given', async () => {
    const { handlers, settings, calls } = setUp();
    const before = settings.get();
    await handlers['launcher:set-background'](CALLER, { notOnBattery: true });
    expect(settings.get()).toEqual({ ...before, periodicFetchNotOnBattery: true });
    await handlers['launcher:set-background'](CALLER, { enabled: false, dailyAtMinutes: 0 });
    expect(settings.get()).toEqual({
      ...before,
      periodicFetchNotOnBattery: true,
      periodicFetchEnabled: false,
      periodicFetchAtMinutes: 0,
    });
    expect(calls).toEqual([]);
  });

  it('start with the system without writing the settings, and change nothing when the system refuses', async () => {
    const { handlers, settings, calls } = setUp();
    let updates = 0;
    settings.onChange(() => (updates += 1));
    await handlers['launcher:set-background'](CALLER, { startWithSystem: true });
    await handlers['launcher:set-background'](CALLER, { startWithSystem: false });
    expect(calls).toEqual([
      ['startWithSystem', true],
      ['startWithSystem', false],
    ]);
    expect(updates).toBe(0);
    const refuse = (): never => {
      throw new AppError('storage-failed', 'Cannot change the autostart entry.');
    };
    const refused = setUp({ startWithSystem: { set: refuse } });
    expect(() =>
      refused.handlers['launcher:set-background'](CALLER, { startWithSystem: true, enabled: false }),
    ).toThrow(AppError);
    expect(refused.settings.get().periodicFetchEnabled).toBe(true);
  });

  it('set the switch of one mini-program, with and without --dev', async () => {
    for (const dev of [true, false]) {
      const { handlers, calls } = setUp({ dev });
      await handlers['launcher:set-background-allowed'](CALLER, 'App1', false);
      expect(calls).toEqual([['setEnabled', 'App1', false]]);
    }
  });

  it.each<[ScheduleWait, boolean]>([
    ['turn', true],
    ['time', true],
    ['retry', true],
    ['network', true],
    ['power', true],
    ['not-opened-lately', true],
    ['token', false],
    ['no-url', false],
    ['switched-off', false],
  ])('fetch for one now when it waits for %s: %s', async (wait, isFetched) => {
    const { handlers, calls } = setUp({ dev: false, getState: () => waiting(wait) });
    const call = async (): Promise<unknown> => handlers['launcher:fetch-now'](CALLER, 'App1');
    if (isFetched) expect(await call()).toBeNull();
    else await expect(call()).rejects.toMatchObject({ code: 'denied' });
    expect(calls).toEqual(isFetched ? [['fetchNow', 'App1']] : []);
  });

  it('fetch nothing in a safe start', async () => {
    const { handlers, calls } = setUp({ getState: () => waiting('time'), mayFetch: () => false });
    await expect((async () => handlers['launcher:fetch-now'](CALLER, 'App1'))()).rejects.toMatchObject({
      code: 'denied',
    });
    expect(calls).toEqual([]);
  });

  it('do what a developer asks for', async () => {
    const { handlers, calls } = setUp();
    await handlers['launcher:dev-sweep'](CALLER);
    await handlers['launcher:dev-pre-fetch'](CALLER, 'App1');
    await handlers['launcher:dev-move-clock'](CALLER, -60_000);
    await handlers['launcher:dev-drop-data'](CALLER, 'App1');
    await handlers['launcher:dev-set-network'](CALLER, 'App1', 'slow');
    // The scheduler looks when the clock has been moved, not before.
    expect(calls).toEqual([
      ['trigger', 'user'],
      ['preFetch', 'App1'],
      ['moveClock', -60_000],
      ['trigger', 'clock'],
      ['dropData', 'App1'],
      ['setNetwork', 'App1', 'slow'],
    ]);
  });

  it('fail with the reason when a pre-fetch fails', async () => {
    const { handlers } = setUp({ preFetch: () => Promise.reject(new AppError('not-configured', 'No URL')) });
    await expect(handlers['launcher:dev-pre-fetch'](CALLER, 'App1')).rejects.toMatchObject({ code: 'not-configured' });
  });

  it.each([
    [
      'launcher:set-background-allowed',
      (handlers) => handlers['launcher:set-background-allowed'](CALLER, 'Gone', true),
    ],
    ['launcher:fetch-now', (handlers) => handlers['launcher:fetch-now'](CALLER, 'Gone')],
    ['launcher:dev-pre-fetch', (handlers) => handlers['launcher:dev-pre-fetch'](CALLER, 'Gone')],
    ['launcher:dev-drop-data', (handlers) => handlers['launcher:dev-drop-data'](CALLER, 'Gone')],
    ['launcher:dev-set-network', (handlers) => handlers['launcher:dev-set-network'](CALLER, 'Gone', 'slow')],
  ] satisfies [string, (handlers: ReturnType<typeof createActivityHandlers>) => unknown][])(
    'answer %s with "not-found" when the mini-program is gone',
    async (_channel, call) => {
      const { handlers, calls } = setUp();
      await expect((async () => call(handlers))()).rejects.toMatchObject({ code: 'not-found' });
      expect(calls).toEqual([]);
    },
  );

  it.each([
    ['launcher:copy-as-curl', (handlers, id) => handlers['launcher:copy-as-curl'](CALLER, id)],
    ['launcher:dev-sweep', (handlers) => handlers['launcher:dev-sweep'](CALLER)],
    ['launcher:dev-pre-fetch', (handlers) => handlers['launcher:dev-pre-fetch'](CALLER, 'App1')],
    ['launcher:dev-move-clock', (handlers) => handlers['launcher:dev-move-clock'](CALLER, 1)],
    ['launcher:dev-drop-data', (handlers) => handlers['launcher:dev-drop-data'](CALLER, 'App1')],
    ['launcher:dev-set-network', (handlers) => handlers['launcher:dev-set-network'](CALLER, 'App1', 'offline')],
  ] satisfies [string, (handlers: ReturnType<typeof createActivityHandlers>, id: string) => unknown][])(
    'refuse %s with "denied" outside --dev',
    async (_channel, call) => {
      const { handlers, calls, log } = setUp({ dev: false });
      record(log);
      await expect((async () => call(handlers, log.entries()[0]!.id))()).rejects.toMatchObject({
        name: 'AppError',
        code: 'denied',
      });
      expect(calls).toEqual([]);
    },
  );
});
