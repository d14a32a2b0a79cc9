/**
 * Asks the Electron that runs it (or the Chromium host) what it does, one probe after the other, and writes one line of
 * JSON for each: `{"probe": …, "seen": …}`. What is expected stands in ../probes.ts.
 */
import { mkdtempSync, openSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  app,
  BrowserWindow,
  ipcMain,
  Menu,
  net,
  Notification,
  powerMonitor,
  protocol,
  safeStorage,
  session,
} from 'electron';

const LIMIT_MS = 20_000;
const HTML = { 'content-type': 'text/html; charset=utf-8' };
const SCRIPT = { 'content-type': 'text/javascript' };
const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, allowServiceWorkers: true };

protocol.registerSchemesAsPrivileged([{ scheme: 'mp', privileges }]);
const hadSwitch = app.commandLine.hasSwitch('no-sandbox');
// As root on Linux it would end every process.
const isRoot = process.platform === 'linux' && process.getuid() === 0;
if (!isRoot) app.enableSandbox();
const hasSwitch = app.commandLine.hasSwitch('no-sandbox');
app.on('session-created', (created) => created.setSpellCheckerLanguages([]));
app.on('window-all-closed', () => {});
ipcMain.handle('echo', (_event, value) => value);

let count = 0;
/** A session of its own that serves `pages`, and a window in it. */
function make(pages = {}, options = {}) {
  const own = session.fromPartition(`probe-${(count += 1)}`);
  own.protocol.handle('mp', (request) => {
    const page = { '/': '<!doctype html><title>x</title><iframe src="/frame"></iframe>', '/frame': 'frame', ...pages }[
      new URL(request.url).pathname
    ];
    if (page === undefined) return new Response('', { status: 404 });
    return typeof page === 'function' ? page(request) : new Response(page, { headers: HTML });
  });
  const preload = path.join(import.meta.dirname, 'preload.cjs');
  const window = new BrowserWindow({ show: false, ...options, webPreferences: { session: own, preload } });
  return { own, window, contents: window.webContents };
}
const script = (text) => () => new Response(text, { headers: SCRIPT });
const inPage = (window, body) => window.webContents.executeJavaScript(`(async () => { ${body} })()`);
const worker =
  'addEventListener("install", () => skipWaiting()); addEventListener("activate", (event) => event.waitUntil(clients.claim()));';

const PROBES = {
  async 'page-of-mp'() {
    const { window } = make({
      '/': () => new Response('<iframe src="/frame"></iframe>', { headers: { ...HTML, 'set-cookie': 'a=1' } }),
    });
    await window.loadURL('mp://host/');
    return inPage(
      window,
      `
      document.cookie = 'b=1';
      const put = (realm) => realm.caches.open('c').then((cache) => cache.put('/x', new realm.Response('x'))).then(() => 'kept', (error) => error.name);
      return { secure: isSecureContext, cookie: document.cookie, referrer: document.referrer, frameReferrer: frames[0].document.referrer, put: await put(window), putInFrame: await put(frames[0]) }`,
    );
  },
  async 'bytes-by-bridge'() {
    const { window } = make();
    await window.loadURL('mp://host/');
    return inPage(
      window,
      'const back = await probe.echo(new Uint8Array(5_000_000).fill(7).buffer); return [back.byteLength, new Uint8Array(back)[4_999_999]]',
    );
  },
  async 'main-world-closure'() {
    const { window } = make();
    await window.loadURL('mp://host/');
    return inPage(window, 'return probe.closure');
  },
  async 'failed-load'() {
    const { window, contents } = make({
      '/bad': () => {
        throw new Error('broken');
      },
    });
    const order = [];
    for (const name of ['did-fail-load', 'did-finish-load'])
      contents.on(name, () => order.push(`${name} ${contents.getURL()}`));
    await window.loadURL('mp://host/bad').catch((error) => order.push(`rejected ${error.errno}`));
    await delay(500);
    return order;
  },
  async 'download-as-page'() {
    const { own, window, contents } = make({
      '/data.bin': () => new Response('x', { headers: { 'content-type': 'application/octet-stream' } }),
    });
    own.on('will-download', (event) => event.preventDefault());
    const heard = [];
    for (const name of ['did-fail-load', 'did-navigate']) contents.on(name, () => heard.push(name));
    const outcome = await window.loadURL('mp://host/data.bin').then(
      () => 'loaded',
      (error) => error.errno,
    );
    return { heard, outcome };
  },
  async 'reload-and-worker'() {
    const { window, contents } = make({ '/sw.js': script(worker) });
    await window.loadURL('mp://host/');
    await inPage(
      window,
      'await navigator.serviceWorker.register("/sw.js"); await navigator.serviceWorker.ready; for (let n = 0; n < 100 && !navigator.serviceWorker.controller; n++) await new Promise((resolve) => setTimeout(resolve, 20));',
    );
    const after = async (how) => {
      const done = new Promise((resolve) => contents.once('did-finish-load', resolve));
      contents[how]();
      await done;
      return inPage(window, 'return navigator.serviceWorker.controller !== null');
    };
    return { reload: await after('reload'), ignoringCache: await after('reloadIgnoringCache') };
  },
  async 'worker-that-throws'() {
    const { own, window } = make({ '/sw.js': script('throw new Error("first line")') });
    const statuses = [];
    own.serviceWorkers.on('running-status-changed', ({ runningStatus }) => statuses.push(runningStatus));
    await window.loadURL('mp://host/');
    await inPage(window, 'await navigator.serviceWorker.register("/sw.js").catch(() => {})');
    await delay(1000);
    return statuses;
  },
  async 'abandoned-answer'() {
    const heard = [];
    const { window } = make({
      '/endless': (request) => {
        request.signal.addEventListener('abort', () => heard.push('signal'));
        return new Response(
          new ReadableStream({
            async pull(controller) {
              await delay(1);
              controller.enqueue(new Uint8Array(1000));
            },
            cancel() {
              heard.push('cancel');
            },
          }),
        );
      },
    });
    await window.loadURL('mp://host/');
    await inPage(
      window,
      'const aborter = new AbortController(); const answer = await fetch("/endless", { signal: aborter.signal }); await answer.body.getReader().read(); aborter.abort()',
    );
    await delay(500);
    return heard;
  },
  async 'load-within-navigation'() {
    const { window, contents } = make({ '/next': '<title>next</title>' });
    await window.loadURL('mp://host/');
    const loaded = new Promise((resolve) => contents.once('did-finish-load', resolve));
    contents.once('will-navigate', (event) => {
      event.preventDefault();
      setImmediate(() => void window.loadURL('mp://host/next').catch(() => {}));
    });
    await inPage(window, 'location.href = "mp://host/elsewhere"');
    await loaded;
    return contents.getURL();
  },
  async prompt() {
    const { window } = make();
    await window.loadURL('mp://host/');
    return inPage(window, 'try { return String(prompt("x")) } catch (error) { return error.message }');
  },
  async fence() {
    const { own } = make();
    await own.setProxy({
      mode: 'fixed_servers',
      proxyRules: 'http://127.0.0.1:9',
      proxyBypassRules: '<-loopback>;listed.example:443',
    });
    for (let n = 0; n < 200 && (await own.resolveProxy('https://x.invalid/')) === 'DIRECT'; n += 1) await delay(10);
    return {
      other: await own.resolveProxy('https://x.invalid/'),
      listed: await own.resolveProxy('https://listed.example/'),
    };
  },
  async 'full-screen'() {
    const { window } = make({}, { fullscreen: true });
    window.setMenu(Menu.buildFromTemplate([{ label: 'x' }]));
    await delay(1000);
    window.setFullScreen(false);
    await delay(1000);
    return { menuBar: window.isMenuBarVisible(), visible: window.isVisible() };
  },
  async 'secret-store'() {
    const begun = Date.now();
    const available = await Promise.race([safeStorage.isAsyncEncryptionAvailable(), delay(5000).then(() => 'pending')]);
    const mark =
      available === true ? (await safeStorage.encryptStringAsync('x')).subarray(0, 3).toString('latin1') : null;
    return { backend: safeStorage.getSelectedStorageBackend?.() ?? null, available, mark, ms: Date.now() - begun };
  },
  async battery() {
    return { onBattery: powerMonitor.isOnBatteryPower() };
  },
  async 'archive-name'() {
    const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'larder-probe-')), 'data.asar');
    const attempt = (run) => {
      try {
        return run();
      } catch (error) {
        return error.code ?? error.message;
      }
    };
    return {
      write: attempt(() => (openSync(file, 'wx'), 'opened')),
      stat: attempt(() => (writeFileSync(file, 'x'), statSync(file).isFile())),
    };
  },
  async online() {
    return net.isOnline();
  },
  async 'sandbox-switch'() {
    return { before: hadSwitch, after: hasSwitch, enabled: !isRoot };
  },
  async 'signal-listeners'() {
    process.on('SIGTERM', () => {});
    return process.listenerCount('SIGTERM') > 0;
  },
  async notifications() {
    return Notification.isSupported();
  },
  async dictionaries() {
    const { own } = make();
    return process.platform === 'darwin' ? [] : (own.getSpellCheckerLanguages?.() ?? []);
  },
  async links() {
    return {
      set: app.setAsDefaultProtocolClient('larder-probe'),
      removed: app.removeAsDefaultProtocolClient('larder-probe'),
    };
  },
  async versions() {
    return {
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
      system: `${process.platform} ${process.arch}`,
    };
  },
};

const tell = (probe, seen) =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify({ probe, seen })}\n`, resolve));

void app.whenReady().then(async () => {
  for (const [name, run] of Object.entries(PROBES)) {
    const seen = await Promise.race([run(), delay(LIMIT_MS).then(() => 'no answer')]).catch(
      (error) => `failed: ${error.message}`,
    );
    await tell(name, seen ?? null);
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
  }
  // Whether "exit" comes within "quit", with everything still running.
  const order = [];
  const note = (name) => {
    if (order.push(name) === 2) process.stdout.write(`${JSON.stringify({ probe: 'exit-within-quit', seen: order })}\n`);
  };
  app.once('quit', () => note('quit'));
  process.once('exit', () => note('exit'));
  app.quit();
});
