/**
 * A page that has replaced what the language itself calls: it must see nothing by which it could make objects of the
 * container's, or reach the bridge behind them. Each layer runs from its text alone, as in the product.
 */
import vm from 'node:vm';
import { describe, expect, it } from 'vitest';
import { defineIdl } from '../../../preload/background-fetch/idl.ts';
import { defineInterfaces } from '../../../preload/background-fetch/interfaces.ts';
import { defineMessages } from '../../../preload/background-fetch/messages.ts';
import { removeParts } from '../../../preload/background-fetch/install.ts';
import { PARTS_KEY } from '../../../preload/background-fetch/parts.ts';
import { installBn } from '../../../preload/bn/page-layer.ts';
import { settled } from './page.ts';

/** Keeps in `seen` every object that a replaced function or setter is given. */
const POISON = `
globalThis.seen = [];
{
  const { apply, getOwnPropertyDescriptor, defineProperty, ownKeys } = Reflect;
  const note = (value) => { if ((typeof value === 'object' && value !== null) || typeof value === 'function') defineProperty(seen, seen.length, { value, writable: true, enumerable: true, configurable: true }); };
  const noteAll = (list) => { const { length } = list; for (let index = 0; index < length; index += 1) note(list[index]); };
  const wrap = (target, name) => {
    const found = getOwnPropertyDescriptor(target, name);
    if (!found || typeof found.value !== 'function') return;
    const original = found.value;
    defineProperty(target, name, { ...found, value: function () {
      note(this);
      if (target === Array.prototype) noteAll(this);
      noteAll(arguments);
      const answer = apply(original, this, arguments);
      note(answer);
      return answer;
    } });
  };
  const TARGETS = [Promise.prototype, Array.prototype, Map.prototype, Set.prototype, WeakMap.prototype, WeakSet.prototype, WeakRef.prototype, FinalizationRegistry.prototype, Function.prototype];
  for (let index = 0; index < TARGETS.length; index += 1) {
    const keys = ownKeys(TARGETS[index]);
    for (let place = 0; place < keys.length; place += 1) if (keys[place] !== 'constructor') wrap(TARGETS[index], keys[place]);
  }
  const NAMES = ['secret', 'then', 'uuid', 'call', 'listen', 'subscribe', 'messages', 'registrations', 'idl', 'success', 'token', 'icons', 'title', 'ok', 'registration', '0', '1', '2'];
  for (let index = 0; index < NAMES.length; index += 1)
    defineProperty(Object.prototype, NAMES[index], { configurable: true, get() { return undefined; }, set(value) { note(this); note(value); defineProperty(this, NAMES[index], { value, writable: true, enumerable: true, configurable: true }); } });
}`;

type World = Record<string, unknown>;
const ask = (world: World, code: string): unknown => vm.runInContext(code, world);
/** Reads by functions of this world: those of the page’s would note what they read. */
const seenIn = (world: World): unknown[] => Array.prototype.slice.call(world['seen'] as unknown[]) as unknown[];
const define = (world: World, layer: (...args: never[]) => unknown, ...args: unknown[]): void => {
  (ask(world, `(${layer.toString()})`) as (...given: unknown[]) => unknown)(...args);
};

describe('bn in a poisoned page', () => {
  it('shows nothing of the bridge, and answers as ever', async () => {
    let push: (event: unknown) => void = () => {};
    const bridge = {
      call: () => Promise.resolve({ ok: true, result: { token: 'T' } }),
      subscribe: (receive: typeof push) => void (push = receive),
    };
    const world = vm.createContext({ reportError() {}, queueMicrotask, console }) as World;
    define(world, installBn, bridge);
    ask(world, POISON);
    ask(
      world,
      `globalThis.told = [];
       bn.getBackgroundFetchToken({ success: ({ token }) => { told[told.length] = token; } });
       bn.setBackgroundFetchToken({ token: 'T', complete() {} });
       bn.onBackgroundFetchData(({ fetchType }) => { told[told.length] = fetchType; });`,
    );
    push({ fetchType: 'periodic' });
    await settled();
    expect(ask(world, 'told.join()')).toBe('periodic,T');
    const seen = seenIn(world);
    expect(seen.length).toBeGreaterThan(0);
    for (const part of [bridge, bridge.call, bridge.subscribe]) expect(seen.includes(part)).toBe(false);
  });
});

/** What the engine answers; every record has its response. */
const STATE = { uuid: 'u-1', id: 'a', uploadTotal: 0, uploaded: 0, downloadTotal: 0, downloaded: 0, sequence: 1 };
const REQUEST = { url: 'https://a.example/x', method: 'GET', headers: [], hasBody: false };
const ANSWERS: Readonly<Record<string, unknown>> = {
  register: { ok: true, registration: { ...STATE, result: '', failureReason: '', recordsAvailable: true } },
  get: { ...STATE, result: '', failureReason: '', recordsAvailable: true },
  match: [
    {
      index: 0,
      request: { ...REQUEST, mode: 'cors', redirect: 'follow', integrity: '', cache: 'default', credentials: 'omit' },
      response: { kind: 'error' },
    },
  ],
};

/** Runs the API in a poisoned page; answers what of all it saw makes an object, and what is the bridge's. */
async function attack(
  change: (text: string) => string,
): Promise<{ used: unknown; made: unknown; bridgeSeen: boolean }> {
  const bridge = {
    call: (name: string) => Promise.resolve({ ok: true, value: ANSWERS[name] ?? null }),
    listen: () => {},
  };
  const world = vm.createContext({
    ...{ Request, Response, Headers, ReadableStream, DOMException, EventTarget, Event, MessageChannel, URL },
    setTimeout: (run: () => void) => setTimeout(run, 0).unref(),
    location: { origin: 'https://a.example', href: 'https://a.example/', protocol: 'https:' },
  }) as World;
  ask(
    world,
    `globalThis.ServiceWorkerRegistration = class { get scope() { return 'https://a.example/'; } get active() { return {}; } async unregister() { return true; } };`,
  );
  define(world, defineIdl, PARTS_KEY);
  define(world, defineMessages, PARTS_KEY, bridge);
  (ask(world, `(${change(defineInterfaces.toString())})`) as (...args: unknown[]) => void)(PARTS_KEY, bridge);
  define(world, removeParts, PARTS_KEY);
  ask(world, POISON);
  const used = await (ask(
    world,
    `(async () => {
      const { backgroundFetch } = new ServiceWorkerRegistration();
      const made = await backgroundFetch.fetch('a', 'https://a.example/x', { title: 't' });
      const found = await backgroundFetch.get('a');
      const records = await made.matchAll();
      return [made === found, records.length, records[0].request.url].join();
    })()`,
  ) as Promise<unknown>);
  const made = ask(
    world,
    `(() => {
      let made = 0;
      // What it is given from here on is what the attempts themselves bring.
      const all = seen.length;
      const Interfaces = [BackgroundFetchManager, BackgroundFetchRegistration, BackgroundFetchRecord];
      for (let index = 0; index < all; index += 1)
        for (let place = 0; place < Interfaces.length; place += 1)
          try { Reflect.construct(Interfaces[place], [seen[index], { uuid: 'forged' }, { request: {} }]); made += 1; }
          catch ({ message }) { if (message !== 'Illegal constructor') made += 1; }
      return made;
    })()`,
  );
  const seen = seenIn(world);
  return { used, made, bridgeSeen: [bridge, bridge.call, bridge.listen].some((part) => seen.includes(part)) };
}

describe('the Background Fetch interfaces in a poisoned page', () => {
  it('keep to themselves what makes their objects', async () => {
    expect(await attack((text) => text)).toEqual({
      used: 'true,1,https://a.example/x',
      made: 0,
      bridgeSeen: false,
    });
  });

  it('would be found out if they read their arguments by an iterator', async () => {
    const change = (text: string): string => text.replaceAll('args[0] !== secret', '[...args][0] !== secret');
    expect((await attack(change)).made).toBeGreaterThan(0);
  });
});
