import { describe, expect, it } from 'vitest';
import {
  createDetailsSource,
  FRESH_FOR_MS,
  USABLE_FOR_MS,
  type DetailsSource,
} from '../../../../main/catalog/details/details.ts';
import type { Validators } from '../../../../main/network/client/validators.ts';
import { detailsSchema, type Details } from '../../../../main/models/details-schema.ts';
import { miniProgramStateSchema } from '../../../../main/models/state-schema.ts';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import type { MiniProgramStore } from '../../../../main/storage/ports.ts';
import { AppError } from '../../../../main/support/errors.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const NOW = 1_800_000_000_000;

function detailsOf(version: string): Details {
  return detailsSchema().parse({
    appId: 'abc',
    name: `Name ${version}`,
    version,
    packageUrl: 'https://x.example/p.zip',
    packageSha256: 'a'.repeat(64),
    serviceDomains: [],
    developmentSettings: {},
  });
}

interface Setup {
  readonly source: DetailsSource;
  readonly store: MiniProgramStore;
  readonly events: LarderEvent[];
  /** Requests that have not been answered, oldest first. */
  readonly open: PromiseWithResolvers<Details | null>[];
  /** What each of them was on condition of. */
  readonly asked: Validators[];
  readonly requests: () => number;
  /** The backend in use. */
  readonly backend: { url: string };
}

function setUp(ageMs?: number): Setup {
  const clock = { now: () => NOW };
  const store = openMiniProgramStore({ folder: createTemporaryFolder(), clock });
  store.add({ appId: 'abc', name: 'old name', description: '' });
  if (ageMs !== undefined) store.update('abc', { details: { value: detailsOf('kept'), fetchedAt: NOW - ageMs } });
  const events: LarderEvent[] = [];
  const open: PromiseWithResolvers<Details | null>[] = [];
  const asked: Validators[] = [];
  let requests = 0;
  const client = {
    fetch: () => expect.fail('nobody asks without validators'),
    renew: (_appId: string, given: Validators) => {
      requests += 1;
      asked.push(given);
      const request = Promise.withResolvers<Details | null>();
      open.push(request);
      return request.promise.then(
        (details) => details && { details, validators: { etag: `"${details.version}"`, lastModified: null } },
      );
    },
  };
  const backend = { url: 'https://first.example' };
  const source = createDetailsSource({
    client,
    store,
    clock,
    backendUrl: () => backend.url,
    events: createEventLog(clock, [(event) => events.push(event)]),
  });
  return { source, store, events, open, asked, backend, requests: () => requests };
}

const INSTALLED = miniProgramStateSchema().shape.installed.parse({
  version: '1.0.0',
  sha256: 'a'.repeat(64),
  folder: '1.0.0-aaaaaaaa',
  startPage: 'index.html',
  icon: null,
  installedAt: 1,
});

describe('renew', () => {
  it('asks on condition of what is kept, and counts the same as fetched now', async () => {
    const { source, store, open, asked } = setUp();
    const first = source.renew('abc');
    open[0]!.resolve(detailsOf('one'));
    await first;
    store.update('abc', { details: { ...store.get('abc')!.details!, fetchedAt: 5 } });
    const second = source.renew('abc');
    open[1]!.resolve(null);
    expect((await second).version).toBe('one');
    expect(asked).toEqual([{}, { etag: '"one"', lastModified: null }]);
    expect(store.get('abc')?.details).toMatchObject({ fetchedAt: NOW, etag: '"one"', value: { version: 'one' } });
  });

  it('asks another backend without conditions', async () => {
    const { source, open, asked, backend } = setUp();
    const first = source.renew('abc');
    open[0]!.resolve(detailsOf('one'));
    await first;
    backend.url = 'https://second.example';
    void source.renew('abc').catch(() => {});
    expect(asked[1]).toEqual({});
  });
});

const unreachable = new AppError('backend-unreachable', 'down');

describe('forColdStart', () => {
  it.each([0, FRESH_FOR_MS - 1, -5 * FRESH_FOR_MS])(
    'uses kept details of age %d at once and keeps the fresh ones for the next start',
    async (age) => {
      const { source, store, open, events } = setUp(age);
      const start = await source.forColdStart('abc');
      expect(start).toMatchObject({ origin: 'cached', details: { version: 'kept' } });
      // Nothing is asked before the pre-fetch has left.
      expect(open).toEqual([]);
      const refreshed = start.refresh();
      open[0]!.resolve(detailsOf('fresh'));
      expect(await refreshed).toMatchObject({ ok: true, details: { version: 'fresh' } });
      expect(store.get('abc')).toMatchObject({
        name: 'Name fresh',
        details: { value: { version: 'fresh' }, fetchedAt: NOW },
      });
      expect(events).toMatchObject([{ event: 'details-fetched', appId: 'abc', ok: true, usedBy: 'next-start' }]);
    },
  );

  it.each([FRESH_FOR_MS, USABLE_FOR_MS])(
    'waits for nobody at age %d either when the package is installed',
    async (age) => {
      const { source, store, requests } = setUp(age);
      store.update('abc', { installed: INSTALLED });
      expect(await source.forColdStart('abc')).toMatchObject({ origin: 'cached', details: { version: 'kept' } });
      expect(requests()).toBe(0);
    },
  );

  it('asks anew when the package is installed and the kept details are older than 7 days', async () => {
    const { source, store, open } = setUp(USABLE_FOR_MS + 1);
    store.update('abc', { installed: INSTALLED });
    const starting = source.forColdStart('abc');
    open[0]!.resolve(detailsOf('fresh'));
    expect(await starting).toMatchObject({ origin: 'fresh' });
  });

  it('asks another backend anew when it is changed, and keeps nothing of the one before', async () => {
    const { source, store, open, backend, requests } = setUp();
    const first = source.forColdStart('abc');
    backend.url = 'https://second.example';
    const second = source.forColdStart('abc');
    expect(requests()).toBe(2);
    open[1]!.resolve(detailsOf('second'));
    expect(await second).toMatchObject({ origin: 'fresh', details: { version: 'second' } });
    expect(store.get('abc')?.details?.backendUrl).toBe('https://second.example');
    open[0]!.resolve(detailsOf('first'));
    await first;
    expect(store.get('abc')?.details).toMatchObject({
      value: { version: 'second' },
      backendUrl: 'https://second.example',
    });
  });

  it('uses kept details although the request behind them fails', async () => {
    const { source, store, open, events } = setUp(0);
    const start = await source.forColdStart('abc');
    const refreshed = start.refresh();
    open[0]!.reject(unreachable);
    expect(await refreshed).toEqual({ ok: false, error: unreachable });
    expect(store.get('abc')?.details?.value.version).toBe('kept');
    expect(events).toMatchObject([{ event: 'details-fetched', ok: false, errCode: 'backend-unreachable' }]);
  });

  it.each([undefined, FRESH_FOR_MS, USABLE_FOR_MS + 1])(
    'waits for fresh details when the kept ones are of age %s',
    async (age) => {
      const { source, open, events } = setUp(age);
      const starting = source.forColdStart('abc');
      open[0]!.resolve(detailsOf('fresh'));
      expect(await starting).toMatchObject({ origin: 'fresh', details: { version: 'fresh' } });
      expect(events).toMatchObject([{ event: 'details-fetched', usedBy: 'this-start' }]);
    },
  );

  it.each([
    ['backend-unreachable', FRESH_FOR_MS],
    ['backend-bad-answer', FRESH_FOR_MS],
    ['backend-unreachable', USABLE_FOR_MS],
  ] as const)('falls back on kept details after "%s" when they are of age %d', async (code, age) => {
    const { source, open } = setUp(age);
    const starting = source.forColdStart('abc');
    open[0]!.reject(new AppError(code, 'x'));
    expect(await starting).toMatchObject({ origin: 'stale', details: { version: 'kept' } });
  });

  it.each([
    ['backend-unreachable', USABLE_FOR_MS + 1],
    ['backend-unreachable', undefined],
    ['not-found', FRESH_FOR_MS],
    ['aborted', FRESH_FOR_MS],
  ] as const)('fails after "%s" when the kept details are of age %s', async (code, age) => {
    const { source, open } = setUp(age);
    const starting = source.forColdStart('abc');
    open[0]!.reject(new AppError(code, 'x'));
    await expect(starting).rejects.toMatchObject({ code });
  });

  it('shares one request between callers, and ends only the waiting of one that gives up', async () => {
    const { source, open, requests } = setUp();
    const abort = new AbortController();
    const first = source.forColdStart('abc', abort.signal);
    const second = source.forColdStart('abc');
    const third = source.lookUp('abc');
    abort.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    open[0]!.resolve(detailsOf('fresh'));
    expect(await second).toMatchObject({ origin: 'fresh' });
    expect((await third).version).toBe('fresh');
    expect(requests()).toBe(1);
    void source.lookUp('abc');
    expect(requests()).toBe(2);
  });

  it('does not bring back a mini-program that was removed while its details were fetched', async () => {
    const { source, store, open } = setUp();
    const starting = source.forColdStart('abc');
    await store.remove('abc');
    open[0]!.resolve(detailsOf('fresh'));
    expect(await starting).toMatchObject({ origin: 'fresh' });
    expect(store.list()).toEqual([]);
  });
});

describe('lookUp', () => {
  it('asks the backend although details are kept', async () => {
    const { source, open } = setUp(0);
    const looking = source.lookUp('abc');
    open[0]!.resolve(detailsOf('fresh'));
    expect((await looking).version).toBe('fresh');
  });

  it('keeps what it found for a mini-program that is added afterwards', async () => {
    const { source, store, open, requests } = setUp();
    await store.remove('abc');
    const looking = source.lookUp('abc');
    open[0]!.resolve(detailsOf('fresh'));
    await looking;
    expect(store.add({ appId: 'abc', name: 'Sample', description: '' })).toMatchObject({
      details: { value: { version: 'fresh' }, fetchedAt: NOW },
    });
    expect(await source.forColdStart('abc')).toMatchObject({ origin: 'cached', details: { version: 'fresh' } });
    expect(requests()).toBe(1);
  });

  it('answers for a mini-program that is not here and stores nothing', async () => {
    const { source, store, open } = setUp();
    await store.remove('abc');
    const looking = source.lookUp('abc');
    open[0]!.resolve(detailsOf('fresh'));
    expect((await looking).version).toBe('fresh');
    expect(store.list()).toEqual([]);
  });
});
