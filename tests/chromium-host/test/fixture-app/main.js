/** A tiny product for the host's own tests: they drive it over standard input, one expression a line. */
import path from 'node:path';
import readline from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import electron, { app, BrowserWindow, ipcMain, protocol, session } from 'electron';

const preload = path.join(import.meta.dirname, 'preload.cjs');
const HTML = { 'content-type': 'text/html; charset=utf-8' };

protocol.registerSchemesAsPrivileged([
  {
    scheme: 'mp',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, allowServiceWorkers: true },
  },
  { scheme: 'larder', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
// As root it ends the start, which a test asks for.
if (process.getuid?.() !== 0 || process.argv.includes('--enable-as-root')) app.enableSandbox();
app.on('window-all-closed', () => {});

/** What the tests reach by name. */
const scope = { electron, app, BrowserWindow, ipcMain, protocol, session, preload, HTML, delay, log: [] };

ipcMain.handle('echo', (_event, ...args) => args);
ipcMain.handle('fail', () => {
  throw new RangeError('text');
});
ipcMain.handle('sender', (event) => ({
  url: event.senderFrame.url,
  origin: event.senderFrame.origin,
  top: event.senderFrame.parent === null,
  id: event.sender.id,
}));

scope.serve = (target, pages) => {
  target.protocol.handle('mp', (request) => {
    scope.log.push(request.url);
    const { pathname } = new URL(request.url);
    const page = pages[pathname];
    if (page === undefined) return new Response('not found', { status: 404, headers: HTML });
    return typeof page === 'function'
      ? page(request)
      : new Response(page, {
          headers: { 'content-type': pathname.endsWith('.js') ? 'text/javascript' : HTML['content-type'] },
        });
  });
};
scope.open = async (options = {}, url = 'mp://host/') => {
  const { webPreferences, ...rest } = options;
  const window = new BrowserWindow({
    show: false,
    ...rest,
    webPreferences: { preload, sandbox: true, contextIsolation: true, ...webPreferences },
  });
  await window.loadURL(url);
  return window;
};
/** Runs text in the page's own world, after its preload: what a page's script would see. */
scope.inPage = (window, text) => {
  const id = Math.random().toString(36).slice(2);
  return new Promise((resolve, reject) => {
    ipcMain.once(`result-${id}`, (_event, outcome) =>
      'error' in outcome ? reject(new Error(outcome.error)) : resolve(outcome.value),
    );
    window.webContents.send('evaluate', id, text);
  });
};

const AsyncFunction = (async () => {}).constructor;
readline.createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, body } = JSON.parse(line);
  try {
    const value = await new AsyncFunction(...Object.keys(scope), body)(...Object.values(scope));
    process.stdout.write(`${JSON.stringify({ id, value })}\n`);
  } catch (error) {
    process.stdout.write(`${JSON.stringify({ id, error: String(error) })}\n`);
  }
});
app.on('quit', () => process.stdin.destroy());
const readyBeforeModuleEnd = app.isReady();
await Promise.resolve();
scope.readyBeforeModuleEnd = readyBeforeModuleEnd;
void app.whenReady().then(() => process.stdout.write('{"ready":true}\n'));
