/** https://wicg.github.io/background-fetch/ in a page. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Page } from 'playwright';
import { openTestBrowser, type TestBrowser } from './browser.ts';

let browser: TestBrowser;
let page: Page;
let close: () => Promise<void>;
beforeAll(async () => {
  browser = await openTestBrowser();
});
afterAll(() => browser.close());
beforeEach(async () => {
  ({ page, close } = await browser.open());
});
afterEach(() => close());

/** Runs in the page; `manager` is its `backgroundFetch`, `caught` names what a promise or function throws. */
function inPage<T>(body: string): Promise<T> {
  return page.evaluate(`(async () => {
    const registration = await navigator.serviceWorker.ready;
    const manager = registration.backgroundFetch;
    const caught = async (run) => { try { return ['ok', await run()]; } catch (error) { return [error.constructor.name, error.name]; } };
    ${body}
  })()`) as Promise<T>;
}

describe('the interfaces (idl-index)', () => {
  it('have the names, members, lengths and tags of the IDL', async () => {
    const shape = await inPage(`
      const describe = (name) => {
        const Interface = globalThis[name];
        const own = Object.getOwnPropertyDescriptors(Interface.prototype);
        return {
          global: Object.fromEntries(Object.entries(Object.getOwnPropertyDescriptor(globalThis, name)).filter(([key]) => key !== 'value')),
          length: Interface.length, name: Interface.name, tag: Interface.prototype[Symbol.toStringTag], parent: Object.getPrototypeOf(Interface).name,
          attributes: Object.entries(own).filter(([, { get }]) => get).map(([key, { get, set, enumerable, configurable }]) => [key, get.name, typeof set, enumerable, configurable].join()),
          operations: Object.entries(own).filter(([key, { value }]) => typeof value === 'function' && key !== 'constructor').map(([key, { value, enumerable, writable }]) => [key, value.length, enumerable, writable, 'prototype' in value].join()),
          prototypeWritable: Object.getOwnPropertyDescriptor(Interface, 'prototype').writable,
        };
      };
      return Object.fromEntries(['BackgroundFetchManager', 'BackgroundFetchRegistration', 'BackgroundFetchRecord'].map((name) => [name, describe(name)]));`);
    const common = {
      global: { writable: true, enumerable: false, configurable: true },
      length: 0,
      prototypeWritable: false,
    };
    const attributes = (...names: string[]): string[] => names.map((name) => `${name},get ${name},undefined,true,true`);
    expect(shape).toEqual({
      BackgroundFetchManager: {
        ...common,
        name: 'BackgroundFetchManager',
        tag: 'BackgroundFetchManager',
        parent: '',
        attributes: [],
        operations: ['fetch,2,true,true,false', 'get,1,true,true,false', 'getIds,0,true,true,false'],
      },
      BackgroundFetchRegistration: {
        ...common,
        name: 'BackgroundFetchRegistration',
        tag: 'BackgroundFetchRegistration',
        parent: 'EventTarget',
        attributes: [
          ...attributes(
            'id',
            'uploadTotal',
            'uploaded',
            'downloadTotal',
            'downloaded',
            'result',
            'failureReason',
            'recordsAvailable',
          ),
          'onprogress,get onprogress,function,true,true',
        ],
        operations: ['abort,0,true,true,false', 'match,1,true,true,false', 'matchAll,0,true,true,false'],
      },
      BackgroundFetchRecord: {
        ...common,
        name: 'BackgroundFetchRecord',
        tag: 'BackgroundFetchRecord',
        parent: '',
        attributes: attributes('request', 'responseReady'),
        operations: [],
      },
    });
  });

  it('cannot be constructed, refuse other objects and leave nothing else on the global', async () => {
    const seen = await inPage(`
      const answers = [];
      for (const Interface of [BackgroundFetchManager, BackgroundFetchRegistration, BackgroundFetchRecord]) {
        answers.push(await caught(() => new Interface()), await caught(() => Interface()));
      }
      const idOf = Object.getOwnPropertyDescriptor(BackgroundFetchRegistration.prototype, 'id').get;
      const managerOf = Object.getOwnPropertyDescriptor(ServiceWorkerRegistration.prototype, 'backgroundFetch').get;
      const responseOf = Object.getOwnPropertyDescriptor(BackgroundFetchRecord.prototype, 'responseReady').get;
      answers.push(await caught(() => idOf.call({})), await caught(() => managerOf.call({})));
      for (const run of [() => manager.fetch.call({}, 'a', '/x'), () => manager.getIds.call(null), () => BackgroundFetchRegistration.prototype.abort.call({}), () => responseOf.call({})]) {
        const promise = run();
        answers.push([promise instanceof Promise, ...(await caught(() => promise))]);
      }
      return { answers, left: Object.getOwnPropertyNames(globalThis).filter((name) => /larder/i.test(name)) };`);
    expect(seen).toEqual({
      answers: [
        ...Array.from({ length: 8 }, () => ['TypeError', 'TypeError']),
        ...Array.from({ length: 4 }, () => [true, 'TypeError', 'TypeError']),
      ],
      left: [],
    });
  });

  it('are reached through one manager for each registration', async () => {
    expect(
      await inPage(
        `return [registration.backgroundFetch === manager, manager instanceof BackgroundFetchManager, String(manager)]`,
      ),
    ).toEqual([true, true, '[object BackgroundFetchManager]']);
  });
});

describe('background-fetch-manager-fetch', () => {
  it('sends requests as the page’s own Request has them, own URLs as paths, bodies as bytes', async () => {
    const sent = await inPage<unknown[]>(`
      await manager.fetch('mine', ['/a.mp3?x#y', new Request('https://other.example/b', { method: 'POST', body: 'héllo', headers: { 'X-One': '1' }, redirect: 'error', integrity: 'sha256-AAAA' })], { title: 'A title', icons: [{ src: 'i.png', sizes: '1x1', type: 'image/png', label: 'l' }], downloadTotal: 5 });
      const [, fetch] = engine.calls.at(-1);
      const text = new TextDecoder().decode(fetch.requests[1].body);
      return [{ ...fetch, requests: fetch.requests.map((request) => ({ ...request, body: request.body && 'bytes' })) }, text];`);
    const common = { cache: 'default', credentials: 'same-origin', isBlocked: false, mode: 'cors' };
    expect(sent).toEqual([
      {
        id: 'mine',
        scope: '/',
        title: 'A title',
        icons: [{ src: '/i.png', sizes: '1x1', type: 'image/png', label: 'l' }],
        downloadTotal: 5,
        requests: [
          { ...common, url: '/a.mp3?x#y', method: 'GET', headers: [], body: null, redirect: 'follow', integrity: '' },
          {
            ...common,
            url: 'https://other.example/b',
            method: 'POST',
            headers: [
              ['content-type', 'text/plain;charset=UTF-8'],
              ['x-one', '1'],
            ],
            body: 'bytes',
            redirect: 'error',
            integrity: 'sha256-AAAA',
          },
        ],
      },
      'héllo',
    ]);
  });

  it.each([
    ['an empty list', `manager.fetch('a', [])`],
    ['a request in no-cors mode', `manager.fetch('a', new Request('/x', { mode: 'no-cors' }))`],
    ['credentials in the URL', `manager.fetch('a', 'https://user:pass@other.example/')`],
    [
      'a body that was read',
      `(async () => { const request = new Request('/x', { method: 'POST', body: 'x' }); await request.text(); return manager.fetch('a', request); })()`,
    ],
    [
      'a body that fails',
      `manager.fetch('a', new Request('/x', { method: 'POST', duplex: 'half', body: new ReadableStream({ pull(controller) { controller.error(new RangeError('no')); } }) }))`,
    ],
    ['one argument', `manager.fetch('a')`],
    ['an icon without src', `manager.fetch('a', '/x', { icons: [{}] })`],
    ['options that are no object', `manager.fetch('a', '/x', 5)`],
    ['a symbol as id', `manager.fetch(Symbol('a'), '/x')`],
    ['markup that was never closed', `manager.fetch('a', 'https://other.example/?\\n<img')`],
    ['a duplicate id', `manager.fetch('a', '/x').then(() => manager.fetch('a', '/x'))`],
  ])('rejects with a TypeError for %s', async (_, expression) => {
    expect(await inPage(`return caught(() => ${expression})`)).toEqual(['TypeError', 'TypeError']);
  });

  it('rejects with a TypeError when there is no active worker', async () => {
    const answer = await inPage(`
      const installing = await navigator.serviceWorker.register('/never.js', { scope: '/elsewhere/' });
      return [installing.active, await caught(() => installing.backgroundFetch.fetch('a', '/x'))];`);
    expect(answer).toEqual([null, ['TypeError', 'TypeError']]);
  });

  it('rejects with the exceptions of the engine', async () => {
    const answers = await inPage<string[][]>(`
      const answers = [];
      for (const name of ['QuotaExceededError', 'NotAllowedError', 'TypeError']) {
        engine.refuse = { name, message: 'no' };
        answers.push(await caught(() => manager.fetch(name, '/x')));
      }
      return answers;`);
    expect(answers).toEqual([
      ['QuotaExceededError', 'QuotaExceededError'],
      ['DOMException', 'NotAllowedError'],
      ['TypeError', 'TypeError'],
    ]);
  });

  it('marks what a policy in the page’s markup forbids, and makes the fetch all the same', async () => {
    const blocked = await inPage(`
      const urls = ['/own', 'https://a.example/x', 'https://b.example/x', 'https://sub.b.example/x', 'https://c.example:8443/dir/y'];
      const add = (content) => { const meta = document.createElement('meta'); meta.httpEquiv = 'Content-Security-Policy'; meta.content = content; document.head.append(meta); };
      const ask = async () => { await manager.fetch(crypto.randomUUID(), urls); return engine.calls.at(-1)[1].requests.map(({ isBlocked }) => isBlocked); };
      const answers = [await ask()];
      add("img-src 'none'; connect-src 'self' https://a.example *.b.example https://c.example:8443/dir/");
      answers.push(await ask());
      add("connect-src 'none'");
      answers.push(await ask());
      return answers;`);
    expect(blocked).toEqual([
      [false, false, false, false, false],
      [false, false, true, false, false],
      [true, true, true, true, true],
    ]);
  });

  it('takes a number of bytes as an unsigned long long', async () => {
    expect(
      await inPage(
        `const totals = []; for (const downloadTotal of ['12', 3.9, NaN, -1, undefined, 2 ** 64 + 4096]) totals.push((await manager.fetch(crypto.randomUUID(), '/x', { downloadTotal })).downloadTotal); return totals;`,
      ),
    ).toEqual([12, 3, 0, 2 ** 64, 0, 4096]);
  });
});

describe('background-fetch-registration', () => {
  it('is one object for one fetch, with `progress` events whose handler keeps its place', async () => {
    const seen = await inPage(`
      const fetch = await manager.fetch('a', '/x', { downloadTotal: 9 });
      const order = [];
      fetch.onprogress = () => order.push('replaced');
      fetch.addEventListener('progress', (event) => order.push(['listener', event.target === fetch, event.isTrusted, fetch.downloaded, fetch.result]));
      fetch.onprogress = function (event) { order.push(['handler', this === fetch, event.constructor.name]); };
      engine.change('u1', { downloaded: 4 });
      engine.change('u1', {});
      fetch.onprogress = 5;
      engine.change('u1', { downloaded: 9, result: 'success' });
      engine.change('u1', { recordsAvailable: false });
      return { order, same: [await manager.get('a') === fetch, fetch.onprogress, fetch.recordsAvailable], gone: await manager.get('a') };`);
    expect(seen).toEqual({
      order: [
        ['handler', true, 'Event'],
        ['listener', true, false, 4, ''],
        ['listener', true, false, 9, 'success'],
      ],
      same: [false, null, false],
      gone: undefined,
    });
  });

  it('is found with get and getIds while it is active', async () => {
    expect(
      await inPage(`
      const fetch = await manager.fetch('a', '/x');
      const before = [await manager.get('a') === fetch, await manager.get('b'), await manager.getIds()];
      const aborted = [await fetch.abort(), fetch.result, fetch.failureReason, await fetch.abort()];
      return [before, aborted, await manager.getIds(), await caught(() => manager.get()), await caught(() => manager.get(''))];`),
    ).toEqual([
      [true, undefined, ['a']],
      [true, 'failure', 'aborted', false],
      [],
      ['TypeError', 'TypeError'],
      ['TypeError', 'TypeError'],
    ]);
  });
});

describe('a registration that is taken back', () => {
  it('is told before its scope can be registered again', async () => {
    expect(
      await inPage(`
      const before = engine.calls.length;
      const answers = [await registration.unregister(), engine.calls.slice(before)];
      return [...answers, await registration.unregister(), engine.calls.length - before, await caught(() => ServiceWorkerRegistration.prototype.unregister.call({}))];`),
    ).toEqual([true, [['unregistered', { scope: '/' }]], false, 1, ['TypeError', 'TypeError']]);
  });
});

describe('match and matchAll', () => {
  it('answer records whose response comes when it is there, with its URL on clones too', async () => {
    expect(
      await inPage(`
      const fetch = await manager.fetch('a', ['/x', new Request('/y', { method: 'PUT', body: 'up' })]);
      const [record, upload] = await fetch.matchAll();
      const ready = record.responseReady;
      engine.answer('u1', 0, { url: 'https://other.example/z', redirected: true, type: 'cors', headers: [['content-type', 'text/plain'], ['x-a', 'b']], chunks: ['one ', 'two'] });
      const response = await ready;
      const clone = response.clone();
      return [
        record === record, record instanceof BackgroundFetchRecord, record.request === record.request, new URL(record.request.url).pathname, record.responseReady === ready,
        upload.request.method, await upload.request.text(),
        response instanceof Response, response.url, response.redirected, response.type, response.status, response.ok, response.statusText, [...response.headers], await response.text(), clone.url, await clone.text(),
        await fetch.match('/nothing'), (await fetch.match('/x')).request.url === record.request.url,
      ];`),
    ).toEqual([
      true,
      true,
      true,
      '/x',
      true,
      'PUT',
      'up',
      true,
      'https://other.example/z',
      true,
      'cors',
      200,
      true,
      'Fine',
      [
        ['content-type', 'text/plain'],
        ['x-a', 'b'],
      ],
      'one two',
      'https://other.example/z',
      'one two',
      undefined,
      true,
    ]);
  });

  it('reject as the draft says when the fetch was aborted, failed, or its records are gone', async () => {
    expect(
      await inPage(`
      const fetch = await manager.fetch('a', ['/x', '/y', '/z']);
      const [aborted, failed, cut] = await fetch.matchAll();
      engine.answer('u1', 0, 'aborted');
      engine.answer('u1', 1, 'error');
      engine.answer('u1', 2, { chunks: ['half'], end: 'aborted' });
      const answers = [await caught(() => aborted.responseReady), await caught(() => failed.responseReady), await caught(async () => { const reader = (await cut.responseReady).body.getReader(); await reader.read(); await reader.read(); })];
      engine.change('u1', { recordsAvailable: false });
      answers.push(await caught(() => fetch.match('/x')), await caught(() => fetch.matchAll()), await caught(() => fetch.match()));
      return answers;`),
    ).toEqual([
      ['DOMException', 'AbortError'],
      ['TypeError', 'TypeError'],
      ['DOMException', 'AbortError'],
      ['DOMException', 'InvalidStateError'],
      ['DOMException', 'InvalidStateError'],
      ['TypeError', 'TypeError'],
    ]);
  });

  it('have responses with any status', async () => {
    expect(
      await inPage(`
      const fetch = await manager.fetch('a', ['/x', '/y']);
      engine.answer('u1', 0, { status: 404, chunks: ['gone'] });
      engine.answer('u1', 1, { status: 204, chunks: [] });
      const [notFound, empty] = await Promise.all((await fetch.matchAll()).map(({ responseReady }) => responseReady));
      return [notFound.status, notFound.ok, await notFound.text(), empty.status, empty.body];`),
    ).toEqual([404, false, 'gone', 204, null]);
  });
});

describe('bodies', () => {
  it('go ahead of their fetch in pieces when they are large, and come back in pieces', async () => {
    expect(
      await inPage(`
      const bytes = new Uint8Array(1_300_000).map((_, index) => index % 251);
      const fetch = await manager.fetch('a', [
        new Request('/small', { method: 'POST', body: new Uint8Array(1000) }),
        new Request('/large', { method: 'POST', body: new Blob([bytes]) }),
        new Request('/empty', { method: 'POST', body: '' }),
      ]);
      const { requests } = engine.fetches[0].fetch;
      const sent = engine.calls.filter(([name]) => /upload|register/.test(name)).map(([name]) => name);
      const pieces = engine.uploads.map((pieces) => pieces.map(({ byteLength }) => byteLength));
      const [record] = await fetch.matchAll('/large', { ignoreMethod: true });
      const back = new Uint8Array(await record.request.arrayBuffer());
      return [requests.map(({ body }) => body.byteLength ?? body), sent, pieces, fetch.uploadTotal, back.length, back.every((byte, index) => byte === bytes[index])];`),
    ).toEqual([
      [1000, { upload: 'upload-1' }, 0],
      ['open-upload', 'append-upload', 'append-upload', 'append-upload', 'register'],
      [[65_537, 1_048_576, 185_887]],
      1_301_000,
      1_300_000,
      true,
    ]);
  });

  it('are sent ahead when many small ones are too much for one message', async () => {
    expect(
      await inPage(`
      const request = (index) => new Request('/' + index, { method: 'POST', body: new Uint8Array(60_000) });
      await manager.fetch('a', Array.from({ length: 20 }, (_, index) => request(index)));
      const bodies = engine.fetches[0].fetch.requests.map(({ body }) => body.byteLength ?? 'ahead');
      return [bodies.filter((body) => body === 60_000).length, bodies.filter((body) => body === 'ahead').length];`),
    ).toEqual([17, 3]);
  });

  it('stop when there is no room, and the fetch is asked for all the same: main refuses it', async () => {
    expect(
      await inPage(`
      engine.roomForPieces = 2;
      engine.refuse = { name: 'QuotaExceededError', message: 'There is no room.' };
      const answer = await caught(() => manager.fetch('a', new Request('/x', { method: 'POST', body: new Blob([new Uint8Array(9_000_000)]) })));
      return [answer, engine.calls.filter(([name]) => name === 'append-upload').length];`),
    ).toEqual([['QuotaExceededError', 'QuotaExceededError'], 3]);
  });

  it('are taken back when the page’s own stream fails in their middle', async () => {
    expect(
      await inPage(`
      let pulls = 0;
      const body = new ReadableStream({ pull(controller) { pulls += 1; if (pulls > 4) controller.error(new Error('no')); else controller.enqueue(new Uint8Array(500_000)); } });
      const answer = await caught(() => manager.fetch('a', new Request('/x', { method: 'POST', duplex: 'half', body })));
      return [answer, engine.calls.at(-1)];`),
    ).toEqual([
      ['TypeError', 'TypeError'],
      ['cancel-upload', { upload: 'upload-1' }],
    ]);
  });

  it('are closed when a page cancels them or has no use for them, and not when they are read to the end', async () => {
    expect(
      await inPage(`
      const fetch = await manager.fetch('a', ['/read', '/cancelled', '/empty']);
      engine.answer('u1', 0, { chunks: ['a', 'b'] });
      engine.answer('u1', 1, { chunks: ['a', 'b'] });
      engine.answer('u1', 2, { status: 204, chunks: [] });
      const [read, cancelled, empty] = await Promise.all((await fetch.matchAll()).map((record) => record.responseReady));
      const text = await read.text();
      await cancelled.body.cancel();
      while (engine.closed.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
      return [text, empty.body, engine.closed.map((reader) => engine.readers[reader].index).sort()];`),
    ).toEqual(['ab', null, [1, 2]]);
  });
});
