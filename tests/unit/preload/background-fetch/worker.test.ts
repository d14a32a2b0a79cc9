/** https://wicg.github.io/background-fetch/ in a service worker, and `clients.openWindow`. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Page, Worker } from 'playwright';
import { openTestBrowser, type TestBrowser } from './browser.ts';

let browser: TestBrowser;
let page: Page;
let worker: Worker;
let close: () => Promise<void>;
beforeAll(async () => {
  browser = await openTestBrowser();
});
afterAll(() => browser.close());
afterEach(() => close());

async function open(script: string): Promise<void> {
  ({ page, worker, close } = await browser.open(`globalThis.seen = [];${script}`));
}

/** Runs in the worker, with a fetch `u1` of one record. */
function inWorker<T>(body: string): Promise<T> {
  return worker.evaluate(`(async () => {
    const caught = async (run) => { try { return ['ok', await run()]; } catch (error) { return [error.constructor.name, error.name]; } };
    const until = async (check) => { while (!check()) await new Promise((resolve) => setTimeout(resolve, 5)); };
    const fetch = await registration.backgroundFetch.fetch('a', '/x');
    ${body}
  })()`) as Promise<T>;
}

describe('the interfaces of a worker (idl-index)', () => {
  it('have the names, members, lengths and parents of the IDL', async () => {
    await open('');
    expect(
      await inWorker(`
      const describe = (Interface) => [Interface.name, Interface.length, Object.getPrototypeOf(Interface).name, Interface.prototype[Symbol.toStringTag], Object.entries(Object.getOwnPropertyDescriptors(Interface.prototype)).filter(([, { enumerable }]) => enumerable).map(([key, { value, get }]) => key + ':' + (value ?? get).length)];
      const handler = Object.getOwnPropertyDescriptor(self, 'onbackgroundfetchclick');
      return [describe(BackgroundFetchEvent), describe(BackgroundFetchUpdateUIEvent), typeof BackgroundFetchManager, handler.enumerable, handler.configurable, handler.get.name, onbackgroundfetchclick, Clients.prototype.openWindow.length];`),
    ).toEqual([
      ['BackgroundFetchEvent', 2, 'ExtendableEvent', 'BackgroundFetchEvent', ['registration:0']],
      ['BackgroundFetchUpdateUIEvent', 2, 'BackgroundFetchEvent', 'BackgroundFetchUpdateUIEvent', ['updateUI:0']],
      'function',
      true,
      true,
      'get onbackgroundfetchclick',
      null,
      1,
    ]);
  });

  it('have event constructors with their required member', async () => {
    await open('');
    expect(
      await inWorker(`
      const event = new BackgroundFetchUpdateUIEvent('backgroundfetchfail', { registration: fetch, cancelable: true });
      return [
        event.registration === fetch, event.type, event.cancelable, event instanceof ExtendableEvent,
        await caught(() => new BackgroundFetchEvent('x')), await caught(() => new BackgroundFetchEvent('x', {})), await caught(() => new BackgroundFetchEvent('x', { registration: {} })), await caught(() => BackgroundFetchEvent('x', { registration: fetch })),
        await caught(() => event.waitUntil(1)), await caught(() => event.updateUI()),
      ];`),
    ).toEqual([
      true,
      'backgroundfetchfail',
      true,
      true,
      ...Array.from({ length: 4 }, () => ['TypeError', 'TypeError']),
      ['DOMException', 'InvalidStateError'],
      ['DOMException', 'InvalidStateError'],
    ]);
  });
});

describe.each([
  ['works, as the draft has it', null, ['ok', 'b']],
  [
    'is refused, as in Chrome 149 and later',
    { name: 'NotAllowedError', message: 'backgroundFetch.fetch() is not allowed in service worker environments.' },
    [
      'DOMException',
      'NotAllowedError',
      "Failed to execute 'fetch' on 'BackgroundFetchManager': backgroundFetch.fetch() is not allowed in service worker environments.",
    ],
  ],
] as const)('fetch() in a worker that %s', (_how, refusal, outcome) => {
  it('has the same interface, and one line of advice in the console', async () => {
    await open('globalThis.said = []; console.warn = (line) => said.push(line);');
    expect(
      await worker.evaluate(`(async () => {
        engine.refuse = ${JSON.stringify(refusal)};
        const call = () => registration.backgroundFetch.fetch('b', '/x').then((made) => ['ok', made.id], (error) => [error.constructor.name, error.name, error.message]);
        const members = Object.entries(Object.getOwnPropertyDescriptors(BackgroundFetchManager.prototype)).filter(([, { enumerable }]) => enumerable).map(([key, { value }]) => key + ':' + value.length);
        const outcome = await call();
        await call();
        return [members, outcome, await registration.backgroundFetch.getIds().then(Array.isArray), said.length, /pull\\/180.*Start the fetch in a page/.test(said[0])];
      })()`),
    ).toEqual([['fetch:2', 'get:1', 'getIds:0'], outcome, true, 1, true]);
  });
});

describe('the events', () => {
  it('reach listeners and handlers with the same registration object, and are handled once all is settled', async () => {
    await open(`
      addEventListener('backgroundfetchsuccess', (event) => {
        event.waitUntil(new Promise((resolve) => { globalThis.finish = resolve; }).then(() => { event.waitUntil(new Promise((resolve, reject) => { globalThis.fail = reject; })); }));
        seen.push([event.constructor.name, event.type]);
        globalThis.given = event.registration;
      });
      self.onbackgroundfetchsuccess = (event) => seen.push('handler');
      onbackgroundfetchabort = (event) => seen.push(event.constructor.name);`);
    expect(
      await inWorker(`
      engine.fire({ eventId: 'e1', kind: 'success' }, 'u1');
      await until(() => seen.length > 1);
      const first = [...engine.handled];
      finish();
      await until(() => globalThis.fail);
      const second = [...engine.handled];
      fail(new Error('ignored'));
      await until(() => engine.handled.length > 0);
      engine.fire({ eventId: 'e2', kind: 'abort' }, 'u1');
      await until(() => engine.handled.length > 1);
      return [first, second, engine.handled, seen, given === fetch];`),
    ).toEqual([
      [],
      [],
      ['e1', 'e2'],
      [['BackgroundFetchUpdateUIEvent', 'backgroundfetchsuccess'], 'handler', 'BackgroundFetchEvent'],
      true,
    ]);
  });

  it('may change the title and icons once, while active', async () => {
    await open(
      `addEventListener('backgroundfetchsuccess', (event) => { globalThis.event = event; event.waitUntil(new Promise((resolve) => { globalThis.finish = resolve; })); });`,
    );
    expect(
      await inWorker(`
      engine.fire({ eventId: 'e1', kind: 'success' }, 'u1');
      await until(() => globalThis.event);
      const answers = [await caught(() => event.updateUI({ title: 'Ready', icons: [{ src: '/i.png' }] })), await caught(() => event.updateUI({ title: 'Again' }))];
      const late = event;
      finish();
      await until(() => engine.handled.includes('e1'));
      answers.push(await caught(() => late.updateUI()), await caught(() => late.waitUntil(1)));
      return [answers, engine.uiUpdates];`),
    ).toEqual([
      [
        ['ok', undefined],
        ['DOMException', 'InvalidStateError'],
        ['DOMException', 'InvalidStateError'],
        ['DOMException', 'InvalidStateError'],
      ],
      [{ eventId: 'e1', title: 'Ready', icons: [{ src: '/i.png' }] }],
    ]);
  });

  it.each([
    [
      'backgroundfetchfail',
      `addEventListener('backgroundfetchfail', note); addEventListener('backgroundfetchfailure', note);`,
      ['backgroundfetchfail'],
    ],
    [
      'backgroundfetchfail',
      `onbackgroundfetchfail = note; addEventListener('backgroundfetchfailure', note);`,
      ['backgroundfetchfail'],
    ],
    ['backgroundfetchfailure', `addEventListener('backgroundfetchfailure', note);`, ['backgroundfetchfailure']],
    [
      'nothing',
      `addEventListener('backgroundfetchfailure', note); removeEventListener('backgroundfetchfailure', note);`,
      [],
    ],
    [
      'backgroundfetchfailure',
      `addEventListener('backgroundfetchfailure', note); removeEventListener('backgroundfetchfailure', note, true);`,
      ['backgroundfetchfailure'],
    ],
    [
      'backgroundfetchfailure',
      `const end = new AbortController(); addEventListener('backgroundfetchfail', note, { signal: end.signal }); addEventListener('backgroundfetchfailure', note); end.abort();`,
      ['backgroundfetchfailure'],
    ],
    [
      'backgroundfetchfailure',
      `addEventListener('backgroundfetchfail', note, { signal: AbortSignal.abort() }); addEventListener('backgroundfetchfailure', note);`,
      ['backgroundfetchfailure'],
    ],
  ])('call %s when listeners are %s', async (_, script, expected) => {
    await open(`const note = ({ type }) => seen.push(type);${script}`);
    expect(
      await inWorker(
        `engine.fire({ eventId: 'e1', kind: 'fail' }, 'u1'); await until(() => engine.handled.length > 0); return [seen, engine.handled];`,
      ),
    ).toEqual([expected, ['e1']]);
  });

  it('count a listener that is meant for one event once', async () => {
    await open(
      `const note = ({ type }) => seen.push(type); addEventListener('backgroundfetchfail', note, { once: true }); addEventListener('backgroundfetchfailure', note);`,
    );
    expect(
      await inWorker(`
      for (const eventId of ['e1', 'e2']) { engine.fire({ eventId, kind: 'fail' }, 'u1'); await until(() => engine.handled.includes(eventId)); }
      return seen;`),
    ).toEqual(['backgroundfetchfail', 'backgroundfetchfailure']);
  });

  it('say that the worker takes events before its script runs', async () => {
    await open(`seen.push(engine.calls.map(([name]) => name));`);
    expect(await inWorker('return seen')).toEqual([['worker-ready']]);
  });
});

describe('clients.openWindow', () => {
  it('asks main for a page of the own origin and answers its client', async () => {
    await open('');
    await page.goto(new URL('/?opened#there', page.url()).href);
    expect(
      await inWorker(`
      engine.allowsOpening = true;
      const client = await clients.openWindow('/?opened#there');
      const answers = [engine.opened, client instanceof WindowClient, client.url.includes('/?opened')];
      for (const run of [() => clients.openWindow('https://other.example/'), () => clients.openWindow('http://:'), () => clients.openWindow('about:blank'), () => clients.openWindow()]) answers.push(await caught(run));
      engine.allowsOpening = false;
      answers.push(await caught(() => clients.openWindow('/')), engine.opened.length);
      return answers;`),
    ).toEqual([
      ['/?opened#there'],
      true,
      true,
      ['DOMException', 'InvalidAccessError'],
      ['TypeError', 'TypeError'],
      ['TypeError', 'TypeError'],
      ['TypeError', 'TypeError'],
      ['DOMException', 'InvalidAccessError'],
      1,
    ]);
  });
});

describe('the cache with own URLs', () => {
  it('keeps responses of background fetches under them, with the URL they show', async () => {
    await open('');
    expect(
      await inWorker(`
      engine.answer('u1', 0, { chunks: ['episode'], headers: [['content-type', 'audio/mpeg']] });
      const [record] = await fetch.matchAll();
      const cache = await caches.open('podcast');
      await cache.put(record.request, await record.responseReady);
      await cache.add('/data.txt');
      await cache.addAll(['/data.txt?1', '/data.txt?2']);
      const own = await cache.match('/x');
      const path = ({ url }) => url.slice(location.origin.length);
      const answers = [path(own), own.type, own.clone().url === own.url, [...own.headers], await own.text()];
      answers.push((await cache.keys()).map(path), (await cache.keys('/data.txt', { ignoreSearch: true })).length, (await cache.matchAll('/data.txt', { ignoreSearch: true })).map(path));
      answers.push(path(await caches.match('/data.txt?1')), await (await caches.match('/x')).text(), await cache.delete('/x'), await cache.match('/x'), await cache.delete('/x'));
      return answers;`),
    ).toEqual([
      '/x',
      'basic',
      true,
      [['content-type', 'audio/mpeg']],
      'episode',
      ['/x', '/data.txt', '/data.txt?1', '/data.txt?2'],
      3,
      ['/data.txt', '/data.txt?1', '/data.txt?2'],
      '/data.txt?1',
      'episode',
      true,
      undefined,
      false,
    ]);
  });

  it('adds all or nothing: what was there before stays when one cannot be kept', async () => {
    await open('');
    expect(
      await inWorker(`
      const cache = await caches.open('podcast');
      await cache.put('/data.txt', new Response('before'));
      const native = self.fetch;
      const broken = new ReadableStream({ pull(controller) { controller.error(new TypeError('cut off')); } });
      const answers = [];
      for (const response of [() => new Response('', { headers: { vary: '*' } }), () => new Response(broken)]) {
        self.fetch = (request) => (request.url.endsWith('/bad') ? Promise.resolve(response()) : native(request));
        answers.push(await caught(() => cache.addAll(['/data.txt', '/data.txt?new', '/bad'])));
      }
      self.fetch = native;
      return [answers, (await cache.keys()).length, await (await cache.match('/data.txt')).text()];`),
    ).toEqual([
      [
        ['TypeError', 'TypeError'],
        ['TypeError', 'TypeError'],
      ],
      1,
      'before',
    ]);
  });

  it('refuses what the original refuses, as a rejection', async () => {
    await open('');
    expect(
      await inWorker(`
      const cache = await caches.open('podcast');
      const answers = [];
      for (const run of [
        () => cache.put('/x'), () => cache.put('/x', {}), () => cache.put(new Request('/x', { method: 'POST' }), new Response('')), () => cache.put('/x', new Response('', { headers: { vary: '*' } })),
        () => cache.put('/x', new Response('', { status: 206 })), () => cache.add('/missing'), () => cache.addAll(['/data.txt', '/missing']), () => cache.addAll(['/data.txt', '/data.txt']), () => cache.match(), () => Cache.prototype.add.call({}, '/x'), () => Cache.prototype.match.call({}, '/x'),
      ]) answers.push(await caught(run));
      return [answers, (await cache.keys()).length];`),
    ).toEqual([
      [
        ...Array.from({ length: 7 }, () => ['TypeError', 'TypeError']),
        ['DOMException', 'InvalidStateError'],
        ...Array.from({ length: 3 }, () => ['TypeError', 'TypeError']),
      ],
      0,
    ]);
  });
});
