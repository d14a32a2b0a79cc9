import { describe, expect, it } from 'vitest';
import type { DataUsage, MiniProgramSettings, SettingsState } from '../../../../preload/contract/settings.ts';
import type { BackendVerdict } from '../../../../main/catalog/details/backend-check.ts';
import type { Caller } from '../../../../main/ipc/caller.ts';
import { createSettingsHandlers, type SettingsHandlerDependencies } from '../../../../main/ipc/handlers/settings.ts';
import { openSettings } from '../../../../main/storage/settings.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const CALLER: Caller = { audience: 'launcher', appId: null, origin: 'larder://launcher', windowId: 1 };
const USAGE = { package: 1 } as DataUsage;

function setUp(change: Partial<SettingsHandlerDependencies> = {}) {
  const settings = openSettings(createTemporaryFolder());
  const calls: unknown[][] = [];
  const note =
    (name: string) =>
    async (...args: unknown[]): Promise<void> =>
      void calls.push([name, ...args]);
  const handlers = createSettingsHandlers({
    dev: false,
    settings,
    getState: () => ({}) as SettingsState,
    getMiniProgram: (appId) => (appId === 'abc' ? ({ appId } as MiniProgramSettings) : null),
    checkBackend: () => Promise.resolve({ ok: true }),
    resealTokens: note('reseal'),
    openDataFolder: note('open'),
    measure: () => Promise.resolve(USAGE),
    measureMiniProgram: () => Promise.resolve({ package: 1, fetched: 2, site: null, downloads: 3 }),
    tellProgress: (progress) => void note('progress')(progress),
    clearData: note('clear'),
    ...change,
  });
  return { settings, calls, handlers };
}

describe('launcher:set-settings', () => {
  it('saves what was given and nothing else', async () => {
    const { settings, calls, handlers } = setUp();
    const before = settings.get();
    await handlers['launcher:set-settings'](CALLER, { language: 'fa', downloadQuotaBytes: 5e9 });
    expect(settings.get()).toEqual({ ...before, language: 'fa', backgroundFetchQuotaBytes: 5e9 });
    expect(calls).toEqual([]);
  });

  it('has the tokens written or taken away when their setting changes', async () => {
    const { settings, calls, handlers } = setUp();
    await handlers['launcher:set-settings'](CALLER, { keepTokensWithoutSecretStore: true });
    expect(settings.get().keepTokensWithoutSecretStore).toBe(true);
    expect(calls).toEqual([['reseal']]);
  });
});

describe('launcher:set-backend', () => {
  it('uses a backend that was checked', async () => {
    const asked: string[] = [];
    const { settings, handlers } = setUp({ checkBackend: (url) => (asked.push(url), Promise.resolve({ ok: true })) });
    expect(await handlers['launcher:set-backend'](CALLER, 'backend.example/mp/')).toEqual({ ok: true });
    expect(asked).toEqual(['https://backend.example/mp']);
    expect(settings.get().backendUrl).toBe('https://backend.example/mp');
  });

  it('refuses a wrong one and keeps the old one', async () => {
    const { settings, handlers } = setUp({
      checkBackend: () => Promise.resolve({ ok: false, problem: 'bad-status', status: 503 }),
    });
    settings.update({ backendUrl: 'https://old.example' });
    expect(await handlers['launcher:set-backend'](CALLER, 'https://new.example')).toEqual({
      ok: false,
      problem: 'bad-status',
      status: 503,
      host: 'new.example',
    });
    expect(await handlers['launcher:set-backend'](CALLER, 'two words')).toEqual({
      ok: false,
      problem: 'not-a-url',
      host: '',
    });
    expect(settings.get().backendUrl).toBe('https://old.example');
  });

  it.each([null, '', '  '])('takes %j as no backend', async (none) => {
    const { settings, handlers } = setUp();
    settings.update({ backendUrl: 'https://old.example' });
    expect(await handlers['launcher:set-backend'](CALLER, none)).toEqual({ ok: true });
    expect(settings.get().backendUrl).toBeNull();
  });

  it('ends a check when it is cancelled or another one begins', async () => {
    const answers: ((verdict: BackendVerdict) => void)[] = [];
    const { settings, handlers } = setUp({
      checkBackend: (_url, signal) =>
        new Promise((resolve) => {
          answers.push(resolve);
          signal.addEventListener('abort', () => resolve({ ok: false, problem: 'cancelled' }));
        }),
    });
    const first = handlers['launcher:set-backend'](CALLER, 'https://first.example');
    const second = handlers['launcher:set-backend'](CALLER, 'https://second.example');
    expect(await first).toMatchObject({ ok: false, problem: 'cancelled' });
    await handlers['launcher:cancel-set-backend'](CALLER);
    expect(await second).toMatchObject({ ok: false, problem: 'cancelled' });
    const third = handlers['launcher:set-backend'](CALLER, 'https://third.example');
    answers[2]!({ ok: true });
    expect(await third).toEqual({ ok: true });
    expect(settings.get().backendUrl).toBe('https://third.example');
  });
});

describe('launcher:measure-data', () => {
  it('shares one measuring between those who ask at the same time, and tells how far it is', async () => {
    let count = 0;
    const { calls, handlers } = setUp({
      measure: async (_signal, onProgress) => {
        count += 1;
        onProgress({ done: 1, total: 2, bytes: 3 });
        return USAGE;
      },
    });
    expect(
      await Promise.all([handlers['launcher:measure-data'](CALLER), handlers['launcher:measure-data'](CALLER)]),
    ).toEqual([USAGE, USAGE]);
    expect(count).toBe(1);
    expect(calls).toEqual([['progress', { done: 1, total: 2, bytes: 3 }]]);
    await handlers['launcher:measure-data'](CALLER);
    expect(count).toBe(2);
  });

  it('fails with "aborted" when it is cancelled', async () => {
    const { handlers } = setUp({
      measure: (signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('aborted')))),
    });
    const running = handlers['launcher:measure-data'](CALLER);
    await handlers['launcher:cancel-measure-data'](CALLER);
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('one mini-program', () => {
  it('is answered, measured and cleared', async () => {
    const { calls, handlers } = setUp();
    expect(handlers['launcher:get-mini-program'](CALLER, 'abc')).toEqual({ appId: 'abc' });
    expect(await handlers['launcher:measure-mini-program'](CALLER, 'abc')).toMatchObject({ fetched: 2 });
    await handlers['launcher:clear-data'](CALLER, 'abc', 'token');
    expect(calls).toEqual([['clear', 'abc', 'token']]);
  });

  it('that was removed fails with "not-found"', async () => {
    const { calls, handlers } = setUp();
    expect(() => handlers['launcher:get-mini-program'](CALLER, 'gone')).toThrow(
      expect.objectContaining({ code: 'not-found' }) as Error,
    );
    await expect(handlers['launcher:clear-data'](CALLER, 'gone', 'site')).rejects.toMatchObject({ code: 'not-found' });
    expect(calls).toEqual([]);
  });
});
