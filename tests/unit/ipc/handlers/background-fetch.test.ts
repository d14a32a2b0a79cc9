/** The channels of the Background Fetch API: what becomes of URLs, bodies, waiting and callers. */
import { describe, expect, it } from 'vitest';
import type { NewWireFetch, WireChunk } from '../../../../preload/contract/background-fetch.ts';
import type {
  NewBackgroundFetch,
  RecordView,
  RegistrationSnapshot,
  ResponseOutcome,
} from '../../../../main/background-fetch/types.ts';
import {
  createBackgroundFetchHandlers,
  type RegistrationPort,
} from '../../../../main/ipc/handlers/background-fetch.ts';
import type { Caller } from '../../../../main/ipc/caller.ts';

/** What the switch says. */
let mayWorkersFetch = true;

const CALLER: Caller = { audience: 'mini-program', appId: 'abc', origin: 'mp://abc', windowId: 1 };
const SNAPSHOT: RegistrationSnapshot = {
  uuid: 'u1',
  id: 'a',
  scope: 'mp://abc/',
  uploadTotal: 0,
  uploaded: 0,
  downloadTotal: 0,
  downloaded: 0,
  result: '',
  failureReason: '',
  recordsAvailable: true,
};
const REQUEST: NewWireFetch['requests'][number] = {
  url: '/x',
  method: 'GET',
  headers: [],
  body: null,
  mode: 'cors',
  redirect: 'follow',
  integrity: '',
  cache: 'default',
  credentials: 'same-origin',
  isBlocked: false,
};
const RESPONSE = { redirected: false, status: 200, statusText: '', type: 'basic', headers: [] } as const;

const refused = (): never => {
  throw new Error('Nothing asks for this');
};

function createHandlers(engine: Partial<RegistrationPort>, { isClick = false, maxWaitMs = 10 } = {}) {
  const told: unknown[] = [];
  const all: RegistrationPort = {
    register: refused,
    tellRefusal: refused,
    release: refused,
    get: refused,
    getIds: refused,
    abort: refused,
    abandon: refused,
    matchAll: refused,
    requestBody: refused,
    response: refused,
    responseNow: refused,
    openBody: refused,
    body: refused,
    get readers() {
      return refused();
    },
    get uploads() {
      return refused();
    },
    updateUi: refused,
    ...engine,
  };
  const handlers = createBackgroundFetchHandlers({
    registrations: all,
    workers: {
      ready: (caller) => void told.push(['ready', caller.appId]),
      handled: (_caller, eventId) => void told.push(['handled', eventId]),
      isHandlingClick: () => isClick,
      keepAwake: () => {},
    },
    hasWindow: () => true,
    workersMayFetch: () => mayWorkersFetch,
    openWindow: (appId, url) => Promise.resolve(void told.push([appId, url])),
    maxWaitMs,
    crowdedWaitMs: 10,
  });
  return { handlers, told };
}

describe('background-fetch:register', () => {
  it('makes paths URLs of the caller’s own origin, names of headers small and bodies bytes', async () => {
    const seen: [string, NewBackgroundFetch, number | undefined][] = [];
    const released: string[] = [];
    const { handlers } = createHandlers({
      register: (appId, fetch, holdMs) => (
        seen.push([appId, fetch, holdMs]),
        Promise.resolve({ ok: true, registration: SNAPSHOT })
      ),
      release: (...args) => void released.push(...args),
    });
    const body = new TextEncoder().encode('up').buffer;
    const answer = await handlers['background-fetch:register'](CALLER, {
      id: 'a',
      scope: '/deep/',
      title: 'T',
      icons: [{ src: '/i.png' }, { src: 'https://a.example/i.png' }],
      downloadTotal: 2 ** 64,
      requests: [
        REQUEST,
        {
          ...REQUEST,
          url: 'https://a.example/y',
          method: 'POST',
          headers: [['X-A', 'B']],
          body,
          credentials: 'include',
        },
      ],
    });
    expect(answer).toMatchObject({ ok: true, registration: { uuid: 'u1', id: 'a' } });
    void handlers['background-fetch:known'](CALLER, { uuid: 'u1' });
    const [appId, fetch, holdMs] = seen[0]!;
    expect([holdMs! > 0, released]).toEqual([true, ['abc', 'u1']]);
    expect([appId, fetch.id, fetch.scope, fetch.options]).toEqual([
      'abc',
      'a',
      'mp://abc/deep/',
      {
        title: 'T',
        icons: [{ src: 'mp://abc/i.png' }, { src: 'https://a.example/i.png' }],
        downloadTotal: Number.MAX_SAFE_INTEGER,
      },
    ]);
    expect(fetch.requests).toMatchObject([
      { url: 'mp://abc/x', body: null },
      { url: 'https://a.example/y', headers: [['x-a', 'B']], body: new Uint8Array(body), credentials: 'include' },
    ]);
  });

  it.each([
    ['service-worker', true, true],
    ['service-worker', false, false],
    ['mini-program', false, true],
  ] as const)('lets a %s begin a fetch, when workers may (%s): %s', async (audience, workersMay, isRegistered) => {
    let registered = 0;
    const refusals: unknown[] = [];
    mayWorkersFetch = workersMay;
    const { handlers } = createHandlers({
      register: () => Promise.resolve({ ok: true, registration: ((registered += 1), SNAPSHOT) }),
      tellRefusal: (...refusal) => void refusals.push(refusal),
    });
    const wish = { id: 'a', scope: '/', requests: [REQUEST], title: '', icons: [], downloadTotal: 0 };
    const answer = await handlers['background-fetch:register']({ ...CALLER, audience }, wish);
    mayWorkersFetch = true;
    expect([answer.ok, registered]).toEqual([isRegistered, isRegistered ? 1 : 0]);
    if (!answer.ok) expect(answer.error.name).toBe('NotAllowedError');
    // The page has Chrome's words; the log says who refused it, and of which host.
    expect(refusals).toEqual(
      isRegistered
        ? []
        : [
            [
              'abc',
              { id: 'a', requests: [{ url: expect.stringMatching(/^(mp|https):\/\//) }] },
              expect.stringMatching(/downloadsFromWorkers.* is off in Settings/),
            ],
          ],
    );
  });

  it('hands the engine’s exception on', async () => {
    const error = { name: 'QuotaExceededError', message: 'full' } as const;
    const { handlers } = createHandlers({ register: () => Promise.resolve({ ok: false, error }) });
    expect(
      await handlers['background-fetch:register'](CALLER, {
        id: 'a',
        scope: '/',
        requests: [REQUEST],
        title: '',
        icons: [],
        downloadTotal: 0,
      }),
    ).toEqual({ ok: false, error });
  });
});

describe('background-fetch:get and the rest', () => {
  it('ask for the caller’s own fetches by scope', () => {
    const asked: unknown[] = [];
    const { handlers } = createHandlers({
      get: (...args) => (asked.push(args), null),
      getIds: (...args) => (asked.push(args), ['a']),
      abort: (...args) => (asked.push(args), Promise.resolve(true)),
      abandon: (...args) => (asked.push(args), Promise.resolve()),
    });
    expect(handlers['background-fetch:get'](CALLER, { scope: '/s/', id: 'a' })).toBeNull();
    void handlers['background-fetch:get-ids'](CALLER, { scope: '/s/' });
    void handlers['background-fetch:abort'](CALLER, { uuid: 'u1' });
    void handlers['background-fetch:unregistered'](CALLER, { scope: '/s/' });
    expect(asked).toEqual([
      ['abc', 'mp://abc/s/', 'a'],
      ['abc', 'mp://abc/s/'],
      ['abc', 'u1'],
      ['abc', 'mp://abc/s/'],
    ]);
  });

  it('are denied to a caller that is no mini-program', () => {
    const { handlers } = createHandlers({});
    expect(() => handlers['background-fetch:get-ids']({ ...CALLER, appId: null }, { scope: '/' })).toThrow(
      'Only mini-programs',
    );
  });
});

describe('background-fetch:match', () => {
  const record = (index: number, url: string): RecordView => ({
    index,
    request: {
      url,
      method: 'GET',
      headers: [],
      mode: 'cors',
      redirect: 'follow',
      integrity: '',
      cache: 'default',
      isBlocked: true,
      bodyBytes: index === 0 ? null : 3,
    },
  });

  it('answers records with paths for own URLs, and with what of their responses is there', async () => {
    const outcomes: (ResponseOutcome | null)[] = [
      { kind: 'response', generation: 2, response: { ...RESPONSE, url: 'mp://abc/x' } },
      null,
    ];
    const { handlers } = createHandlers({
      matchAll: () => Promise.resolve([record(0, 'mp://abc/x'), record(1, 'mp://abcd/x')]),
      responseNow: (_appId, _uuid, index) => outcomes[index]!,
      openBody: (owner, _appId, uuid, index) => (owner === 'window/1' && uuid === 'u1' && index === 0 ? 7 : null),
    });
    expect(
      await handlers['background-fetch:match'](CALLER, {
        uuid: 'u1',
        request: null,
        options: { ignoreSearch: false, ignoreMethod: false, ignoreVary: false },
      }),
    ).toMatchObject([
      {
        index: 0,
        request: { url: '/x', hasBody: false, credentials: 'same-origin' },
        response: { kind: 'response', reader: 7, response: { url: '/x' } },
      },
      { index: 1, request: { url: 'mp://abcd/x', hasBody: true }, response: { kind: 'waiting' } },
    ]);
  });

  it('asks the engine with absolute URLs, and answers null when the records are gone', async () => {
    const asked: unknown[] = [];
    const { handlers } = createHandlers({ matchAll: (...args) => (asked.push(args), Promise.resolve(null)) });
    const options = { ignoreSearch: true, ignoreMethod: false, ignoreVary: false };
    expect(
      await handlers['background-fetch:match'](CALLER, {
        uuid: 'u1',
        request: { url: '/x', method: 'GET', headers: [['A', 'b']] },
        options,
      }),
    ).toBeNull();
    expect(asked).toEqual([
      ['abc', 'u1', { request: { url: 'mp://abc/x', method: 'GET', headers: [['a', 'b']] }, options }],
    ]);
  });
});

describe('reading', () => {
  const untilAborted = (signal: AbortSignal): Promise<{ kind: 'aborted' }> =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'aborted' })));

  it('says "waiting" when nothing has come in the time of one question', async () => {
    const { handlers } = createHandlers({
      response: (_appId, _uuid, _index, signal) => untilAborted(signal),
      body: (_owner, _reader, _offset, signal) => untilAborted(signal),
    });
    expect(await handlers['background-fetch:read-response'](CALLER, { uuid: 'u1', index: 0 })).toEqual({
      kind: 'waiting',
    });
    expect(await handlers['background-fetch:read-body'](CALLER, { reader: 7, offset: 0 })).toEqual({ kind: 'waiting' });
  });

  it('says so soon while the asker has many such questions open, so that each of thousands gets its turn', async () => {
    const { handlers } = createHandlers(
      { response: (_appId, _uuid, _index, signal) => untilAborted(signal) },
      { maxWaitMs: 60_000 },
    );
    const answered = new Set<number>();
    const ask = (caller: typeof CALLER, index: number): Promise<unknown> =>
      Promise.resolve(handlers['background-fetch:read-response'](caller, { uuid: 'u1', index })).then(() =>
        answered.add(index),
      );
    const asked = Array.from({ length: 200 }, (_, index) => ask(CALLER, index));
    await Promise.all(asked.slice(128));
    expect(answered.size).toBe(72);
    void ask({ ...CALLER, windowId: CALLER.windowId + 1 }, 200);
    await ask(CALLER, 201);
    expect([...answered].filter((index) => index < 128 || index === 200)).toEqual([]);
  });

  it('says "aborted" when the fetch was', async () => {
    const { handlers } = createHandlers({
      response: () => Promise.resolve({ kind: 'aborted' }),
      body: () => Promise.resolve({ kind: 'aborted' }),
    });
    expect(await handlers['background-fetch:read-response'](CALLER, { uuid: 'u1', index: 0 })).toEqual({
      kind: 'aborted',
    });
    expect(await handlers['background-fetch:read-body'](CALLER, { reader: 7, offset: 0 })).toEqual({ kind: 'aborted' });
  });

  it('sends exactly the bytes of a view, whatever its buffer holds besides', async () => {
    const bytes = new TextEncoder().encode('..middle..').subarray(2, 8);
    const { handlers } = createHandlers({
      requestBody: () => Promise.resolve({ kind: 'bytes', bytes }),
      body: () => Promise.resolve({ kind: 'bytes', bytes }),
    });
    const body = await handlers['background-fetch:read-request-body'](CALLER, { uuid: 'u1', index: 0, offset: 0 });
    const chunk = await handlers['background-fetch:read-body'](CALLER, { reader: 7, offset: 0 });
    const textOf = (given: WireChunk): string =>
      given.kind === 'bytes' ? new TextDecoder().decode(given.bytes) : given.kind;
    expect([textOf(body), textOf(chunk)]).toEqual(['middle', 'middle']);
  });
});

describe('the channels of workers', () => {
  it('open a window of the own origin while a click is handled, and none at any other time', async () => {
    const closed = createHandlers({});
    const open = createHandlers({}, { isClick: true });
    expect([
      await closed.handlers['background-fetch:open-window'](CALLER, { path: '/p?q' }),
      await open.handlers['background-fetch:open-window'](CALLER, { path: '/p?q' }),
    ]).toEqual([false, true]);
    expect([closed.told, open.told]).toEqual([[], [['abc', 'mp://abc/p?q']]]);
  });

  it('tell of readiness and of handled events, and change only what is given', async () => {
    const changes: unknown[] = [];
    const { handlers, told } = createHandlers({ updateUi: (...args) => (changes.push(args), Promise.resolve(true)) });
    void handlers['background-fetch:worker-ready'](CALLER);
    void handlers['background-fetch:event-handled'](CALLER, { eventId: 'e1' });
    await handlers['background-fetch:update-ui'](CALLER, { eventId: 'e1', title: 'Ready' });
    await handlers['background-fetch:update-ui'](CALLER, { eventId: 'e2', icons: [{ src: '/i.png' }] });
    expect([told, changes]).toEqual([
      [
        ['ready', 'abc'],
        ['handled', 'e1'],
      ],
      [
        ['abc', 'e1', { title: 'Ready' }],
        ['abc', 'e2', { icons: [{ src: 'mp://abc/i.png' }] }],
      ],
    ]);
  });

  it.each(['stored', 'refused'])('hold nothing of a piece of a body once it is %s', async (how) => {
    const appended = Promise.withResolvers<boolean>();
    const uploads = { append: () => appended.promise } as unknown as RegistrationPort['uploads'];
    const { handlers } = createHandlers({ uploads });
    const bytes = new ArrayBuffer(1000);
    const answer = handlers['background-fetch:append-upload'](CALLER, { upload: 'u', bytes });
    expect(bytes.byteLength).toBe(1000);
    if (how === 'stored') appended.resolve(true);
    else appended.reject(new Error('too much at once'));
    expect(await Promise.resolve(answer).catch((error: Error) => error.message)).toBe(
      how === 'stored' ? true : 'too much at once',
    );
    expect(bytes.detached).toBe(true);
  });
});
