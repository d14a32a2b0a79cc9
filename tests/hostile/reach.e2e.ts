/**
 * A mini-program that takes its policy off by its own service worker and looks for ways that no request filter sees.
 * Somebody whom it does not list must hear nothing: no request, no connection, no packet.
 */
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { originOf, probe, PROBE_ID } from '../e2e/mini-programs.ts';
import { startUnlistedServer, type UnlistedServer } from './unlisted-server.ts';

/** Runs in every realm there is; answers how each attempt ended there. */
const ATTEMPTS = `
const within = (run) => Promise.race([
  Promise.resolve().then(run).then(() => 'reached', () => 'held'),
  new Promise((resolve) => setTimeout(resolve, 1500, 'held')),
]);
const attempts = async (realm) => ({
  fetch: await within(() => fetch('http://UNLISTED/fetch-' + realm, {mode: 'no-cors'})),
  socket: await within(() => new Promise((resolve, reject) => {
    const socket = new WebSocket('ws://UNLISTED/socket-' + realm);
    socket.onopen = resolve;
    socket.onerror = reject;
  })),
  secureSocket: await within(() => new Promise((resolve, reject) => {
    const socket = new WebSocket('wss://UNLISTED/socket-' + realm);
    socket.onopen = resolve;
    socket.onerror = reject;
  })),
  transport: await within(() => typeof WebTransport === 'function' ? new WebTransport('https://UNLISTED/' + realm).ready : Promise.reject()),
  evaluated: await within(() => eval('1')),
});`;

const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
${ATTEMPTS}
const made = (text, type) => new Response(text, {headers: {
  'content-type': type,
  'link': '<http://UNLISTED/link>; rel=preload; as=image, <http://UNLISTED/>; rel=preconnect',
  'speculation-rules': '"http://UNLISTED/rules"',
  'content-security-policy': "default-src * 'unsafe-inline' 'unsafe-eval'; report-uri http://UNLISTED/report",
}});
addEventListener('fetch', (event) => {
  const {pathname} = new URL(event.request.url);
  if (pathname === '/made.html') event.respondWith(made(\`<!doctype html><title>made</title><script>parent.inlineRan = true</script><script src="/frame.js"></script><iframe src="http://UNLISTED/frame"></iframe><img src="http://UNLISTED/image">\`, 'text/html'));
  if (pathname === '/made-dedicated.js') event.respondWith(made(${JSON.stringify(ATTEMPTS)} + "attempts('dedicated').then(postMessage)", 'text/javascript'));
  if (pathname === '/made-shared.js') event.respondWith(made(${JSON.stringify(ATTEMPTS)} + "onconnect = ({ports}) => attempts('shared').then((seen) => ports[0].postMessage(seen))", 'text/javascript'));
});
addEventListener('message', ({ports}) => attempts('service').then((seen) => ports[0].postMessage(seen)));`;

const PAGE = `<!doctype html><title>Hostile</title>
<link rel="preconnect" href="http://UNLISTED/"><link rel="prefetch" href="http://UNLISTED/prefetch"><link rel="prerender" href="http://UNLISTED/prerender">
<script type="speculationrules">{"prefetch":[{"source":"list","urls":["http://UNLISTED/speculated"],"eagerness":"immediate"}],"prerender":[{"source":"list","urls":["http://UNLISTED/prerendered"],"eagerness":"immediate"}]}</script>
<script src="page.js"></script>`;

const PAGE_SCRIPT = `${ATTEMPTS}
const answer = (port) => new Promise((resolve) => { port.onmessage = ({data}) => resolve(data); });
window.run = async () => {
  await navigator.serviceWorker.register('sw.js');
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
  const frame = document.createElement('iframe');
  const framed = new Promise((resolve) => { window.framed = resolve; });
  frame.src = 'made.html';
  document.body.append(frame);
  const channel = new MessageChannel();
  navigator.serviceWorker.controller.postMessage('go', [channel.port2]);
  const relayed = (async () => {
    const connection = new RTCPeerConnection({iceServers: [
      {urls: 'stun:UNLISTED'}, {urls: 'turn:UNLISTED?transport=tcp', username: 'u', credential: 'c'},
    ]});
    connection.createDataChannel('x');
    await connection.setLocalDescription(await connection.createOffer());
    await new Promise((resolve) => setTimeout(resolve, 1500));
  })();
  const [page, dedicated, shared, service, made] = await Promise.all([
    attempts('page'), answer(new Worker('made-dedicated.js')), answer(new SharedWorker('made-shared.js').port),
    answer(channel.port1), framed, relayed,
  ]);
  return {page, dedicated, shared, service, made, inlineRan: window.inlineRan === true};
};`;

let backend: Backend;
let unlisted: UnlistedServer;

test.beforeEach(async () => {
  unlisted = await startUnlistedServer();
  const files = {
    'index.html': PAGE,
    'page.js': PAGE_SCRIPT,
    'frame.js': `${ATTEMPTS} attempts('frame').then((seen) => parent.framed(seen));`,
    'sw.js': WORKER,
  };
  const texts = Object.entries(files).map(([name, text]) => [name, text.replaceAll('UNLISTED', unlisted.host)]) as [
    string,
    string,
  ][];
  backend = await startBackend({
    apps: [probe({ preFetchUrl: null, files: Object.fromEntries(texts) })],
    routes: { '/data': () => ({ body: 'listed' }) },
  });
});
test.afterEach(async () => {
  await backend.close();
  await unlisted.close();
});

test('a mini-program without its policy reaches its service domains and nobody else', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(`${originOf(PROBE_ID)}/`);
  await page.waitForFunction(() => 'run' in window);
  const held = { fetch: 'held', socket: 'held', secureSocket: 'held', transport: 'held', evaluated: 'held' };
  expect(await page.evaluate(() => (window as unknown as { run(): Promise<unknown> }).run())).toEqual({
    page: held,
    dedicated: held,
    shared: held,
    service: held,
    made: held,
    inlineRan: false,
  });
  expect(unlisted.heard).toEqual([]);
  expect(await page.evaluate((url) => fetch(url).then((answer) => answer.text()), `${backend.url}/data`)).toBe(
    'listed',
  );
});
