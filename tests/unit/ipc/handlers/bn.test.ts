import { describe, expect, it } from 'vitest';
import type { DataRequest } from '../../../../main/data-fetch/launch/launch-data.ts';
import type { Caller } from '../../../../main/ipc/caller.ts';
import { createBnHandlers } from '../../../../main/ipc/handlers/bn.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import type { FetchedData } from '../../../../preload/contract/channels.ts';

const CALLER: Caller = { audience: 'mini-program', appId: 'App1', origin: 'mp://app1-1', windowId: 3 };
const DATA: FetchedData = {
  fetchType: 'pre',
  fetchedData: 'x',
  timeStamp: 1,
  source: 'network',
  appid: 'App1',
  timestamp: 1,
  lang: 'en',
  version: '1',
};
const EVENT = { fetchType: 'pre', fetchedData: 'x', timeStamp: 1 } as const;

function setUp() {
  const tokens = new Map<string, string>();
  const asked: [string, DataRequest][] = [];
  const changed: string[] = [];
  const log: LarderEvent[] = [];
  const handlers = createBnHandlers({
    tokens: {
      get: (appId) => Promise.resolve(tokens.get(appId) ?? null),
      set: (appId, token) => Promise.resolve(void tokens.set(appId, token)),
      clear: (appId) => Promise.resolve(void tokens.delete(appId)),
    },
    events: createEventLog({ now: () => 0 }, [(event) => void log.push(event)]),
    launchData: {
      get: (appId, request) => (asked.push([appId, request]), Promise.resolve(DATA)),
      subscribe: () => EVENT,
    },
    onTokenChange: (appId) => changed.push(appId),
  });
  return { handlers, tokens, asked, changed, log };
}

describe('the bn handlers', () => {
  it('keep, answer and remove the token of the caller', async () => {
    const { handlers, tokens, changed } = setUp();
    await expect(handlers['bn:get-background-fetch-token'](CALLER)).rejects.toMatchObject({ code: 'no-token' });
    expect(await handlers['bn:set-background-fetch-token'](CALLER, { token: 'T' })).toBeNull();
    expect([...tokens]).toEqual([['App1', 'T']]);
    expect(await handlers['bn:get-background-fetch-token'](CALLER)).toEqual({ token: 'T' });
    await expect(handlers['bn:get-background-fetch-token']({ ...CALLER, appId: 'Other' })).rejects.toMatchObject({
      code: 'no-token',
    });
    await handlers['bn:set-background-fetch-token'](CALLER, { token: '' });
    expect([...tokens]).toEqual([]);
    expect(changed).toEqual(['App1', 'App1']);
  });

  it('ask for the data of the caller, 60 s long unless it says otherwise', async () => {
    const { handlers, asked } = setUp();
    expect(await handlers['bn:get-background-fetch-data'](CALLER, { fetchType: 'pre' })).toBe(DATA);
    await handlers['bn:get-background-fetch-data'](CALLER, { fetchType: 'periodic', timeout: 0 });
    expect(asked).toEqual([
      ['App1', { fetchType: 'pre', timeoutMs: undefined }],
      ['App1', { fetchType: 'periodic', timeoutMs: 0 }],
    ]);
  });

  it('answer the launch’s data to a new listener', () => {
    expect(setUp().handlers['bn:subscribe-background-fetch-data'](CALLER)).toBe(EVENT);
  });

  it('tell once of a host that the policy of a page refused', async () => {
    const { handlers, log } = setUp();
    for (const directive of ['connect-src', 'img-src'])
      await handlers['bn:tell-refused-request'](CALLER, { host: 'ads.example', directive });
    await handlers['bn:tell-refused-request'](
      { ...CALLER, appId: 'App2' },
      { host: 'ads.example', directive: 'img-src' },
    );
    expect(log).toMatchObject([
      {
        event: 'page-request-refused',
        appId: 'App1',
        host: 'ads.example',
        message: expect.stringContaining('service domains') as string,
      },
      {
        event: 'page-request-refused',
        appId: 'App2',
        host: 'ads.example',
        message: expect.stringMatching(/service domains.*\(img-src\)/) as string,
      },
    ]);
  });

  it('refuse a caller that is no mini-program', () => {
    expect(() => setUp().handlers['bn:subscribe-background-fetch-data']({ ...CALLER, appId: null })).toThrow(
      expect.objectContaining({ code: 'denied' }) as Error,
    );
  });
});
