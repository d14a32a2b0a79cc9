/** docs/api/protocol.md, session.md, web-request.md, web-contents.md, browser-window.md. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type FixtureHost } from './fixture-host.ts';

let host: FixtureHost;
let outside: Server;
let outsideUrl: string;
const outsideRequests: string[] = [];

beforeAll(async () => {
  outside = createServer((request, response) => {
    outsideRequests.push(request.url ?? '');
    const isShared = request.url !== '/closed';
    response
      .writeHead(200, { ...(isShared ? { 'access-control-allow-origin': '*' } : {}), 'content-type': 'text/html' })
      .end('outside');
  });
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  outsideUrl = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  host = await startFixture();
  await host.run(`
    globalThis.counter = 0;
    /** A window of a fresh session that serves pages. */
    globalThis.make = async (pages = {}, before = () => {}) => {
      const target = session.fromPartition('persist:test-' + (counter += 1));
      serve(target, { '/': '<!doctype html><title>Start</title>', '/next': '<title>Next</title>', ...pages });
      before(target);
      globalThis.win = await open({ webPreferences: { session: target } });
      return win;
    };
    globalThis.until = async (check) => { for (let n = 0; n < 500; n++) { if (await check()) return true; await delay(10); } return false; };
  `);
});
afterAll(async () => {
  await host.stop();
  await new Promise((resolve) => outside.close(resolve));
});

describe('protocol.md: handle', () => {
  it('gives the handler URL, method, headers and body of the request in the product’s own scheme', async () => {
    const seen = await host.run(`
      let request;
      await make({ '/post': async (given) => { request = [given.url, given.method, given.headers.get('x-own'), given.headers.get('origin'), await given.text(), [...given.headers.keys()].filter((name) => /^(sec-|x-larder|:)/.test(name))]; return new Response('done'); } });
      const answer = await inPage(win, 'const answer = await fetch("/post?a=1", { method: "POST", body: "text", headers: { "x-own": "1" } }); return answer.text()');
      return [answer, ...request]`);
    expect(seen).toEqual(['done', 'mp://host/post?a=1', 'POST', '1', 'mp://host', 'text', []]);
  });

  it('lets the handler answer ranges and streams, and tells it when the page cancels', async () => {
    const seen = await host.run(`
      let cancelled = false, range;
      await make({
        '/range': (given) => { range = given.headers.get('range'); return new Response('bc', { status: 206, headers: { 'content-range': 'bytes 1-2/4' } }); },
        '/endless': () => new Response(new ReadableStream({ async pull(controller) { await delay(1); controller.enqueue(new Uint8Array(1000)); }, cancel() { cancelled = true; } })),
      });
      const answer = await inPage(win, 'const answer = await fetch("/range", { headers: { range: "bytes=1-2" } }); return [answer.status, answer.headers.get("content-range"), await answer.text()]');
      await inPage(win, 'const aborter = new AbortController(); const answer = await fetch("/endless", { signal: aborter.signal }); await answer.body.getReader().read(); aborter.abort()');
      return [range, ...answer, await until(() => cancelled)]`);
    expect(seen).toEqual(['bytes=1-2', 206, 'bytes 1-2/4', 'bc', true]);
  });

  it('fails the request when the handler throws or no handler is there', async () => {
    const seen = await host.run(`
      await make({ '/bad': () => { throw new Error('broken'); }, '/error': () => Response.error() });
      const failed = [];
      win.webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => failed.push([code, description, url, isMainFrame]));
      const one = await win.loadURL('mp://host/bad').catch((error) => [error.message, error.errno, error.code]);
      const error = await win.loadURL('mp://host/error').catch((error) => error.errno);
      const other = await win.loadURL('larder://nobody/').catch((error) => [error.message, error.errno, error.code]);
      return [failed, one, other, error]`);
    expect(seen).toEqual([
      [
        [-9, 'ERR_UNEXPECTED', 'mp://host/bad', true],
        [-2, 'ERR_FAILED', 'mp://host/error', true],
        [-302, 'ERR_UNKNOWN_URL_SCHEME', 'larder://nobody/', true],
      ],
      ["ERR_UNEXPECTED (-9) loading 'mp://host/bad'", -9, 'ERR_UNEXPECTED'],
      ["ERR_UNKNOWN_URL_SCHEME (-302) loading 'larder://nobody/'", -302, 'ERR_UNKNOWN_URL_SCHEME'],
      -2,
    ]);
  });

  it('reaches the handler of the page’s own session, whichever session used that host last', async () => {
    const seen = await host.run(`
      const one = await make({ '/who': 'one' });
      const other = await make({ '/who': 'other' });
      return Promise.all([one, other].map((window) => inPage(window, 'return (await fetch("/who")).text()')))`);
    expect(seen).toEqual(['one', 'other']);
  });

  it('refuses a second handler for a scheme', async () => {
    await expect(
      host.run(
        `const target = session.fromPartition('persist:twice'); target.protocol.handle('mp', () => new Response()); target.protocol.handle('mp', () => new Response())`,
      ),
    ).rejects.toThrow('Failed to register protocol: mp');
  });

  it('enforces a policy that names the product’s own schemes', async () => {
    const seen = await host.run(`
      const policy = (sources) => () => new Response('<title>x</title>', { headers: { ...HTML, 'content-security-policy': "default-src 'none'; script-src 'unsafe-eval'; connect-src " + sources } });
      await make({ '/open': policy('mp:'), '/own': policy("'self'"), '/named': policy('mp://host'), '/shut': policy('mp://other larder:'), '/data': 'data' });
      const results = [];
      for (const path of ['open', 'own', 'named', 'shut']) {
        await win.loadURL('mp://host/' + path);
        results.push(await inPage(win, 'return fetch("/data").then((answer) => answer.text(), () => "blocked")'));
      }
      return results`);
    expect(seen).toEqual(['data', 'data', 'data', 'blocked']);
  });
});

describe('protocol.md: registerSchemesAsPrivileged', () => {
  it('throws when the app is ready', async () => {
    await expect(host.run('protocol.registerSchemesAsPrivileged([])')).rejects.toThrow(
      'should be called before app is ready',
    );
  });

  it('keeps pages of one host from reading another’s when the scheme is not corsEnabled', async () => {
    const seen = await host.run(`
      await make({ '/data': 'data' });
      return inPage(win, 'return fetch(location.origin.replace("host", "other") + "/data").then((answer) => answer.text(), () => "blocked")')`);
    expect(seen).toBe('blocked');
  });
});

describe('web-request.md: onBeforeRequest', () => {
  it('sees requests of pages, frames and workers, and cancels them', async () => {
    outsideRequests.length = 0;
    const seen = await host.run<{ results: unknown; asked: string[][] }>(`
      const asked = [];
      await make({
        '/worker.js': 'onmessage = async ({ data }) => postMessage(await fetch(data).then((answer) => answer.text(), () => "blocked"))',
        '/frame': '<script>fetch(new URLSearchParams(location.search).get("url")).then((answer) => answer.text(), () => "blocked").then((text) => parent.postMessage(text, "*"))</script>',
      }, (target) => target.webRequest.onBeforeRequest((details, callback) => { asked.push([details.resourceType, details.url, typeof details.webContentsId]); callback({ cancel: !details.url.startsWith('mp://') && !details.url.includes('allowed') }); }));
      const results = await inPage(win, \`
        const text = (url) => fetch(url).then((answer) => answer.text(), () => 'blocked');
        const ask = (url) => new Promise((resolve) => { const worker = new Worker('/worker.js'); worker.onmessage = ({ data }) => resolve(data); worker.postMessage(url); });
        const image = (src) => new Promise((resolve) => { const image = new Image(); image.onload = image.onerror = ({ type }) => resolve(type); image.src = src; });
        const frame = (url) => new Promise((resolve) => { onmessage = ({ data }) => resolve(data); const frame = document.createElement('iframe'); frame.src = '/frame?url=' + encodeURIComponent(url); document.body.append(frame); });
        const base = '${outsideUrl}';
        return [await text(base + '/allowed'), await text(base + '/page'), await ask(base + '/allowed-worker'), await ask(base + '/worker'), await image(base + '/image'), await frame(base + '/frame')]
      \`);
      return { results, asked }`);
    expect(seen.results).toEqual(['outside', 'blocked', 'outside', 'blocked', 'error', 'blocked']);
    expect(outsideRequests).toEqual(['/allowed', '/allowed-worker']);
    expect(seen.asked).toContainEqual(['mainFrame', 'mp://host/', 'number']);
    expect(seen.asked).toContainEqual(['xhr', `${outsideUrl}/page`, 'number']);
    expect(seen.asked).toContainEqual(['image', `${outsideUrl}/image`, 'number']);
    expect(seen.asked.some(([type, url]) => type === 'subFrame' && url?.startsWith('mp://host/frame'))).toBe(true);
  });

  it('keeps one listener: the last one', async () => {
    expect(
      await host.run(`
        await make({ '/data': 'data' });
        win.webContents.session.webRequest.onBeforeRequest((details, callback) => callback({ cancel: true }));
        win.webContents.session.webRequest.onBeforeRequest((details, callback) => callback({}));
        return inPage(win, 'return (await fetch("/data")).text()')`),
    ).toBe('data');
  });
});

describe('web-contents.md: navigation events', () => {
  it('raise will-navigate for links and scripts, not for loadURL, and keep the page when it is prevented', async () => {
    const seen = await host.run(`
      await make();
      const asked = [];
      win.webContents.on('will-navigate', (event, url) => { asked.push([event.url, url === event.url, event.isMainFrame]); event.preventDefault(); });
      await win.loadURL('mp://host/next');
      await inPage(win, 'window.stays = true; const link = document.createElement("a"); link.href = "/link"; document.body.append(link); link.click()');
      await until(() => asked.length === 1);
      for (const url of ['${outsideUrl}/script', 'larder://action/retry', 'bnc://app/x', 'about:blank#x', 'mp://host/own']) {
        const before = asked.length;
        await inPage(win, 'location.href = ' + JSON.stringify(url));
        await until(() => asked.length > before);
      }
      return [asked, win.webContents.getURL(), await inPage(win, 'return window.stays')]`);
    expect(seen).toEqual([
      [
        'mp://host/link',
        `${outsideUrl}/script`,
        'larder://action/retry',
        'bnc://app/x',
        'about:blank#x',
        'mp://host/own',
      ].map((url) => [url, true, true]),
      'mp://host/next',
      true,
    ]);
  });

  it('follow each other in Electron’s order when a page is loaded', async () => {
    const seen = await host.run(`
      await make();
      const order = [];
      for (const name of ['did-start-loading', 'did-start-navigation', 'did-navigate', 'dom-ready', 'did-finish-load', 'did-stop-loading', 'page-title-updated']) win.webContents.on(name, () => order.push(name));
      await win.loadURL('mp://host/next');
      await until(() => win.webContents.getTitle() === 'Next');
      return [order.filter((name) => name !== 'page-title-updated'), order.includes('page-title-updated'), win.getTitle(), win.webContents.isLoading()]`);
    expect(seen).toEqual([
      ['did-start-loading', 'did-start-navigation', 'did-navigate', 'dom-ready', 'did-finish-load', 'did-stop-loading'],
      true,
      'Next',
      false,
    ]);
  });

  it('let a navigation go on when nobody prevents it', async () => {
    const seen = await host.run(`
      await make();
      await inPage(win, 'location.href = "/next"');
      await until(() => win.webContents.getURL() === 'mp://host/next' && !win.webContents.isLoading());
      const forward = win.webContents.getURL();
      await until(() => win.webContents.navigationHistory.canGoBack());
      win.webContents.navigationHistory.goBack();
      await until(() => win.webContents.getURL() === 'mp://host/');
      return [forward, win.webContents.getURL()]`);
    expect(seen).toEqual(['mp://host/next', 'mp://host/']);
  });

  it('forget where a window was at once: whoever asks in the next line is told of nothing to go back to', async () => {
    const seen = await host.run(`
      await make();
      const history = win.webContents.navigationHistory;
      const moved = [];
      for (const page of ['/next', '/', '/next']) {
        await win.loadURL('mp://host' + page);
        const couldGoBack = await until(() => history.canGoBack());
        history.clear();
        moved.push(couldGoBack, history.canGoBack());
      }
      await inPage(win, 'location.href = "/"');
      await until(() => win.webContents.getURL() === 'mp://host/' && history.canGoBack());
      return [...moved, history.canGoBack()]`);
    expect(seen).toEqual([true, false, true, false, true, false, true]);
  });
});

describe('web-contents.md: setWindowOpenHandler', () => {
  it('is asked about window.open and links for new windows, and a denied window never loads', async () => {
    outsideRequests.length = 0;
    const seen = await host.run(`
      await make();
      const asked = [];
      win.webContents.setWindowOpenHandler(({ url, frameName, disposition }) => { asked.push([url, frameName]); return { action: 'deny' }; });
      await win.loadURL('mp://host/');
      const opened = await inPage(win, 'return window.open("/popup", "name") === null');
      await inPage(win, 'window.open("${outsideUrl}/popup")');
      await inPage(win, 'const link = document.createElement("a"); link.href = "${outsideUrl}/link"; link.target = "_blank"; document.body.append(link); link.click()');
      await until(() => asked.length === 3);
      return [opened, asked, BrowserWindow.getAllWindows().filter((window) => window.webContents.getURL().includes('popup')).length]`);
    expect(seen).toEqual([
      true,
      [
        ['mp://host/popup', 'name'],
        [`${outsideUrl}/popup`, ''],
        [`${outsideUrl}/link`, ''],
      ],
      0,
    ]);
    expect(outsideRequests).toEqual([]);
  });

  it('opens a window of the same session when the answer is allow', async () => {
    const seen = await host.run(`
      await make({ '/popup': '<title>Popup</title>' });
      win.webContents.setWindowOpenHandler(() => ({ action: 'allow' }));
      await win.loadURL('mp://host/');
      await inPage(win, 'window.open("/popup")');
      let popup;
      await until(() => (popup = BrowserWindow.getAllWindows().find((window) => window.webContents.getURL() === 'mp://host/popup')));
      return popup.webContents.session === win.webContents.session`);
    expect(seen).toBe(true);
  });
});

describe('session.md', () => {
  it('grants a permission when no handler is set, and what the check handler answers otherwise', async () => {
    // Chromium's headless shell refuses `Notification` whatever is granted: README.md.
    const ask = `inPage(win, 'return Promise.all(["geolocation", "microphone"].map(async (name) => (await navigator.permissions.query({ name })).state))')`;
    expect(await host.run(`await make(); return ${ask}`)).toEqual(['granted', 'granted']);
    expect(
      await host.run(`await make({}, (target) => target.setPermissionCheckHandler(() => false)); return ${ask}`),
    ).toEqual(['denied', 'denied']);
  });

  it('forgets what an origin stored when clearStorageData is called', async () => {
    const seen = await host.run(`
      await make();
      const read = 'return [localStorage.getItem("key"), (await indexedDB.databases()).length]';
      await inPage(win, 'localStorage.setItem("key", "value"); await new Promise((resolve) => { indexedDB.open("db").onsuccess = resolve; })');
      const before = await inPage(win, read);
      const { session: target } = win.webContents;
      win.destroy();
      await target.clearStorageData();
      globalThis.win = await open({ webPreferences: { session: target } });
      return [before, await inPage(win, read)]`);
    expect(seen).toEqual([
      ['value', 1],
      [null, 0],
    ]);
  });
});

describe('browser-window.md', () => {
  it('emits close, which may be prevented, and closed', async () => {
    const seen = await host.run(`
      await make();
      const order = [];
      win.once('close', (event) => { order.push('prevented'); event.preventDefault(); });
      win.close();
      await delay(30);
      order.push(win.isDestroyed());
      win.on('close', () => order.push('close'));
      win.on('closed', () => order.push('closed'));
      win.webContents.on('destroyed', () => order.push('destroyed'));
      win.close();
      await until(() => win.isDestroyed());
      return [order, BrowserWindow.getAllWindows().includes(win)]`);
    expect(seen).toEqual([['prevented', false, 'close', 'destroyed', 'closed'], false]);
  });

  it('emits ready-to-show once, and keeps its state', async () => {
    const seen = await host.run(`
      const target = session.fromPartition('persist:state');
      serve(target, { '/': '<h1>Text</h1>' });
      const window = new BrowserWindow({ show: false, width: 300, height: 200, title: 'Own', webPreferences: { session: target } });
      let ready = 0;
      window.on('ready-to-show', () => { ready += 1; });
      await window.loadURL('mp://host/');
      await window.loadURL('mp://host/');
      const hidden = window.isVisible();
      window.show();
      const state = [ready, hidden, window.isVisible(), window.isFocused(), window.getBounds().width, BrowserWindow.fromWebContents(window.webContents) === window];
      window.minimize();
      return [...state, window.isMinimized()]`);
    expect(seen).toEqual([1, false, true, true, 300, true, true]);
  });

  it('emits render-process-gone when the page crashes', async () => {
    const seen = await host.run(`
      await make();
      const gone = new Promise((resolve) => win.webContents.on('render-process-gone', (_event, details) => resolve(details.reason)));
      win.loadURL('chrome://crash').catch(() => {});
      return gone`);
    expect(seen).toBe('crashed');
  });
});

describe('what the host does not provide', () => {
  it('throws and names the member', async () => {
    for (const [expression, name] of [
      ['win.setKiosk(true)', 'BrowserWindow.setKiosk'],
      ['win.webContents.capturePage()', 'webContents.capturePage'],
      ['app.showAboutPanel()', 'app.showAboutPanel'],
      ['electron.desktopCapturer.getSources({})', 'desktopCapturer.getSources'],
      ['new electron.MessageChannelMain()', 'MessageChannelMain'],
      ['session.fromPartition("persist:x").enableNetworkEmulation({})', 'session.enableNetworkEmulation'],
    ]) {
      await expect(host.run(`await make(); return ${expression}`), expression).rejects.toThrow(
        `not provided by the Chromium host: ${name}`,
      );
    }
  });
});

describe('web-contents.md: executeJavaScript', () => {
  it('answers the result of the code and of its promise, and is rejected when that is', async () => {
    const seen = await host.run(`
      await make();
      const failure = await win.webContents.executeJavaScript('Promise.reject(new Error("no"))').catch((error) => error.message);
      return [await win.webContents.executeJavaScript('1 + 1'), await win.webContents.executeJavaScript('Promise.resolve({ title: document.title })'), failure]`);
    expect(seen).toEqual([2, { title: 'Start' }, 'Error: no']);
  });
});

describe('web-contents.md: loadURL', () => {
  it('shows the page that was asked for last when two loads follow each other at once', async () => {
    const seen = await host.run(`
      await make();
      const first = win.loadURL('mp://host/next').then(() => 'loaded', (error) => error.code);
      await delay(1);
      await win.loadURL('mp://host/?last');
      await until(() => !win.webContents.isLoading());
      return [await first, win.webContents.getURL()]`);
    expect(seen).toEqual(['ERR_ABORTED', 'mp://host/?last']);
  });
});

describe('web-contents.md: console-message', () => {
  it.each([
    ['a call', 'console.error("by call")', 'by call'],
    ['an exception', 'setTimeout(() => { throw new Error("thrown"); })', 'Uncaught Error: thrown'],
    ['a rejection', 'Promise.reject(new Error("rejected"))', 'Uncaught (in promise) Error: rejected'],
    ['an answer that is for others', 'fetch("OUTSIDE/closed").catch(() => {})', 'has been blocked by CORS policy'],
    ['a policy', 'new Worker("data:text/javascript,1")', 'Content Security Policy'],
  ])('tells once what Chromium has in its console: %s', async (_what, code, text) => {
    const seen = await host.run(`
      await make({ '/': () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html', 'content-security-policy': "worker-src 'self'" } }) });
      const told = [];
      win.webContents.on('console-message', ({ level, message }) => told.push([level, message]));
      await inPage(win, ${JSON.stringify(code.replace('OUTSIDE', outsideUrl))} + '; return 1');
      const found = () => told.filter(([level, message]) => level === 'error' && message.includes(${JSON.stringify(text)}));
      await until(() => found().length > 0);
      await inPage(win, 'console.log("the last one")');
      await until(() => told.some(([, message]) => message === 'the last one'));
      return found().length`);
    expect(seen).toBe(1);
  });
});
