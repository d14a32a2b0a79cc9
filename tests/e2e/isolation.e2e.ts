/** What a mini-program cannot do. Each attempt is made for real, from its own page. */
import type { Page } from '@playwright/test';
import { createSocket } from 'node:dgram';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

/** Differs from the probe's id in the case of one letter only: another mini-program. */
const TWIN_ID = PROBE_ID.replace('X', 'x');
const PAGE = `${originOf(PROBE_ID)}/`;

let backend: Backend;
let unlisted: Server;
let unlistedUrl: string;
let unlistedRequests: number;

test.beforeEach(async () => {
  unlistedRequests = 0;
  unlisted = createServer((_request, response) => {
    unlistedRequests += 1;
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('unlisted');
  });
  await new Promise<void>((resolve) => unlisted.listen(0, '127.0.0.1', resolve));
  unlistedUrl = `http://127.0.0.1:${(unlisted.address() as AddressInfo).port}`;
  const files = {
    'index.html': `<!doctype html><title>Probe</title><script>window.inlineRan = true; try { window.evaluated = new Function("return true")(); } catch { window.evaluated = false; }</script><button id="b" onclick="window.handlerRan = true">b</button><iframe src="frame.html"></iframe>`,
    'frame.html': '<!doctype html><title>Frame</title>',
    'worker.js':
      'onmessage = async ({ data }) => postMessage(await fetch(data).then((r) => r.text(), () => "blocked"));',
    'refused.js':
      'addEventListener("install", () => skipWaiting()); fetch("https://serving.invalid/").catch(() => {});',
    'sw.js':
      'addEventListener("install", () => skipWaiting()); addEventListener("activate", (event) => event.waitUntil(clients.claim()));',
    'data.json': '{"own":true}',
  };
  backend = await startBackend({
    apps: [probe({ files }), probe({ appId: TWIN_ID, files })],
    routes: { '/data': () => ({ body: 'listed' }) },
  });
});
test.afterEach(async () => {
  await backend.close();
  // Chromium may have connected in advance without asking for anything.
  unlisted.closeAllConnections();
  await new Promise((resolve) => unlisted.close(resolve));
});

const fetchText = (page: Page, url: string): Promise<string> =>
  page.evaluate(
    (target) =>
      fetch(target).then(
        (response) => response.text(),
        () => 'blocked',
      ),
    url,
  );

test('a page reaches its own files and service domains, and nothing else', async ({ startLarder }) => {
  const larder = await startLarder({
    args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`, `--open=${TWIN_ID}`],
  });
  const page = await larder.window(PAGE);
  await larder.window(`${originOf(TWIN_ID)}/`);
  expect(originOf(TWIN_ID)).not.toBe(originOf(PROBE_ID));

  expect(await fetchText(page, 'data.json')).toBe('{"own":true}');
  expect(await fetchText(page, `${backend.url}/data`)).toBe('listed');
  expect(await fetchText(page, `${unlistedUrl}/`)).toBe('blocked');
  const viaWorker = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const worker = new Worker('worker.js');
        worker.onmessage = ({ data }) => resolve(data);
        worker.postMessage(url);
      }),
    `${unlistedUrl}/worker`,
  );
  expect(viaWorker).toBe('blocked');
  const image = await page.evaluate(
    (url) =>
      new Promise((resolve) => {
        const element = new Image();
        element.onload = element.onerror = (event) => resolve((event as Event).type);
        element.src = url;
      }),
    `${unlistedUrl}/image.png`,
  );
  expect(image).toBe('error');
  await page.evaluate(() => {
    void new Worker('worker.js').postMessage('https://dedicated.invalid/');
    return navigator.serviceWorker.register('refused.js');
  });
  // Nothing is refused in silence: the log, the developer's terminal and Activity name the host.
  const { host: refusedHost } = new URL(unlistedUrl);
  await larder.event('page-request-refused', ({ appId, host }) => appId === PROBE_ID && host === refusedHost);
  for (const refused of ['dedicated.invalid', 'serving.invalid'])
    await larder.event(
      'page-request-refused',
      ({ host, message }) => host === refused && message.includes('connect-src'),
    );
  await page.evaluate(() => void setTimeout(() => (null as unknown as { boom(): void }).boom()));
  for (const line of [`request to ${refusedHost} was refused`, 'console error: Uncaught TypeError'])
    await expect.poll(() => larder.standardError()).toContain(line);
  // Once, by its host: Chromium's own lines have the whole address.
  const told = larder.standardError().split('\n');
  expect(told.filter((line) => line.includes('violates'))).toEqual([]);
  expect(
    await page
      .evaluate((url) => navigator.sendBeacon(url, 'x') && 'sent', `${unlistedUrl}/beacon`)
      .catch(() => 'refused'),
  ).toBeTruthy();
  expect(unlistedRequests).toBe(0);
});

test('a page cannot reach a STUN server: WebRTC goes past every list of hosts', async ({ startLarder }) => {
  let packets = 0;
  const stun = createSocket('udp4').on('message', () => (packets += 1));
  await new Promise<void>((resolve) => stun.bind(0, '127.0.0.1', resolve));
  try {
    const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
    const page = await larder.window(PAGE);
    const ended = await page
      .evaluate(async (port) => {
        const connection = new RTCPeerConnection({ iceServers: [{ urls: `stun:127.0.0.1:${port}` }] });
        connection.createDataChannel('data');
        await connection.setLocalDescription(await connection.createOffer());
        return new Promise((resolve) => {
          const settle = (): void => {
            if (connection.iceGatheringState === 'complete' || connection.connectionState === 'closed') resolve(true);
          };
          connection.onicegatheringstatechange = connection.onconnectionstatechange = settle;
          setTimeout(() => resolve(true), 3000);
          settle();
        });
      }, stun.address().port)
      .catch(() => true);
    expect(ended).toBe(true);
    expect(packets).toBe(0);
  } finally {
    stun.close();
  }
});

test('the author’s inline scripts run and injected ones do not', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  await page.waitForLoadState('load');
  await page.locator('#b').click();
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.injectedRan = true';
    document.body.append(script);
    document.body.insertAdjacentHTML('beforeend', '<img src="x" onerror="window.attributeRan = true">');
    const seen = window as unknown as Record<string, unknown>;
    return {
      inline: seen['inlineRan'],
      handler: seen['handlerRan'],
      injected: seen['injectedRan'],
      attribute: seen['attributeRan'],
      evaluated: seen['evaluated'],
    };
  });
  expect(ran).toEqual({ inline: true, handler: true, injected: undefined, attribute: undefined, evaluated: false });
});

test('a page has `bn` and no part of Electron or Node; a frame in it has not even `bn`', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  await page.waitForLoadState('load');
  const globals = await page.evaluate(() => {
    const seen = window as unknown as Record<string, unknown>;
    const frame = (document.querySelector('iframe') as HTMLIFrameElement).contentWindow as unknown as Record<
      string,
      unknown
    >;
    return {
      bn: Object.keys(seen['bn'] as object).sort(),
      frozen: Object.isFrozen(seen['bn']),
      leaks: ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', 'container', '__dirname'].filter(
        (name) => name in seen,
      ),
      frameBn: frame['bn'] === undefined,
      isolated: [crossOriginIsolated, 'SharedArrayBuffer' in seen],
    };
  });
  expect(globals).toEqual({
    bn: [
      'getBackgroundFetchData',
      'getBackgroundFetchToken',
      'offBackgroundFetchData',
      'onBackgroundFetchData',
      'setBackgroundFetchToken',
    ],
    frozen: true,
    leaks: [],
    frameBn: true,
    isolated: [false, false],
  });
});

test(
  'a service worker that adds the headers isolates its page from the next load on',
  DEEP,
  async ({ startLarder }) => {
    const worker = `addEventListener('install', () => skipWaiting());
    addEventListener('activate', (event) => event.waitUntil(clients.claim()));
    addEventListener('fetch', (event) => event.respondWith(fetch(event.request).then((answer) => {
      const headers = new Headers(answer.headers);
      headers.set('Cross-Origin-Opener-Policy', 'same-origin');
      headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
      return new Response(answer.body, { status: answer.status, headers });
    })));`;
    const files = {
      'manifest.json': JSON.stringify({ app_id: 'Threads1', name: 'Threads', version: { name: '1.0.0' } }),
      'index.html': '<!doctype html><title>Threads</title>',
      'worker.js': worker,
    };
    const own = await startBackend({ apps: [{ appId: 'Threads1', files }] });
    try {
      const larder = await startLarder({ args: [`--backend-url=${own.url}`, '--dev', '--open=Threads1'] });
      const page = await larder.window(`${originOf('Threads1')}/`);
      const state = (): Promise<unknown> =>
        page.evaluate(() => [crossOriginIsolated, 'SharedArrayBuffer' in globalThis]);
      expect(await state()).toEqual([false, false]);
      await page.evaluate(() =>
        navigator.serviceWorker.register('worker.js').then(() => navigator.serviceWorker.ready),
      );
      await page.evaluate(() => void setTimeout(() => location.reload()));
      await expect.poll(() => state().catch(() => null)).toEqual([true, true]);
    } finally {
      await own.close();
    }
  },
);

test('a page stays at its origin whatever it tries', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  await page.waitForLoadState('load');
  expect(await page.evaluate((url) => window.open(url) === null, `${unlistedUrl}/`)).toBe(true);
  for (const target of [`${unlistedUrl}/`, 'https://unlisted.example/', 'about:blank#x', 'data:text/html,x']) {
    await page.evaluate((url) => {
      const link = document.createElement('a');
      link.href = url;
      document.body.append(link);
      link.click();
    }, target);
  }
  await larder.event('problem', ({ message }) => message.includes('unlisted.example'));
  expect(await page.evaluate(() => document.title)).toBe('Probe');
  expect(unlistedRequests).toBe(0);
});

test('permissions are denied', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  await page.waitForLoadState('load');
  const answers = await page.evaluate(async () => ({
    notifications: await Notification.requestPermission(),
    geolocation: await new Promise((resolve) =>
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        ({ code }) => resolve(code),
      ),
    ),
    camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      ({ name }: Error) => name,
    ),
  }));
  expect(answers).toEqual({
    notifications: 'denied',
    geolocation: 1,
    camera: expect.stringMatching(/NotAllowedError|NotFoundError/) as unknown,
  });
});

test('two mini-programs whose ids differ in case share neither storage nor tokens', async ({ startLarder }) => {
  const larder = await startLarder({
    args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`, `--open=${TWIN_ID}`],
  });
  const page = await larder.window(PAGE);
  const twin = await larder.window(`${originOf(TWIN_ID)}/`);
  await page.evaluate(async () => {
    localStorage.setItem('secret', 'mine');
    await window.bn.setBackgroundFetchToken({ token: 'mine-only' });
  });
  const seen = await twin.evaluate(async () => ({
    storage: localStorage.getItem('secret'),
    token: await Promise.resolve(window.bn.getBackgroundFetchToken()).catch(
      (error: { errCode: string }) => error.errCode,
    ),
  }));
  expect(seen).toEqual({ storage: null, token: 'no-token' });
});

test('a service worker of the package can be registered', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  const state = await page.evaluate(async () => {
    await navigator.serviceWorker.register('sw.js');
    return (await navigator.serviceWorker.ready).active?.state;
  });
  expect(['activating', 'activated']).toContain(state);
});
