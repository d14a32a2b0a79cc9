/** docs/api/app.md, safe-storage.md, and how the host's processes end. */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HostApp } from '../app/app.ts';
import { parseHostCommandLine } from '../app/command-line.ts';
import { startFixture, type FixtureHost, type FixtureOptions } from './fixture-host.ts';

let folder: string;
const hosts: FixtureHost[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-life-'));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function start(options: FixtureOptions = {}): Promise<FixtureHost> {
  const host = await startFixture({ dataFolder: folder, ...options });
  hosts.push(host);
  return host;
}

const OPEN = `globalThis.target = session.fromPartition('persist:life'); serve(target, { '/': '<title>x</title>' }); globalThis.win = await open({ webPreferences: { session: target } });`;
const LOG_ORDER = `
  globalThis.order = [];
  const write = (name) => { order.push(name); process.stderr.write('[' + name + ']'); };
  for (const name of ['before-quit', 'will-quit', 'quit', 'window-all-closed']) app.on(name, () => write(name));
  win.on('close', () => write('close')); win.on('closed', () => write('closed'));`;

/** Processes that have this test's data folder on their command line. */
function processesOf(dataFolder: string): string[] {
  return execFileSync('ps', ['-eo', 'pid=,stat=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(dataFolder) && !/^\s*\d+\s+Z/.test(line));
}

async function until(check: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<boolean> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 25))) {
    if (await check()) return true;
  }
  return false;
}

describe('app.md: quit', () => {
  it('emits before-quit, closes the windows, then emits will-quit and quit, when SIGTERM comes', async () => {
    const host = await start();
    await host.run(OPEN + LOG_ORDER);
    host.child.kill('SIGTERM');
    expect(await host.exited).toEqual({ code: 0, signal: null });
    expect(host.standardError()).toContain('[before-quit][close][closed][will-quit][quit]');
    expect(host.standardError()).not.toContain('window-all-closed');
    expect(processesOf(folder)).toEqual([]);
  });

  it('does not end when a window’s close is prevented, and ends later when will-quit was', async () => {
    const host = await start();
    await host.run(
      `${OPEN} ${LOG_ORDER} win.once('close', (event) => event.preventDefault()); app.once('will-quit', (event) => { event.preventDefault(); setTimeout(() => app.quit(), 20); }); app.quit();`,
    );
    await host.run('await delay(100)');
    expect(await host.run('return [order, win.isDestroyed()]')).toEqual([['before-quit', 'close'], false]);
    await host.run('app.quit()').catch(() => {});
    expect((await host.exited).code).toBe(0);
    expect(host.standardError()).toContain(
      '[before-quit][close][before-quit][close][closed][will-quit][before-quit][will-quit][quit]',
    );
  });

  it('is what the end of the parent means when it was spawned with an IPC channel', async () => {
    const host = await start({ ipc: true });
    host.child.disconnect();
    expect((await host.exited).code).toBe(0);
  });
});

describe('electron_browser_main_parts_posix.cc and lib/browser/init.ts', () => {
  it.runIf(process.platform !== 'win32')('a second SIGTERM has its default action', async () => {
    const host = await start();
    await host.run(`app.on('will-quit', (event) => { event.preventDefault(); process.stderr.write('[asked]'); });`);
    host.child.kill('SIGTERM');
    expect(await until(() => host.standardError().includes('[asked]'))).toBe(true);
    host.child.kill('SIGTERM');
    expect(await host.exited).toEqual({ code: null, signal: 'SIGTERM' });
  });

  it('an exception that nobody catches is a box, and the process goes on; exit is told within quit', async () => {
    const host = await start();
    await host.run(`setTimeout(() => { throw new Error('nobody'); }, 0);`);
    expect(await until(() => host.standardError().includes('A JavaScript error occurred in the main process'))).toBe(
      true,
    );
    await host.run(
      `process.on('exit', () => process.stderr.write('[exit]')); app.on('quit', () => process.stderr.write('[quit]'));`,
    );
    await host.run('app.quit()').catch(() => {});
    expect((await host.exited).code).toBe(0);
    expect(host.standardError()).toContain('[exit][quit]');
    expect(host.standardError().match(/\[exit\]/g)).toHaveLength(1);
  });
});

describe('app.md: exit', () => {
  it('ends with its code and without before-quit and will-quit', async () => {
    const host = await start();
    await host.run(`${OPEN} ${LOG_ORDER}`);
    await host.run('app.exit(7)').catch(() => {});
    expect((await host.exited).code).toBe(7);
    expect(host.standardError()).toContain('[closed][quit]');
    expect(host.standardError()).not.toContain('[before-quit]');
  });
});

describe('app.md: before and after ready', () => {
  it('whenReady resolves after the main module, and what needs ready throws before', async () => {
    const host = await start({ appFolder: path.join(import.meta.dirname, 'fixture-app', 'early') });
    expect(await host.run('return early')).toEqual({
      ready: false,
      window: 'Cannot create BrowserWindow before app is ready',
      session: 'Session can only be received when app is ready',
      encrypt: 'safeStorage.encryptString cannot be called before app is ready',
      backend: 'unknown',
      schemesTwice: 'protocol.registerSchemesAsPrivileged can only be called once',
    });
    await expect(host.run('app.enableSandbox()')).rejects.toThrow('before app is ready');
  });

  it('has the paths, versions and arguments an Electron app would find', async () => {
    const host = await start({ args: ['--own=1'] });
    const seen = await host.run<Record<string, unknown>>(
      `return { userData: app.getPath('userData'), version: app.getVersion(), name: app.getName(), argv: process.argv.slice(2), electron: process.versions.electron.split('.')[0], packaged: app.isPackaged, swich: app.commandLine.getSwitchValue('own'), type: process.type }`,
    );
    expect(seen).toEqual({
      userData: folder,
      version: '1.2.3',
      name: 'fixture-app',
      argv: ['--headless', `--user-data-dir=${folder}`, '--own=1'],
      electron: '45',
      packaged: false,
      swich: '1',
      type: 'browser',
    });
  });

  it.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
    'enableSandbox ends the start as root, where each process would end with --enable-sandbox',
    async () => {
      const ended = await startFixture({ dataFolder: folder, args: ['--no-sandbox', '--enable-as-root'] }).catch(
        (error: Error) => error.message,
      );
      expect(ended).toContain('The host ended with 1');
      expect(ended).toContain('Running as root without --no-sandbox is not supported');
    },
  );

  it('enableSandbox takes --no-sandbox from the command line, and leaves it in process.argv', async () => {
    const app = new HostApp(
      { name: 'x', version: '1', folder },
      parseHostCommandLine(['--no-sandbox'], {}, 'win32'),
      () => {},
      'win32',
    );
    expect(app.commandLine.hasSwitch('no-sandbox')).toBe(true);
    app.enableSandbox();
    expect(app.commandLine.hasSwitch('no-sandbox')).toBe(false);
  });

  it('gives Chromium the switches that were appended', async () => {
    const host = await start({ appFolder: path.join(import.meta.dirname, 'fixture-app', 'early') });
    await host.run(OPEN);
    expect(await host.run(`return inPage(win, 'return "BackgroundFetchManager" in window')`)).toBe(false);
  });
});

describe('app.md: requestSingleInstanceLock', () => {
  it('is for one process per data folder; the first one hears of the second', async () => {
    const first = await start();
    await first.run(
      `globalThis.heard = []; app.on('second-instance', (_event, argv, directory, data) => heard.push([argv.includes('--open=x'), directory === process.cwd(), data])); return app.requestSingleInstanceLock()`,
    );
    const second = await startFixture({
      dataFolder: folder,
      args: ['--open=x'],
      appFolder: path.join(import.meta.dirname, 'fixture-app', 'second'),
    }).catch((error: Error) => error.message);
    expect(second).toContain('The host ended with 3');
    expect(await until(async () => (await first.run<unknown[]>('return heard')).length > 0)).toBe(true);
    expect(await first.run('return heard')).toEqual([[true, true, { own: 1 }]]);
  });

  it('is free again when its holder was killed', async () => {
    const first = await start();
    expect(await first.run('return app.requestSingleInstanceLock()')).toBe(true);
    first.child.kill('SIGKILL');
    await first.exited;
    const second = await start();
    expect(await second.run('return app.requestSingleInstanceLock()')).toBe(true);
  });
});

describe('the host’s processes', () => {
  it('are all gone when the host is killed, and the next start opens its windows', async () => {
    const host = await start();
    await host.run(OPEN);
    await host.run(`return inPage(win, 'localStorage.setItem("kept", "yes")')`);
    host.child.kill('SIGKILL');
    await host.exited;
    const next = await start();
    await next.run(OPEN);
    expect(await next.run('return win.webContents.getURL()')).toBe('mp://host/');
    next.child.kill('SIGKILL');
    await next.exited;
    expect(await until(() => processesOf(folder).length === 0)).toBe(true);
  });

  it('keep what pages stored when the host ends in order', async () => {
    const first = await start();
    await first.run(OPEN);
    await first.run(`return inPage(win, 'localStorage.setItem("kept", "yes")')`);
    await first.stop();
    const second = await start();
    await second.run(OPEN);
    expect(await second.run(`return inPage(win, 'return localStorage.getItem("kept")')`)).toBe('yes');
  });

  it('let another client attach when LARDER_HOST_CDP_FILE is set', async () => {
    const endpoint = path.join(folder, 'endpoint');
    const host = await start({ environment: { LARDER_HOST_CDP_FILE: endpoint } });
    await host.run(OPEN);
    const browser = await chromium.connectOverCDP((await readFile(endpoint, 'utf8')).trim());
    const pages = browser.contexts().flatMap((context) => context.pages());
    expect(pages.map((page) => page.url())).toEqual(['https://host.mp.localhost/']);
    expect(await pages[0]!.evaluate(() => Object.keys((window as unknown as { messages: object }).messages))).toEqual([
      'all',
    ]);
    await browser.close();
    expect(await host.run('return win.webContents.isDestroyed()')).toBe(false);
  });
});

describe('safe-storage.md', () => {
  it('decrypts after a restart what was encrypted before, with a key only the user can read', async () => {
    const first = await start();
    const encrypted = await first.run<string>(
      `return (await electron.safeStorage.encryptStringAsync('secret')).toString('base64')`,
    );
    expect(Buffer.from(encrypted, 'base64').includes('secret')).toBe(false);
    await first.stop();
    const second = await start();
    expect(
      await second.run(
        `return [await electron.safeStorage.decryptStringAsync(Buffer.from('${encrypted}', 'base64')), electron.safeStorage.getSelectedStorageBackend()]`,
      ),
    ).toEqual([{ result: 'secret', shouldReEncrypt: false }, 'gnome_libsecret']);
    await expect(second.run(`return electron.safeStorage.decryptStringAsync(Buffer.from('other'))`)).rejects.toThrow(
      'Error while decrypting',
    );
    if (process.platform !== 'win32')
      expect((await stat(path.join(folder, 'chromium-host.key'))).mode & 0o777).toBe(0o600);
  });

  it('reports basic_text when --password-store=basic is given; the asynchronous check says available all the same', async () => {
    const host = await start({ args: ['--password-store=basic'] });
    expect(
      await host.run(
        `return [electron.safeStorage.getSelectedStorageBackend(), electron.safeStorage.isEncryptionAvailable(), await electron.safeStorage.isAsyncEncryptionAvailable()]`,
      ),
    ).toEqual(['basic_text', false, true]);
  });
});
