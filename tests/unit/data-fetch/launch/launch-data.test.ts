import { describe, expect, it, vi } from 'vitest';
import { createLaunchDataRegistry, type StoredData } from '../../../../main/data-fetch/launch/launch-data.ts';
import { createAnswerUse } from '../../../../main/data-fetch/launch/answer-use.ts';
import type { UseOfAnswer } from '../../../../main/network/client/request-observer.ts';
import type { PreFetchOutcome, PreFetchPart, PreFetchRun } from '../../../../main/data-fetch/launch/pre-fetch.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';
import type { BackgroundFetchDataEvent } from '../../../../preload/contract/bn.ts';
import type { FetchedData } from '../../../../preload/contract/channels.ts';

const DATA: FetchedData = {
  fetchType: 'pre',
  fetchedData: 'größe',
  timeStamp: 5,
  source: 'network',
  appid: 'App1',
  token: 'TOKEN-1',
  timestamp: 4,
  query: 'a=1',
  lang: 'en',
  version: '1',
};
const EVENT: BackgroundFetchDataEvent = { fetchType: 'pre', fetchedData: 'größe', timeStamp: 5, query: 'a=1' };
const SUCCESS: PreFetchOutcome = { ok: true, data: DATA, status: 200, bytes: 7, timings: { totalMs: 1 } };
const FAILURE: PreFetchOutcome = { ok: false, code: 'bad-status', message: 'It answered 500' };

function preFetchPart(uses: UseOfAnswer[]): { part: PreFetchPart; finish(outcome: PreFetchOutcome): Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<PreFetchOutcome>();
  let current: PreFetchOutcome | null = null;
  const use = createAnswerUse(() => {}, 20);
  use.onChange((known) => uses.push(known));
  return {
    part: { outcome: promise, current: () => current, use },
    async finish(outcome) {
      current = outcome;
      if (outcome.ok) use.arrived();
      resolve(outcome);
      await promise;
    },
  };
}

/** `uses`: of its request, `ruleUses`: of the one for the rule with the key "item". */
function preFetch() {
  const uses: UseOfAnswer[] = [];
  const ruleUses: UseOfAnswer[] = [];
  const main = preFetchPart(uses);
  const rule = preFetchPart(ruleUses);
  const run: PreFetchRun = {
    ...main.part,
    departed: Promise.resolve(),
    rule: () => rule.part,
    parts: [main.part, rule.part],
  };
  return { run, finish: main.finish, finishRule: rule.finish, uses, ruleUses };
}

function setUp(periodic?: StoredData) {
  const pushed: [number, BackgroundFetchDataEvent][] = [];
  const log: LarderEvent[] = [];
  const registry = createLaunchDataRegistry({
    push: (windowId, event) => pushed.push([windowId, event]),
    events: createEventLog({ now: () => 0 }, [(event) => log.push(event)]),
    ...(periodic ? { periodic } : {}),
  });
  const request = preFetch();
  registry.begin('App1', 7, request.run);
  return { registry, pushed, log, ...request };
}

describe('get', () => {
  it('answers every caller that waits with the data of the one request', async () => {
    const { registry, finish, log } = setUp();
    const waiting = [1, 2, 3].map(() => registry.get('App1', { fetchType: 'pre' }));
    await finish(SUCCESS);
    expect(await Promise.all(waiting)).toEqual([DATA, DATA, DATA]);
    expect(await registry.get('App1', { fetchType: 'pre', timeoutMs: 0 })).toBe(DATA);
    expect(log).toHaveLength(4);
    expect(log[0]).toMatchObject({ event: 'data-delivered', appId: 'App1', fetchType: 'pre', how: 'call', bytes: 7 });
  });

  it('fails with the code of the request, now and later', async () => {
    const { registry, finish } = setUp();
    const waiting = registry.get('App1', { fetchType: 'pre' });
    await finish(FAILURE);
    await expect(waiting).rejects.toMatchObject({ code: 'bad-status', message: 'It answered 500' });
    await expect(registry.get('App1', { fetchType: 'pre' })).rejects.toMatchObject({ code: 'bad-status' });
  });

  it('fails with timeout for the one caller whose time is over, and the request goes on', async () => {
    const { registry, finish } = setUp();
    const patient = registry.get('App1', { fetchType: 'pre' });
    await expect(registry.get('App1', { fetchType: 'pre', timeoutMs: 0 })).rejects.toMatchObject({ code: 'timeout' });
    await expect(registry.get('App1', { fetchType: 'pre', timeoutMs: 20 })).rejects.toMatchObject({ code: 'timeout' });
    await finish(SUCCESS);
    expect(await patient).toBe(DATA);
  });

  it('fails with aborted for everybody who waits when the window closes', async () => {
    const { registry } = setUp();
    const waiting = [
      registry.get('App1', { fetchType: 'pre' }),
      registry.get('App1', { fetchType: 'pre', timeoutMs: 5 }),
    ];
    registry.end('App1');
    for (const call of waiting) await expect(call).rejects.toMatchObject({ code: 'aborted' });
    await expect(registry.get('App1', { fetchType: 'pre' })).rejects.toMatchObject({ code: 'no-data' });
  });

  it('answers no-data for periodic when there is none', async () => {
    const { registry } = setUp();
    await expect(registry.get('App1', { fetchType: 'periodic' })).rejects.toMatchObject({ code: 'no-data' });
  });

  it('answers periodic data from its source, and tells the source when nobody waits any more', async () => {
    const stored: FetchedData = { ...DATA, fetchType: 'periodic', source: 'stored' };
    const { registry } = setUp({ get: () => Promise.resolve(stored), stored: () => Promise.resolve(null) });
    expect(await registry.get('App1', { fetchType: 'periodic' })).toBe(stored);
    let isGone = false;
    const slow = setUp({
      get: (_appId, signal) => (signal.addEventListener('abort', () => (isGone = true)), new Promise(() => {})),
      stored: () => Promise.resolve(null),
    });
    await expect(slow.registry.get('App1', { fetchType: 'periodic', timeoutMs: 0 })).rejects.toMatchObject({
      code: 'timeout',
    });
    expect(isGone).toBe(true);
  });

  it.each([0, 1, undefined])(
    'answers what is stored, however long the disk takes, with the timeout %s',
    async (timeoutMs) => {
      const stored: FetchedData = { ...DATA, fetchType: 'periodic', source: 'stored' };
      const { registry } = setUp({
        get: () => new Promise(() => {}),
        stored: async () => {
          await new Promise((resolve) => setTimeout(resolve, 30));
          return stored;
        },
      });
      expect(
        await registry.get('App1', { fetchType: 'periodic', ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
      ).toBe(stored);
    },
  );
});

describe('subscribe', () => {
  it('pushes the data to the window when it arrives, without the arguments of the request', async () => {
    const { registry, finish, pushed, log } = setUp();
    expect(registry.subscribe('App1')).toBeNull();
    await finish(SUCCESS);
    expect(pushed).toEqual([[7, EVENT]]);
    expect(log).toMatchObject([{ event: 'data-delivered', how: 'listener', bytes: 7 }]);
  });

  it('answers the data at once when it is there, and pushes nothing', async () => {
    const { registry, finish, pushed } = setUp();
    await finish(SUCCESS);
    expect(registry.subscribe('App1')).toEqual(EVENT);
    expect(pushed).toEqual([]);
  });

  it('pushes nothing to a page that did not subscribe, nor for a failure', async () => {
    const silent = setUp();
    await silent.finish(SUCCESS);
    const failing = setUp();
    failing.registry.subscribe('App1');
    await failing.finish(FAILURE);
    expect([...silent.pushed, ...failing.pushed]).toEqual([]);
  });

  it('counts each document as a new subscriber', async () => {
    const { registry, finish, pushed } = setUp();
    registry.subscribe('App1');
    registry.documentChanged('App1');
    await finish(SUCCESS);
    expect(pushed).toEqual([]);
    expect(registry.subscribe('App1')).toEqual(EVENT);
  });

  it('drops the data of a launch that another one replaced', async () => {
    const { registry, finish, pushed } = setUp();
    registry.subscribe('App1');
    registry.begin('App1', 8, preFetch().run);
    registry.subscribe('App1');
    await finish(SUCCESS);
    expect(pushed).toEqual([]);
  });

  it('pushes new periodic data to the subscribed page only', () => {
    const { registry, pushed } = setUp();
    const data: FetchedData = { ...DATA, fetchType: 'periodic' };
    registry.publish('App1', data);
    registry.subscribe('App1');
    registry.publish('App1', data);
    registry.publish('Other', data);
    expect(pushed).toEqual([[7, { ...EVENT, fetchType: 'periodic' }]]);
  });
});

describe('what the page does with what was fetched for it', () => {
  it('is used when it was there, late when the page waited, each request for itself', async () => {
    const { registry, finish, finishRule, uses, ruleUses } = setUp();
    registry.documentChanged('App1');
    await finish(SUCCESS);
    expect(await registry.get('App1', { fetchType: 'pre' })).toBe(DATA);
    const item: FetchedData = { ...DATA, key: 'item', fetchedData: 'item 5' };
    const waiting = registry.get('App1', { fetchType: 'pre', key: 'item' });
    await finishRule({ ...SUCCESS, data: item });
    expect(await waiting).toBe(item);
    expect([uses, ruleUses]).toEqual([['used'], ['late']]);
  });

  it('is late for a listener that was there before it, and used by one that comes after it', async () => {
    const early = setUp();
    early.registry.subscribe('App1');
    await early.finish(SUCCESS);
    const late = setUp();
    await late.finish(SUCCESS);
    late.registry.subscribe('App1');
    expect([early.uses, late.uses]).toEqual([['late'], ['used']]);
  });

  it('is unused some time after page and answer, and used when the page asks after all', async () => {
    const { registry, finish, finishRule, uses, ruleUses } = setUp();
    await finish(SUCCESS);
    await finishRule(FAILURE);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(uses).toEqual([]);
    registry.documentChanged('App1');
    await vi.waitFor(() => expect(uses).toEqual(['unused']));
    await registry.get('App1', { fetchType: 'pre' });
    expect([uses, ruleUses]).toEqual([['unused', 'used'], []]);
  });

  it('is unused at once when the window closes, and nothing when no page was shown', async () => {
    const closed = setUp();
    closed.registry.documentChanged('App1');
    await closed.finish(SUCCESS);
    closed.registry.end('App1');
    expect(closed.uses).toEqual(['unused']);
    const neverShown = setUp();
    await neverShown.finish(SUCCESS);
    neverShown.registry.end('App1');
    expect(neverShown.uses).toEqual([]);
  });
});
