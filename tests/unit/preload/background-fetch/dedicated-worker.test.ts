/** What pages do to the workers they make, and what these have: dedicated, shared, module, nested. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestBrowser, type TestBrowser } from './browser.ts';

let browser: TestBrowser;
beforeAll(async () => {
  browser = await openTestBrowser();
});
afterAll(() => browser.close());

const REPORT = `({
  interfaces: ['BackgroundFetchManager', 'BackgroundFetchRegistration', 'BackgroundFetchRecord'].map((name) => typeof self[name]),
  events: typeof self.BackgroundFetchEvent,
  attribute: typeof Object.getOwnPropertyDescriptor(ServiceWorkerRegistration.prototype, 'backgroundFetch')?.get,
  location: location.href.slice(location.origin.length), text: String(location).slice(location.origin.length), search: location.search,
  isStrict: (function () { return this === undefined; })(),
  left: Object.getOwnPropertyNames(self).filter((name) => /larder/i.test(name)),
})`;
const FILES = {
  '/js/classic.js': `importScripts('lib.js'); postMessage([${REPORT}, lib]);`,
  '/js/lib.js': `var lib = 'library';`,
  '/js/strict.js': `'use strict'; postMessage(${REPORT}.isStrict);`,
  '/js/module.js': `import { value } from './value.js'; postMessage([${REPORT}, value, import.meta.url.slice(location.origin.length)]);`,
  '/js/value.js': `export const value = typeof BackgroundFetchManager;`,
  '/js/shared.js': `onconnect = ({ ports: [port] }) => port.postMessage([${REPORT}, name]);`,
  '/js/outer.js': `new Worker('classic.js').onmessage = ({ data }) => postMessage(data[0]);`,
  '/js/cache.js': `(async () => { const cache = await caches.open('worker'); await cache.put('/own', new Response('kept')); postMessage([await (await cache.match('/own')).text(), (await cache.keys())[0].url.slice(location.origin.length)]); })();`,
};

async function inPage<T>(body: string): Promise<T> {
  const { page, close } = await browser.open('', FILES);
  try {
    return await page.evaluate(`(async () => {
      const heard = (worker) => new Promise((resolve, reject) => { worker.onmessage = ({ data }) => resolve(data); worker.onerror = (event) => resolve(['error', event.type]); });
      ${body}
    })()`);
  } finally {
    await close();
  }
}

const COMMON = {
  interfaces: ['function', 'function', 'function'],
  events: 'undefined',
  attribute: 'function',
  left: [],
};

describe('a worker', () => {
  it('has the interfaces of the draft that are exposed to it, and its own location', async () => {
    expect(await inPage(`return heard(new Worker('/js/classic.js?a=1#b'))`)).toEqual([
      { ...COMMON, location: '/js/classic.js?a=1#b', text: '/js/classic.js?a=1#b', search: '?a=1', isStrict: false },
      'library',
    ]);
    expect(await inPage(`return heard(new Worker(new URL('js/strict.js', location.href)))`)).toBe(true);
  });

  it('has them as a module before its imports run', async () => {
    expect(await inPage(`return heard(new Worker('/js/module.js', { type: 'module' }))`)).toEqual([
      { ...COMMON, location: '/js/module.js', text: '/js/module.js', search: '', isStrict: true },
      'function',
      '/js/module.js',
    ]);
  });

  it('has them when it is shared, and is the same for the same URL and name', async () => {
    expect(
      await inPage(
        `const ports = [0, 1].map(() => new SharedWorker('/js/shared.js', 'mine').port); const [one, two] = await Promise.all(ports.map(heard)); return [one[0].interfaces, one[1], two[0].location]`,
      ),
    ).toEqual([COMMON.interfaces, 'mine', '/js/shared.js']);
  });

  it('has them when another worker made it', async () => {
    expect(await inPage(`return heard(new Worker('/js/outer.js'))`)).toMatchObject({
      ...COMMON,
      location: '/js/classic.js',
    });
  });

  it('is left alone when it comes from a blob, and fails as ever when its script is missing', async () => {
    expect(
      await inPage(
        `return Promise.all([heard(new Worker(URL.createObjectURL(new Blob(['postMessage(location.protocol)'])))), heard(new Worker('/js/none.js'))])`,
      ),
    ).toEqual(['blob:', ['error', 'error']]);
  });

  it('keeps the mini-program’s own URLs in caches', async () => {
    expect(await inPage(`return heard(new Worker('/js/cache.js'))`)).toEqual(['kept', '/own']);
  });
});

describe('Worker in a page', () => {
  it('is what it was: name, length, prototype, subclasses, exceptions', async () => {
    expect(
      await inPage(`
      class Mine extends Worker {}
      const mine = new Mine('/js/strict.js');
      const caught = (run) => { try { run(); return 'ok'; } catch (error) { return error.name; } };
      return [Worker.name, Worker.length, Worker.prototype.constructor === Worker, mine instanceof Mine && mine instanceof Worker, await heard(mine), caught(() => new Worker()), caught(() => Worker('/x')), caught(() => new Worker('https://other.example:0x/'))];`),
    ).toEqual(['Worker', 1, true, true, true, 'TypeError', 'TypeError', 'SyntaxError']);
  });
});
