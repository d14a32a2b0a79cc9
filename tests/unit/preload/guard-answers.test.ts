import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openGuardedSite, type GuardedSite } from './guarded-site.ts';

let site: GuardedSite;
beforeAll(async () => {
  site = await openGuardedSite();
}, 60_000);
afterAll(() => site.close());

/** Runs what the policy allows, and tries what it does not. */
const MADE = `<!doctype html><title>made</title><script src="own.js"></script><script>document.title = 'inline ran';</script>`;
const FILES = { 'own.js': 'window.own = true; try { window.evaluated = eval("1"); } catch {}' };
const LAX = "default-src * 'unsafe-inline' 'unsafe-eval'";
const made = (headers = '{}'): string =>
  `new Response(${JSON.stringify(MADE)}, {headers: {'content-type': 'text/html', ...${headers}}})`;
const answering = (answer: string, before = ''): string =>
  `${before};addEventListener('fetch', (event) => { if (event.request.url.endsWith('/made.html')) event.respondWith(${answer}); });`;
/** Goes on where the guard lets nothing be changed. */
const trying = (...changes: string[]): string => changes.map((change) => `try { ${change} } catch {}`).join(';');

describe('the guard of a service worker’s answers', () => {
  it.each([
    ['a response', answering(made())],
    ['a promise', answering(`(async () => ${made()})()`)],
    ['an object with then', answering(`{then: (give) => give(${made()})}`)],
    ['a policy of its own', answering(made(`{'content-security-policy': ${JSON.stringify(LAX)}}`))],
    [
      'a policy with a proof that is none',
      answering(made(`{'content-security-policy': ${JSON.stringify(LAX)}, 'container-policy-proof': 'AAAA'}`)),
    ],
    [
      'another respondWith',
      answering(
        made(),
        trying(
          `delete FetchEvent.prototype.respondWith`,
          `Object.defineProperty(FetchEvent.prototype, 'respondWith', {value: Object.getPrototypeOf(FetchEvent).prototype.respondWith})`,
          `FetchEvent.prototype.respondWith = ExtendableEvent.prototype.respondWith`,
        ),
      ),
    ],
    [
      'responses and promises that become others',
      answering(
        made(),
        trying(
          `Response.prototype.then = function (give) { delete this.then; give(${made()}); }`,
          `Object.defineProperty(Response.prototype, 'then', {value: (give) => give(${made()})})`,
          `Object.prototype.then = undefined`,
          `const then = Promise.prototype.then;
           const lax = () => new Response('', {headers: {'content-security-policy': ${JSON.stringify(LAX)}}});
           Promise.prototype.then = function (give, fail) { return then.call(this, () => give && give(lax()), fail); };
           Object.defineProperty(Promise.prototype, 'constructor', {get: () => function (run) { run(() => {}, () => {}); }});
           Object.defineProperty(Promise, Symbol.species, {get: () => function (run) { run(() => {}, () => {}); }})`,
        ),
      ),
    ],
    [
      'headers that forget and lie',
      answering(
        made(),
        trying(
          `for (const name of ['set', 'append', 'delete']) Headers.prototype[name] = () => {}`,
          `Headers.prototype.get = () => ${JSON.stringify(LAX)}`,
          `Headers.prototype.has = () => false`,
          `Headers.prototype[Symbol.iterator] = function* () { yield ['content-type', 'text/html']; }`,
        ),
      ),
    ],
    [
      'lists, functions and reflection of its own',
      answering(
        made(),
        trying(
          `Array.prototype.includes = () => false`,
          `Array.prototype[Symbol.iterator] = function* () {}`,
          `Function.prototype.call = Function.prototype.apply = () => undefined`,
          `Reflect.apply = () => undefined`,
          `Object.prototype.destination = ''`,
        ),
      ),
    ],
    [
      'requests that say they are something else',
      answering(
        made(),
        trying(
          `for (const [name, value] of [['mode', 'cors'], ['destination', 'image']])
             Object.defineProperty(Request.prototype, name, {get: () => value})`,
        ),
      ),
    ],
    [
      'a fetch of its own',
      answering(
        made(),
        trying(
          `globalThis.fetch = async () => new Response('', {headers: {'content-security-policy': ${JSON.stringify(LAX)}}})`,
          `globalThis.Response = class extends Response {}`,
        ),
      ),
    ],
  ])('puts the policy back when the worker has %s', async (_what, script) => {
    const { page, base } = await site.open(script, FILES);
    await page.goto(`${base}made.html`);
    expect(
      await page.evaluate(() => [document.title, (window as { own?: boolean }).own, 'evaluated' in window]),
    ).toEqual(['made', true, false]);
    await page.close();
  });

  it('puts it on frames and workers of both kinds', async () => {
    const worker = `"try { eval('1'); report('free'); } catch { report('held'); }"`;
    const { page } = await site.open(
      `addEventListener('fetch', (event) => {
        const {pathname} = new URL(event.request.url);
        if (pathname.endsWith('/frame.html')) event.respondWith(new Response('<script>parent.inline = true</script><title>frame</title>', {headers: {'content-type': 'text/html'}}));
        const script = (text) => new Response(text + ${worker}, {headers: {'content-type': 'text/javascript'}});
        if (pathname.endsWith('/dedicated.js')) event.respondWith(script('const report = (word) => postMessage(word);'));
        if (pathname.endsWith('/shared.js')) event.respondWith(script('const report = (word) => { onconnect = ({ports}) => ports[0].postMessage(word); };'));
      });`,
    );
    const seen = await page.evaluate(async () => {
      const frame = document.createElement('iframe');
      const loaded = new Promise((resolve) => (frame.onload = resolve));
      frame.src = 'frame.html';
      document.body.append(frame);
      await loaded;
      const answer = (port: Worker | MessagePort): Promise<string> =>
        new Promise((resolve) => (port.onmessage = ({ data }: MessageEvent<string>) => resolve(data)));
      return {
        frame: frame.contentDocument!.title,
        inline: 'inline' in window,
        dedicated: await answer(new Worker('dedicated.js')),
        shared: await answer(new SharedWorker('shared.js').port),
      };
    });
    expect(seen).toEqual({ frame: 'frame', inline: false, dedicated: 'held', shared: 'held' });
    await page.close();
  });

  it('takes no answer of a page for one of Larder’s, though a cache shows it as one', async () => {
    const { page, base } = await site.open(
      `addEventListener('fetch', (event) => {
        const {pathname} = new URL(event.request.url);
        if (pathname.endsWith('/own.html')) event.respondWith(${made(`{'content-security-policy': ${JSON.stringify(LAX)}}`)});
        if (pathname.endsWith('/made.html')) event.respondWith(caches.match('own.html'));
      });`,
      FILES,
    );
    expect(
      await page.evaluate(async () => {
        const response = await fetch('own.html');
        await (await caches.open('c')).put('own.html', response.clone());
        return [response.type, response.url === new URL('own.html', location.href).href];
      }),
    ).toEqual(['basic', true]);
    await page.goto(`${base}made.html`);
    expect(await page.title()).toBe('made');
    await page.close();
  });

  it('lets a document that Larder served before keep its own inline scripts when the package has another one', async () => {
    const text = `<!doctype html><script>document.title = 'of the author';</script>`;
    const { page, base } = await site.open(
      `addEventListener('fetch', (event) => {
        const {pathname} = new URL(event.request.url);
        if (pathname.endsWith('/kept')) event.respondWith(caches.match('old.html'));
        if (pathname.endsWith('/changed')) event.respondWith(caches.match('old.html').then(async (old) => new Response(await old.text() + '<script>document.title = "added";</script>', old)));
      });`,
      { 'old.html': text },
    );
    await page.evaluate(async () => (await caches.open('c')).add('old.html'));
    site.write(`${base}old.html`, '<!doctype html>');
    await page.goto(`${base}kept`);
    expect(await page.title()).toBe('of the author');
    await page.goto(`${base}changed`);
    expect(await page.title()).toBe('of the author');
    await page.close();
  });

  it('keeps status, headers and a stricter policy of the author, and takes away what loads past a policy', async () => {
    const { page, base } = await site.open(
      `const names = ['link', 'speculation-rules', 'nel', 'report-to', 'reporting-endpoints', 'content-security-policy-report-only'];
       addEventListener('fetch', (event) => {
        if (event.request.url.endsWith('/made.html')) event.respondWith(new Response(${JSON.stringify(MADE)}, {
          status: 203, statusText: 'Fine',
          headers: {'content-type': 'text/html', 'x-kept': 'yes', 'content-security-policy': "script-src 'none'", ...Object.fromEntries(names.map((name) => [name, '"x"']))},
        }));
      });`,
      FILES,
    );
    const response = (await page.goto(`${base}made.html`))!;
    const headers = response.headers();
    expect([response.status(), headers['x-kept']]).toEqual([203, 'yes']);
    expect(headers['content-security-policy']).toMatch(/^script-src 'none', default-src 'self'/);
    for (const name of ['link', 'speculation-rules', 'nel', 'report-to', 'reporting-endpoints'])
      expect(headers[name], name).toBeUndefined();
    expect(await page.evaluate(() => 'own' in window)).toBe(false);
    await page.close();
  });

  it('leaves everything but documents and workers alone, and has no routes', async () => {
    const { page } = await site.open(
      `addEventListener('install', (event) => { globalThis.routes = typeof event.addRoutes; });
       addEventListener('fetch', (event) => {
        const {pathname} = new URL(event.request.url);
        if (pathname.endsWith('/data')) event.respondWith(new Response('made', {headers: {link: '<x>; rel=next'}}));
        if (pathname.endsWith('/routes')) event.respondWith(new Response(globalThis.routes + typeof InstallEvent.prototype.addRoutes));
      });`,
    );
    const seen = await page.evaluate(async () => {
      const response = await fetch('data');
      return [
        await response.text(),
        response.headers.get('link'),
        response.headers.get('content-security-policy'),
        await (await fetch('routes')).text(),
      ];
    });
    expect(seen).toEqual(['made', '<x>; rel=next', null, 'undefinedundefined']);
    await page.close();
  });
});
