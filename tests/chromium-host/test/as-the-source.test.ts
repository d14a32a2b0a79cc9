/** What Electron's source does and its documents leave out; docs/electron.md has the places. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostServiceWorkers, type RunningStatus } from '../sessions/service-workers.ts';
import { startFixture, type FixtureHost } from './fixture-host.ts';

let host: FixtureHost;
let outside: Server;
const outsideHeaders: NodeJS.Dict<string | string[]>[] = [];

beforeAll(async () => {
  outside = createServer((request, response) => {
    outsideHeaders.push(request.headers);
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('ok');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  host = await startFixture();
  await host.run(`
    globalThis.worker = 'addEventListener("install", () => skipWaiting()); addEventListener("activate", (event) => event.waitUntil(clients.claim())); addEventListener("message", async ({ data, source }) => source.postMessage(await (await caches.open("w")).put(data, new Response("x")).then(() => "kept", (error) => error.message)));';
    globalThis.target = session.fromPartition('persist:source');
    globalThis.signals = [];
    serve(target, {
      '/': () => new Response('<!doctype html><title>x</title><iframe src="/frame"></iframe>', { headers: { ...HTML, 'set-cookie': 'own=1' } }),
      '/frame': '<title>frame</title>',
      '/bad': () => { throw new Error('broken'); },
      '/headers': (request) => Response.json({ cookie: request.headers.get('cookie'), referer: request.headers.get('referer') }),
      '/sw.js': () => new Response(worker, { headers: { 'content-type': 'text/javascript' } }),
      '/throws.js': () => new Response('throw new Error("at its first line")', { headers: { 'content-type': 'text/javascript' } }),
      '/endless': (request) => {
        request.signal.addEventListener('abort', () => signals.push('signal'));
        return new Response(new ReadableStream({ async pull(controller) { await delay(1); controller.enqueue(new Uint8Array(1000)); }, cancel() { signals.push('cancel'); } }));
      },
    });
    globalThis.win = await open({ webPreferences: { session: target } });
    globalThis.until = async (check) => { for (let n = 0; n < 500; n++) { if (await check()) return true; await delay(10); } return false; };`);
});
afterAll(async () => {
  await host.stop();
  await new Promise((resolve) => outside.close(resolve));
});

describe('a page of a custom scheme', () => {
  it('has no cookies and tells nobody where it is', async () => {
    const seen = await host.run(
      `return inPage(win, 'document.cookie = "a=1"; const own = await (await fetch("/headers")).json(); await fetch("http://127.0.0.1:${(outside.address() as AddressInfo).port}/"); return [document.cookie, document.referrer, own, frames[0].document.referrer]')`,
    );
    expect(seen).toEqual(['', '', { cookie: null, referer: null }, '']);
    expect(outsideHeaders.at(-1)).not.toHaveProperty('referer');
  });

  it('keeps nothing of its own in Cache, wherever it asks', async () => {
    const seen = await host.run(
      `return inPage(win, 'const put = (realm, url) => realm.caches.open("c").then((cache) => cache.put(url, new realm.Response("x"))).then(() => "kept", (error) => error.message); await navigator.serviceWorker.register("/sw.js"); const { active } = await navigator.serviceWorker.ready; const answer = new Promise((resolve) => { navigator.serviceWorker.onmessage = ({ data }) => resolve(data); }); active.postMessage("/x"); return [await put(window, "/x"), await put(window, "https://own.example/x"), await put(frames[0], "/x"), await answer]')`,
    );
    const refused = "Failed to execute 'put' on 'Cache': Request scheme 'mp' is unsupported";
    expect(seen).toEqual([refused, 'kept', refused, refused]);
  });

  it('has the status of its document, not of what a service worker asks for at its address besides', async () => {
    const seen = await host.run(`
      const own = session.fromPartition('statuses');
      const script = 'addEventListener("install", () => skipWaiting()); addEventListener("activate", (event) => event.waitUntil(clients.claim())); addEventListener("fetch", (event) => { const { pathname } = new URL(event.request.url); if (pathname === "/made-up") event.respondWith(fetch(event.request.url).then(() => new Response("<title>made up</title>", { headers: { "content-type": "text/html" } }))); if (pathname === "/passed-on") event.respondWith(fetch(event.request)); });';
      serve(own, {
        '/': () => new Response('<!doctype html><title>x</title>', { headers: HTML }),
        '/sw.js': () => new Response(script, { headers: { 'content-type': 'text/javascript' } }),
      });
      const page = await open({ webPreferences: { session: own } }, 'mp://statuses/');
      const statuses = [];
      page.webContents.on('did-navigate', (_event, url, status) => statuses.push([new URL(url).pathname, status]));
      await page.loadURL(page.webContents.getURL() + 'absent');
      await page.loadURL('mp://statuses/');
      await inPage(page, 'await navigator.serviceWorker.register("/sw.js"); await navigator.serviceWorker.ready; if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve)); return 1');
      for (const path of ['made-up', 'passed-on', 'made-up']) await page.loadURL('mp://statuses/' + path);
      return statuses;`);
    expect(seen).toEqual([
      ['/absent', 404],
      ['/', 200],
      ['/made-up', 200],
      ['/passed-on', 404],
      ['/made-up', 200],
    ]);
  });

  it('is loaded past its service worker by reloadIgnoringCache, and by it after reload', async () => {
    const seen = await host.run(`
      const isControlled = () => inPage(win, 'return navigator.serviceWorker.controller !== null');
      const again = async (how) => { const done = new Promise((resolve) => win.webContents.once('did-finish-load', resolve)); win.webContents[how](); await done; return isControlled(); };
      await until(isControlled);
      return [await again('reload'), await again('reloadIgnoringCache'), await again('reload')]`);
    expect(seen).toEqual([true, false, true]);
  });

  it('finishes loading after it failed, under the address that failed', async () => {
    const seen = await host.run(`
      const order = [];
      const other = new BrowserWindow({ show: false, webPreferences: { session: target } });
      for (const name of ['did-fail-load', 'did-finish-load']) other.webContents.on(name, () => order.push(name + ' ' + other.webContents.getURL()));
      await other.loadURL('mp://host/bad').catch(() => order.push('rejected'));
      await until(() => order.some((entry) => entry.startsWith('did-finish-load')));
      other.destroy();
      return order`);
    expect(seen).toEqual(['did-fail-load mp://host/bad', 'rejected', 'did-finish-load mp://host/bad']);
  });

  it('closes its window whoever opened it, and cannot ask for a text', async () => {
    const seen = await host.run(`
      const other = await open({ webPreferences: { session: target } });
      const asked = await inPage(other, 'try { return prompt("x") } catch (error) { return error.message }');
      const closed = new Promise((resolve) => other.once('closed', () => resolve('closed')));
      void inPage(other, 'window.close()').catch(() => {});
      return [asked, await closed]`);
    expect(seen).toEqual(['prompt() is not supported.', 'closed']);
  });

  it('cancels the body of an answer that it leaves; the signal of the request says nothing', async () => {
    const seen = await host.run(`
      await inPage(win, 'const aborter = new AbortController(); const answer = await fetch("/endless", { signal: aborter.signal }); await answer.body.getReader().read(); aborter.abort()');
      await until(() => signals.length > 0);
      return signals`);
    expect(seen).toEqual(['cancel']);
  });
});

describe('a service worker whose script throws', () => {
  it('is starting and stopping, and never said to have stopped', () => {
    const version = { versionId: 1, scope: 'mp://host/', scriptURL: 'mp://host/sw.js', status: 'activated' };
    const workers = new HostServiceWorkers(
      { watch: () => Promise.resolve(), *versions() {}, claim() {}, start: () => Promise.resolve() },
      () => null,
    );
    const statuses: string[] = [];
    workers.on('running-status-changed', ({ runningStatus }: { runningStatus: string }) =>
      statuses.push(runningStatus),
    );
    const go = (...all: RunningStatus[]): void => {
      for (const runningStatus of all) workers.onStatus({ ...version, runningStatus });
    };
    go('starting', 'stopping', 'stopped');
    expect(statuses.splice(0)).toEqual(['starting', 'stopping']);
    go('starting', 'running', 'stopping', 'stopped');
    expect(statuses).toEqual(['starting', 'running', 'stopping', 'stopped']);
  });
});
