/** docs/api/session.md (registerPreloadScript), service-workers.md, service-worker-main.md, context-bridge.md. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startFixture, type FixtureHost, type FixtureOptions } from './fixture-host.ts';

const AUTO_ATTACH = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };

let host: FixtureHost;
afterEach(() => host.stop());

/** A window whose page registered `/sw.js`, and the records of what the worker did. */
async function start(script: string, options: FixtureOptions = {}): Promise<void> {
  host = await startFixture(options);
  await host.run(`
    globalThis.heard = [];
    globalThis.statuses = [];
    globalThis.until = async (check) => { for (let n = 0; n < 500; n++) { if (await check()) return true; await delay(10); } return false; };
    globalThis.target = session.fromPartition('persist:worker');
    target.registerPreloadScript({ type: 'service-worker', filePath: preload.replace('preload.cjs', 'worker-preload.cjs') });
    globalThis.mains = new Map();
    target.serviceWorkers.on('running-status-changed', ({ versionId, runningStatus }) => {
      statuses.push(runningStatus);
      if (runningStatus !== 'starting' || mains.has(versionId)) return;
      const main = target.serviceWorkers.getWorkerFromVersionID(versionId);
      mains.set(versionId, main);
      for (const channel of ['worker-started', 'from-worker', 'result']) main.ipc.on(channel, (event, ...args) => heard.push([channel, event.type, event.serviceWorker === main, ...args]));
      main.ipc.handle('echo', (event, ...args) => [event.versionId === versionId, ...args]);
    });
    for (const channel of ['worker-started', 'from-worker']) ipcMain.on(channel, () => heard.push(['ipcMain']));
    serve(target, {
      '/': () => new Response('<title>x</title>', { headers: { ...HTML, 'content-security-policy': "script-src 'self' 'unsafe-eval'" } }),
      '/sw.js': () => new Response(${JSON.stringify(script)}, { headers: { 'content-type': 'text/javascript', 'content-security-policy': "script-src 'self'" } }),
      '/data': 'data',
    });
    globalThis.win = await open({ webPreferences: { session: target } });
    await inPage(win, 'await navigator.serviceWorker.register("/sw.js"); await navigator.serviceWorker.ready');
    await until(() => statuses.includes('running'));
    globalThis.main = [...mains.values()].at(-1);
  `);
}

describe('session.md: registerPreloadScript of type service-worker', () => {
  it('runs before the worker’s script, in a realm without timers, fetch and storage', async () => {
    await start(
      `workerApi.send('result', workerApi.realm, globalThis.installed, Object.getOwnPropertyNames(globalThis).filter((name) => name.includes('larder')), Object.isFrozen(workerApi));`,
    );
    await host.run(`await until(() => heard.length >= 2)`);
    expect(await host.run('return heard')).toEqual([
      ['worker-started', 'service-worker', true, { length: 17 }],
      [
        'result',
        'service-worker',
        true,
        {
          lacking: [],
          globals: ['URL', 'TextEncoder', 'ReadableStream', 'AbortController', 'structuredClone', 'queueMicrotask'],
          selfContained: 'outside is not defined',
        },
        ['before the script', 'object'],
        [],
        true,
      ],
    ]);
  });

  it('copies what crosses the bridge: a Request or Blob arrives empty, an ArrayBuffer as a copy', async () => {
    await start(`workerApi.send('result', workerApi.keys(new Request('/x')), workerApi.isPlain(new Blob(['x'])));`);
    await host.run(`await until(() => heard.length >= 2)`);
    expect(await host.run('return heard[1].slice(3)')).toEqual([[], true]);
  });

  it('refuses an id it knows already and a path that is not absolute', async () => {
    host = await startFixture();
    await expect(
      host.run(
        `const target = session.defaultSession; target.registerPreloadScript({ type: 'frame', filePath: preload, id: 'a' }); target.registerPreloadScript({ type: 'frame', filePath: preload, id: 'a' })`,
      ),
    ).rejects.toThrow('existing ID');
    await expect(
      host.run(`session.defaultSession.registerPreloadScript({ type: 'frame', filePath: 'x.js' })`),
    ).rejects.toThrow('absolute path');
  });
});

describe('service-worker-main.md', () => {
  it('answers the worker’s invocations at its own ipc, and sends to it', async () => {
    await start(
      `workerApi.invoke('echo', { date: new Date(5) }).then((answer) => workerApi.send('result', answer), (error) => workerApi.send('result', error.message)); workerApi.invoke('nobody').catch((error) => workerApi.send('result', error.message));`,
    );
    await host.run(`main.send('to-worker', 1, { two: 2 }); await until(() => heard.length >= 4)`);
    const heard = await host.run<unknown[][]>('return heard');
    expect(heard).toContainEqual(['result', 'service-worker', true, [true, { date: new Date(5).toISOString() }]]);
    expect(heard).toContainEqual([
      'result',
      'service-worker',
      true,
      "Error invoking remote method 'nobody': Error: No handler registered for 'nobody'",
    ]);
    expect(heard).toContainEqual(['from-worker', 'service-worker', true, 1, { two: 2 }]);
    expect(heard).not.toContainEqual(['ipcMain']);
  });

  it('has tasks that end once', async () => {
    await start('');
    expect(
      await host.run(
        `const task = main.startTask(); task.end(); try { task.end() } catch (error) { return [main.scope, main.scriptURL, main.isDestroyed(), error.message.includes('ended already')] }`,
      ),
    ).toEqual(['mp://host/', 'mp://host/sw.js', false, true]);
  });
});

describe('service-workers.md', () => {
  it('starts a stopped worker for its scope, and what was sent to it while it was stopped is lost', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-worker-'));
    const endpoint = path.join(folder, 'endpoint');
    await start(`addEventListener('install', () => skipWaiting());`, {
      environment: { LARDER_HOST_CDP_FILE: endpoint },
    });
    await host.run(`await until(() => Object.values(target.serviceWorkers.getAllRunning()).length === 1)`);
    const browser = await chromium.connectOverCDP((await readFile(endpoint, 'utf8')).trim());
    const page = browser
      .contexts()[0]!
      .pages()
      .find((candidate) => candidate.url().startsWith('https://host.mp.localhost'))!;
    const client = await page.context().newCDPSession(page);
    await client.send('ServiceWorker.enable');
    await client.send('ServiceWorker.stopAllWorkers');
    const seen = await host.run(`
      await until(() => statuses.at(-1) === 'stopped');
      const running = Object.keys(target.serviceWorkers.getAllRunning()).length;
      main.send('to-worker', 'lost');
      let refused = false;
      try { main.startTask(); } catch { refused = true; }
      heard.length = 0; statuses.length = 0;
      const again = await target.serviceWorkers.startWorkerForScope('mp://host/');
      await until(() => heard.length > 0);
      again.send('to-worker', 'found');
      await until(() => heard.length > 1);
      return [running, refused, again === main, statuses, heard.map(([channel, , , value]) => [channel, value])]`);
    await browser.close();
    await rm(folder, { recursive: true, force: true });
    expect(seen).toEqual([
      0,
      true,
      true,
      ['starting', 'running'],
      [
        ['worker-started', { length: 17 }],
        ['from-worker', 'found'],
      ],
    ]);
  });

  it('starts the worker of an earlier run before any window of its session is opened', async () => {
    const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'larder-worker-'));
    await start(`addEventListener('install', () => skipWaiting());`, { dataFolder });
    await host.stop();
    host = await startFixture({ dataFolder });
    const seen = await host.run(`
      const heard = [];
      const target = session.fromPartition('persist:worker');
      target.registerPreloadScript({ type: 'service-worker', filePath: preload.replace('preload.cjs', 'worker-preload.cjs') });
      serve(target, {});
      const statuses = [];
      target.serviceWorkers.on('running-status-changed', ({ versionId, runningStatus }) => {
        statuses.push(runningStatus);
        if (runningStatus === 'starting') target.serviceWorkers.getWorkerFromVersionID(versionId).ipc.on('worker-started', () => heard.push('started'));
      });
      const main = await target.serviceWorkers.startWorkerForScope('mp://host/');
      for (let n = 0; n < 500 && heard.length === 0; n++) await delay(10);
      const missing = await target.serviceWorkers.startWorkerForScope('mp://other/').catch((error) => error.message);
      return [main.scope, heard, statuses, Object.keys(target.serviceWorkers.getAllRunning()).length, missing]`);
    await host.stop();
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
    expect(seen).toEqual(['mp://host/', ['started'], ['starting', 'running'], 1, 'Failed to start service worker.']);
  });
});

describe('another client of the same Chromium', () => {
  it('releases no worker before its preload has run', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-worker-'));
    const endpoint = path.join(folder, 'endpoint');
    const count = 20;
    const dataFolder = path.join(folder, 'data');
    await start(`addEventListener('install', () => skipWaiting());`, { dataFolder });
    await host.run(`await inPage(win, \`for (let n = 0; n < ${count}; n++) {
      await navigator.serviceWorker.register('/sw.js', { scope: '/scope-' + n });
      while (!(await navigator.serviceWorker.getRegistration('/scope-' + n))?.active) await new Promise((resolve) => setTimeout(resolve, 5));
    }\`)`);
    await host.stop();
    host = await startFixture({ dataFolder, environment: { LARDER_HOST_CDP_FILE: endpoint } });
    await expect.poll(() => existsSync(endpoint)).toBe(true);
    // It attaches to whatever there is and lets it go at once, as Playwright does.
    const client = new WebSocket((await readFile(endpoint, 'utf8')).trim());
    const isAnswered = new Promise((resolve) => client.once('message', resolve));
    client.on('message', (data: Buffer) => {
      const { method, params } = JSON.parse(data.toString()) as { method?: string; params?: { sessionId: string } };
      if (method === 'Target.attachedToTarget')
        client.send(JSON.stringify({ id: 2, method: 'Runtime.runIfWaitingForDebugger', sessionId: params!.sessionId }));
    });
    await once(client, 'open');
    client.send(JSON.stringify({ id: 1, method: 'Target.setAutoAttach', params: AUTO_ATTACH }));
    await isAnswered;
    const started = await host.run(`
      const heard = [];
      const target = session.fromPartition('persist:worker');
      target.registerPreloadScript({ type: 'service-worker', filePath: preload.replace('preload.cjs', 'worker-preload.cjs') });
      serve(target, {});
      target.serviceWorkers.on('running-status-changed', ({ versionId, runningStatus }) => {
        if (runningStatus === 'starting') target.serviceWorkers.getWorkerFromVersionID(versionId).ipc.on('worker-started', () => heard.push(versionId));
      });
      for (let n = 0; n < ${count}; n++) await target.serviceWorkers.startWorkerForScope('mp://host/scope-' + n);
      for (let n = 0; n < 300 && heard.length < ${count}; n++) await delay(10);
      return heard.length`);
    client.terminate();
    await host.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    expect(started).toBe(count);
  });
});

describe('web-request.md', () => {
  it('sees and cancels what a service worker requests of servers, and nothing of its own files', async () => {
    await start(
      `addEventListener('message', ({ data }) => Promise.all(data.map((url) => fetch(url).then((answer) => answer.text(), () => 'blocked'))).then((texts) => workerApi.send('result', ...texts)));`,
    );
    const asked = await host.run(`
      const asked = [];
      target.webRequest.onBeforeRequest((details, callback) => { asked.push(details.url); callback({ cancel: details.url.endsWith('blocked') }); });
      await inPage(win, '(await navigator.serviceWorker.ready).active.postMessage(["/data", "http://127.0.0.1:49999/blocked"])');
      await until(() => heard.length >= 2);
      return asked.sort()`);
    expect(asked).toEqual(['http://127.0.0.1:49999/blocked']);
    expect((await host.run<unknown[][]>('return heard'))[1]).toEqual([
      'result',
      'service-worker',
      true,
      'data',
      'blocked',
    ]);
  });
});
