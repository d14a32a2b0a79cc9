/** Every channel refuses what it must, and says so in the one form pages understand. */
import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { CHANNEL_AUDIENCES, type Audience, type InvokeChannel } from '../../preload/contract/channels.ts';
import type { IpcResult } from '../../preload/contract/errors.ts';
import type { Caller } from '../../main/ipc/caller.ts';
import { createRouter, type Handlers, type Router } from '../../main/ipc/router.ts';
import { AppError } from '../../main/support/errors.ts';

const channels = Object.keys(CHANNEL_AUDIENCES) as InvokeChannel[];

const NEW_FETCH = {
  id: 'a',
  scope: '/',
  requests: [
    {
      url: '/x',
      method: 'POST',
      headers: [['a', 'b']],
      body: new ArrayBuffer(2),
      mode: 'cors',
      redirect: 'follow',
      integrity: '',
      cache: 'default',
      credentials: 'same-origin',
      isBlocked: false,
    },
  ],
  title: '',
  icons: [{ src: '/i.png' }],
  downloadTotal: 0,
};

const DOWNLOAD_BAD = [[], ['abc'], ['../x', 'id'], ['abc', ''], ['abc', 5], ['abc', 'id', 1]];

/** Good arguments and several bad ones for each channel. A new channel fails to compile without. */
const ARGUMENTS: { readonly [C in InvokeChannel]: { good: unknown[]; bad: unknown[][] } } = {
  'bn:set-background-fetch-token': {
    good: [{ token: 'abc' }],
    bad: [
      [],
      [{}],
      [{ token: 5 }],
      [{ token: 'a'.repeat(1025) }],
      [{ token: 'a', appId: 'other' }],
      [{ token: 'a' }, 'extra'],
      ['a'],
      [null],
    ],
  },
  'bn:tell-refused-request': {
    good: [{ host: 'api.example:8443', directive: 'connect-src' }],
    bad: [
      [],
      [{ host: '', directive: 'connect-src' }],
      [{ host: 'a b', directive: 'connect-src' }],
      [{ host: 'user@api.example', directive: 'connect-src' }],
      [{ host: 'a'.repeat(301), directive: 'connect-src' }],
      [{ host: 'a', directive: 'Connect\nsrc' }],
    ],
  },
  'bn:get-background-fetch-token': { good: [], bad: [['extra'], [{}]] },
  'bn:get-background-fetch-data': {
    good: [{ fetchType: 'pre' }],
    bad: [
      [],
      [{}],
      [{ fetchType: 'other' }],
      [{ fetchType: 'pre', timeout: -1 }],
      [{ fetchType: 'pre', timeout: 1.5 }],
      [{ fetchType: 'pre', timeout: '1' }],
      [{ fetchType: 'pre', x: 1 }],
      [{ fetchType: 'pre' }, 1],
    ],
  },
  'bn:subscribe-background-fetch-data': { good: [], bad: [[1]] },
  'background-fetch:register': {
    good: [NEW_FETCH],
    bad: [
      [],
      [{}],
      [{ ...NEW_FETCH, scope: 'mp://other/' }],
      [{ ...NEW_FETCH, appId: 'other' }],
      [{ ...NEW_FETCH, downloadTotal: -1 }],
      [{ ...NEW_FETCH, requests: [{ url: '/x' }] }],
      [{ ...NEW_FETCH, icons: [{}] }],
      [{ ...NEW_FETCH, requests: [{ ...NEW_FETCH.requests[0], body: new ArrayBuffer(1024 * 1024 + 1) }] }],
      [NEW_FETCH, 1],
    ],
  },
  'background-fetch:known': { good: [{ uuid: 'u' }], bad: [[], [{}], [{ uuid: '' }], [{ uuid: 'u' }, 1]] },
  'background-fetch:get': {
    good: [{ scope: '/', id: 'a' }],
    bad: [[], [{ scope: '/' }], [{ scope: 'https://a.example/', id: 'a' }], [{ scope: '/', id: 1 }]],
  },
  'background-fetch:get-ids': { good: [{ scope: '/' }], bad: [[], [{}], [{ scope: '' }], [{ scope: '/' }, 1]] },
  'background-fetch:abort': {
    good: [{ uuid: 'u' }],
    bad: [[], ['u'], [{ uuid: '' }], [{ uuid: 'u', appId: 'other' }]],
  },
  'background-fetch:unregistered': { good: [{ scope: '/' }], bad: [[], [{}], [{ scope: 'https://a.example/' }]] },
  'background-fetch:match': {
    good: [{ uuid: 'u', request: null, options: { ignoreSearch: false, ignoreMethod: false, ignoreVary: true } }],
    bad: [
      [],
      [{ uuid: 'u', request: null }],
      [{ uuid: 'u', request: '/x', options: { ignoreSearch: false, ignoreMethod: false, ignoreVary: false } }],
    ],
  },
  'background-fetch:read-request-body': {
    good: [{ uuid: 'u', index: 0, offset: 0 }],
    bad: [[], [{ uuid: 'u', index: 0 }], [{ uuid: 'u', index: -1, offset: 0 }], [{ uuid: 'u', index: 0.5, offset: 0 }]],
  },
  'background-fetch:read-response': { good: [{ uuid: 'u', index: 0 }], bad: [[], [{ uuid: 'u', index: '0' }]] },
  'background-fetch:read-body': {
    good: [{ reader: 1, offset: 5 }],
    bad: [[], [{ reader: 1 }], [{ reader: 1, offset: -1 }], [{ reader: '1', offset: 0 }], [{ uuid: 'u', offset: 0 }]],
  },
  'background-fetch:close-bodies': {
    good: [{ readers: [1, 2] }],
    bad: [[], [{}], [{ readers: [-1] }], [{ readers: 1 }], [{ readers: [1] }, 1]],
  },
  'background-fetch:open-upload': { good: [], bad: [[1]] },
  'background-fetch:append-upload': {
    good: [{ upload: 'u', bytes: new ArrayBuffer(3) }],
    bad: [
      [],
      [{ upload: 'u' }],
      [{ upload: 'u', bytes: 'abc' }],
      [{ upload: 'u', bytes: new ArrayBuffer(1024 * 1024 + 1) }],
      [{ upload: '', bytes: new ArrayBuffer(3) }],
    ],
  },
  'background-fetch:cancel-upload': { good: [{ upload: 'u' }], bad: [[], [{}], [{ upload: 1 }]] },
  'background-fetch:update-ui': {
    good: [{ eventId: 'e', title: 'Ready' }],
    bad: [[], [{ title: 'Ready' }], [{ eventId: 'e', title: 5 }], [{ eventId: 'e', icons: 'x' }]],
  },
  'background-fetch:worker-ready': { good: [], bad: [[1]] },
  'background-fetch:event-handled': { good: [{ eventId: 'e' }], bad: [[], ['e'], [{ eventId: '' }]] },
  'background-fetch:open-window': {
    good: [{ path: '/index.html?a#b' }],
    bad: [[], [{ path: 'https://a.example/' }], [{ path: 'mp://other/' }], ['/x']],
  },
  'launcher:get-downloads': { good: [], bad: [[1]] },
  'launcher:download-pause': { good: ['abc', 'id'], bad: DOWNLOAD_BAD },
  'launcher:download-resume': { good: ['abc', 'id'], bad: DOWNLOAD_BAD },
  'launcher:download-abort': { good: ['abc', 'id'], bad: DOWNLOAD_BAD },
  'launcher:download-click': { good: ['abc', 'id'], bad: DOWNLOAD_BAD },
  'launcher:forget-download': { good: ['abc', 'id'], bad: DOWNLOAD_BAD },
  'launcher:clear-downloads': { good: [], bad: [['abc']] },
  'launcher:answer-room': {
    good: ['abc', 'allow'],
    bad: [[], ['abc'], ['../x', 'allow'], ['abc', 'maybe'], ['abc', true], ['abc', 'allow', 1]],
  },
  'launcher:pause-downloads': { good: [], bad: [[1]] },
  'launcher:resume-downloads': { good: [], bad: [['abc']] },
  'launcher:set-downloads-allowed': { good: ['abc', false], bad: [[], ['abc'], ['../x', true], ['abc', 1]] },
  'launcher:get-settings': { good: [], bad: [[1]] },
  'launcher:set-settings': {
    good: [{ language: 'fa', appearance: 'dark', downloadQuotaBytes: 1e9, cdnUrl: 'https://cdn.example' }],
    bad: [
      [],
      [null],
      [{ language: '' }],
      [{ appearance: 'pink' }],
      [{ downloadQuotaBytes: 0 }],
      [{ maxPackageBytes: -1 }],
      [{ cdnUrl: 'ftp://x' }],
      [{ backendUrl: 'https://x.example' }],
      [{ installationId: 'x' }],
      [{}, 1],
    ],
  },
  'launcher:set-backend': {
    good: ['https://backend.example'],
    bad: [[], [5], ['x'.repeat(2049)], ['https://backend.example', true]],
  },
  'launcher:sign-in': { good: [], bad: [[1]] },
  'launcher:cancel-sign-in': { good: [], bad: [[1]] },
  'launcher:sign-out': { good: [], bad: [[1]] },
  'launcher:cancel-set-backend': { good: [], bad: [[1]] },
  'launcher:open-data-folder': { good: [], bad: [['/etc']] },
  'launcher:measure-data': { good: [], bad: [['/etc']] },
  'launcher:cancel-measure-data': { good: [], bad: [[1]] },
  'launcher:get-mini-program': { good: ['abc'], bad: [[], ['../x'], [1], ['abc', 1]] },
  'launcher:measure-mini-program': { good: ['abc'], bad: [[], ['../x'], [1]] },
  'launcher:clear-data': {
    good: ['abc', 'token'],
    bad: [[], ['abc'], ['abc', 'everything'], ['../x', 'token'], ['abc', 'token', 1]],
  },
  'launcher:get-diagnostics': { good: [], bad: [[1]] },
  'launcher:run-diagnostics': { good: [], bad: [['/etc']] },
  'launcher:cancel-diagnostics': { good: [], bad: [[1]] },
  'launcher:copy-diagnostics': { good: [], bad: [['text']] },
  'launcher:open-log': { good: [], bad: [['/etc/passwd']] },
  'launcher:get-updates': { good: [], bad: [[1]] },
  'launcher:check-for-updates': { good: [], bad: [['https://updates.example/']] },
  'launcher:download-update': { good: [], bad: [['2.0.0']] },
  'launcher:cancel-update': { good: [], bad: [[1]] },
  'launcher:restart-to-update': { good: [], bad: [[true]] },
  'launcher:set-update-checks': { good: [false], bad: [[], ['no'], [null], [true, 1]] },
  'launcher:get-about': { good: [], bad: [[1]] },
  'launcher:get-third-party-notices': { good: [], bad: [['/etc/passwd']] },
  'launcher:open-homepage': { good: [], bad: [['https://other.example/']] },
  'launcher:get-state': { good: [], bad: [[1]] },
  'launcher:quit': { good: [], bad: [[1]] },
  'launcher:search-offers': { good: [''], bad: [[], [5], ['a'.repeat(201)], ['a', 'b']] },
  'launcher:look-up': { good: ['abc'], bad: [[], [''], [5], ['a'.repeat(9000)], ['a', 'b']] },
  'launcher:install': { good: ['abc'], bad: [[], ['../x'], [5], ['a', 'b'], ['a-b'], ['']] },
  'launcher:cancel-install': { good: ['abc'], bad: [[], ['../x']] },
  'launcher:open': { good: ['abc'], bad: [[], ['../x'], [{}]] },
  'launcher:warm-up': { good: ['abc'], bad: [[], ['../x'], [{}]] },
  'launcher:remove': { good: ['abc'], bad: [[], ['*'], ['a', true]] },
  'launcher:dismiss-notice': { good: ['n1'], bad: [[], [''], [1]] },
  'launcher:act-on-notice': { good: ['n1'], bad: [[], [''], [1]] },
  'launcher:answer-proxy': {
    good: ['proxy.example:8080', { userName: 'u', password: 'p' }],
    bad: [[], ['p:1'], ['', null], ['p:1', {}], ['p:1', { userName: 'a:b', password: '' }], ['p:1', null, 1]],
  },
  'launcher:get-activity': { good: [], bad: [[1]] },
  'launcher:clear-activity': { good: [], bad: [[1]] },
  'launcher:save-activity': { good: [], bad: [['/etc/passwd']] },
  'launcher:copy-as-curl': { good: ['e1'], bad: [[], [''], [1], ['a', 'b']] },
  'launcher:set-background': {
    good: [{ enabled: false, dailyAtMinutes: 240 }],
    bad: [
      [],
      [null],
      [{ enabled: 'no' }],
      [{ dailyAtMinutes: 1440 }],
      [{ dailyAtMinutes: -1 }],
      [{ other: 1 }],
      [{}, 1],
    ],
  },
  'launcher:set-background-allowed': {
    good: ['abc', false],
    bad: [[], ['abc'], ['../x', true], ['abc', 'yes'], ['abc', true, 1]],
  },
  'launcher:fetch-now': { good: ['abc'], bad: [[], ['*'], [1]] },
  'launcher:dev-sweep': { good: [], bad: [[1]] },
  'launcher:dev-pre-fetch': { good: ['abc'], bad: [[], ['*'], [1]] },
  'launcher:dev-move-clock': { good: [3_600_000], bad: [[], ['1h'], [1.5], [1e15], [Number.NaN]] },
  'launcher:dev-drop-data': { good: ['abc'], bad: [[], ['../x']] },
  'launcher:dev-set-network': {
    good: ['abc', 'offline'],
    bad: [[], ['abc'], ['../x', 'slow'], ['abc', 'away'], ['abc', true]],
  },
};

const CALLERS: Readonly<Record<Audience, Caller>> = {
  'mini-program': { audience: 'mini-program', appId: 'abc', origin: 'mp://abc', windowId: 1 },
  'service-worker': { audience: 'service-worker', appId: 'abc', origin: 'mp://abc', windowId: 2 },
  launcher: { audience: 'launcher', appId: null, origin: 'larder://launcher', windowId: 3 },
};

type Listener = (event: IpcMainInvokeEvent, ...args: unknown[]) => Promise<IpcResult<unknown>>;

let registered: Map<string, Listener>;
let calls: { channel: string; caller: Caller; args: unknown[] }[];
let reports: string[];
let failWith: unknown;
let router: Router;

beforeEach(() => {
  registered = new Map();
  calls = [];
  reports = [];
  failWith = undefined;
  const ipcMain = {
    handle: (channel: string, listener: Listener) => void registered.set(channel, listener),
    removeHandler: (channel: string) => void registered.delete(channel),
    removeAllListeners: () => ipcMain,
  };
  const handlers = Object.fromEntries(
    channels.map((channel) => [
      channel,
      (caller: Caller, ...args: unknown[]) => {
        if (failWith !== undefined) throw failWith;
        calls.push({ channel, caller, args });
        return null;
      },
    ]),
  ) as unknown as Handlers;
  router = createRouter(ipcMain as unknown as IpcMain, {
    identify: (id) => Object.values(CALLERS).find(({ windowId }) => windowId === id),
    report: (message) => reports.push(message),
  });
  router.serve(handlers);
});

function eventOf(caller: Caller, frame: Partial<{ origin: string; parent: unknown }> | null = {}): IpcMainInvokeEvent {
  const senderFrame = frame === null ? null : { origin: caller.origin, parent: null, ...frame };
  return { sender: { id: caller.windowId }, senderFrame } as unknown as IpcMainInvokeEvent;
}

async function call(channel: InvokeChannel, event: IpcMainInvokeEvent, args: unknown[]): Promise<IpcResult<unknown>> {
  const listener = registered.get(channel);
  if (!listener) throw new Error(`${channel} is not registered`);
  return listener(event, ...args);
}

describe.each(channels)('%s', (channel) => {
  const allowed = CALLERS[CHANNEL_AUDIENCES[channel][0]!];
  const { good, bad } = ARGUMENTS[channel];

  it('reaches its handler with the caller main made when everything is right', async () => {
    expect(await call(channel, eventOf(allowed), good)).toEqual({ ok: true, value: null });
    expect(calls).toEqual([{ channel, caller: allowed, args: good }]);
  });

  it('is refused when the audience is wrong', async () => {
    const others = Object.values(CALLERS).filter(({ audience }) => !CHANNEL_AUDIENCES[channel].includes(audience));
    expect(others.length).toBeGreaterThan(0);
    for (const other of others) {
      expect(await call(channel, eventOf(other), good)).toMatchObject({ ok: false, error: { code: 'denied' } });
    }
    expect(calls).toEqual([]);
  });

  it('is refused when the window is unknown', async () => {
    expect(await call(channel, eventOf({ ...allowed, windowId: 99 }), good)).toMatchObject({
      ok: false,
      error: { code: 'denied' },
    });
    expect(calls).toEqual([]);
  });

  it.each([
    ['comes from a sub-frame', { parent: {} }],
    ['comes from a page of another origin', { origin: 'mp://other' }],
    ['comes from an opaque origin', { origin: 'null' }],
    ['comes from a frame that is gone', null],
  ])('is refused when it %s', async (_, frame) => {
    expect(await call(channel, eventOf(allowed, frame), good)).toMatchObject({ ok: false, error: { code: 'denied' } });
    expect(calls).toEqual([]);
  });

  it.each(bad.map((args) => [args]))('is refused when its arguments are %j', async (args) => {
    expect(await call(channel, eventOf(allowed), args)).toMatchObject({
      ok: false,
      error: { code: 'invalid-argument' },
    });
    expect(calls).toEqual([]);
    expect(reports).toHaveLength(1);
  });

  it('answers the code and text of an AppError when the handler throws one', async () => {
    failWith = new AppError('no-data', 'Nothing is stored yet.');
    expect(await call(channel, eventOf(allowed), good)).toEqual({
      ok: false,
      error: { code: 'no-data', message: 'Nothing is stored yet.' },
    });
  });

  it('answers `internal` without the text when the handler throws anything else', async () => {
    failWith = new Error('secret path');
    const answer = await call(channel, eventOf(allowed), good);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('secret path');
    expect(reports).toHaveLength(1);
  });
});

describe('a service worker’s own channels', () => {
  const attach = (caller: Caller): Map<string, (event: unknown, ...args: unknown[]) => Promise<IpcResult<unknown>>> => {
    const own = new Map<string, (event: unknown, ...args: unknown[]) => Promise<IpcResult<unknown>>>();
    router.attachServiceWorker(
      { handle: (channel: string, listener: never) => void own.set(channel, listener) },
      caller,
    );
    return own;
  };

  it('are those of its audience and no others', () => {
    expect([...attach(CALLERS['service-worker']).keys()]).toEqual(
      channels.filter((channel) => CHANNEL_AUDIENCES[channel].includes('service-worker')),
    );
  });

  it('run with the caller that main attached, and check the arguments', async () => {
    const caller = { ...CALLERS['service-worker'], versionId: 7 };
    const getIds = attach(caller).get('background-fetch:get-ids')!;
    expect(await getIds({ senderFrame: null }, { scope: '/' })).toEqual({ ok: true, value: null });
    expect(await getIds({}, { scope: 'https://a.example/' })).toMatchObject({
      ok: false,
      error: { code: 'invalid-argument' },
    });
    expect(calls).toEqual([{ channel: 'background-fetch:get-ids', caller, args: [{ scope: '/' }] }]);
  });
});
