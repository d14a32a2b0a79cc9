/** docs/api/menu.md, menu-item.md, tray.md, dialog.md, screen.md, app.md (badge, protocols), web-contents.md (context-menu). */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDesktop, type RunningDesktop } from '../client/running-desktop.ts';
import { startFixture, type FixtureHost } from './fixture-host.ts';

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
let folder: string;
let icon: string;
let host: FixtureHost;
let desktop: RunningDesktop;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-desktop-'));
  icon = path.join(folder, 'icon.png');
  await writeFile(icon, Buffer.from(PNG, 'base64'));
  const file = path.join(folder, 'desktop');
  // Linux gives links to what has a desktop entry.
  await mkdir(path.join(folder, 'applications'), { recursive: true });
  await writeFile(path.join(folder, 'applications', 'fixture.desktop'), '[Desktop Entry]\n');
  const entry = { XDG_DATA_HOME: folder, CHROME_DESKTOP: 'fixture.desktop' };
  host = await startFixture({ environment: { LARDER_HOST_DESKTOP_FILE: file, ...entry } });
  desktop = connectDesktop(file);
  await host.run(`
    globalThis.Menu = electron.Menu;
    globalThis.clicked = [];
    globalThis.item = (label, more = {}) => ({ label, click: (item, window) => clicked.push([item.label, window?.getTitle() ?? null]), ...more });
    globalThis.until = async (check) => { for (let n = 0; n < 500; n++) { if (await check()) return true; await delay(10); } return false; };`);
});
afterAll(async () => {
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

const clicks = (): Promise<unknown> => host.run('return clicked.splice(0)');

describe('menu.md', () => {
  it('refuses a template that makes no item, types and accelerators that are not documented', async () => {
    await expect(host.run('Menu.buildFromTemplate({})')).rejects.toThrow('Menu template must be an array');
    await expect(host.run('Menu.buildFromTemplate([{}])')).rejects.toThrow(
      'must have at least one of label, role or type',
    );
    await expect(host.run(`Menu.buildFromTemplate([{ type: 'button' }])`)).rejects.toThrow('Unknown menu item type');
    await expect(host.run(`Menu.buildFromTemplate([{ label: 'x', type: 'submenu' }])`)).rejects.toThrow(
      'Invalid submenu',
    );
    await expect(host.run(`Menu.buildFromTemplate([{ label: 'x', accelerator: 'Strg+R' }])`)).rejects.toThrow(
      'Invalid accelerator',
    );
    await expect(host.run(`Menu.buildFromTemplate([{ role: 'party' }])`)).rejects.toThrow(
      'not provided by the Chromium host',
    );
    await expect(host.run('Menu.setApplicationMenu({})')).rejects.toThrow('Invalid menu');
  });

  it('is the menu of every window that has none of its own, and its clicks name the window', async () => {
    await host.run(`
      serve(session.defaultSession, { '/': '<title>One</title>', '/own': '<title>Own</title>' });
      Menu.setApplicationMenu(Menu.buildFromTemplate([{ label: '&File', submenu: [item('Open', { accelerator: 'CmdOrCtrl+O' }), item('Off', { enabled: false }), item('Hidden', { visible: false, accelerator: 'F5' })] }]));
      globalThis.one = await open({}, 'mp://host/');
      globalThis.own = await open({}, 'mp://host/own');
      own.setMenu(Menu.buildFromTemplate([item('Alone')]));`);
    await desktop.act('windows', 'clickItem', 'mp://host/own', 'Alone');
    await expect(desktop.act('windows', 'clickItem', 'mp://host/own', 'File', 'Open')).rejects.toThrow(
      'no item "File"',
    );
    const first = (await desktop.state()).windows.findIndex(({ title }) => title === 'One');
    expect((await desktop.state()).windows[first]?.menu?.[0]).toMatchObject({
      label: '&File',
      type: 'submenu',
      submenu: [
        { label: 'Open', accelerator: 'CmdOrCtrl+O', enabled: true },
        { label: 'Off', enabled: false },
      ],
    });
    await desktop.act('windows', 'clickItem', 'mp://host/', 'File', 'Open');
    await desktop.act('windows', 'press', 'mp://host/', 'Control+O');
    await desktop.act('windows', 'press', 'mp://host/', 'F5');
    await expect(desktop.act('windows', 'clickItem', 'mp://host/', 'File', 'Off')).rejects.toThrow('not enabled');
    await expect(desktop.act('windows', 'clickItem', 'mp://host/', 'File', 'Hidden')).rejects.toThrow(
      'no item "Hidden"',
    );
    await expect(desktop.act('windows', 'press', 'mp://host/', 'Ctrl+Shift+O')).rejects.toThrow('No enabled menu item');
    expect(await clicks()).toEqual([
      ['Alone', 'Own'],
      ['Open', 'One'],
      ['Open', 'One'],
      ['Hidden', 'One'],
    ]);
    await host.run('Menu.setApplicationMenu(null); one.destroy(); own.destroy();');
  });

  it('runs a role instead of a click, and turns a checkbox round', async () => {
    await host.run(`
      globalThis.win = await open({}, 'mp://host/');
      win.setMenu(Menu.buildFromTemplate([{ role: 'close', label: 'Away', click: () => clicked.push('never') }, item('Check', { type: 'checkbox', checked: true })]));`);
    await desktop.act('windows', 'clickItem', 'mp://host/', 'Check');
    expect((await desktop.state()).windows[0]?.menu?.[1]).toMatchObject({ checked: false });
    await desktop.act('windows', 'press', 'mp://host/', 'CmdOrCtrl+W');
    expect(await host.run('return until(() => win.isDestroyed())')).toBe(true);
    expect(await clicks()).toEqual([['Check', 'One']]);
  });
});

describe('tray.md', () => {
  it('shows image, tool tip and menu until it is destroyed, and refuses a path without a picture', async () => {
    await expect(host.run(`new electron.Tray('/nowhere.png')`)).rejects.toThrow('Failed to load image from path');
    expect((await desktop.state()).tray).toBeNull();
    await host.run(
      `globalThis.tray = new electron.Tray(${JSON.stringify(icon)}); tray.setToolTip('Tip'); tray.setContextMenu(Menu.buildFromTemplate([item('Quit')])); tray.on('click', () => clicked.push('click'));`,
    );
    expect((await desktop.state()).tray).toMatchObject({
      toolTip: 'Tip',
      image: 'icon.png',
      menu: [{ label: 'Quit' }],
    });
    await desktop.act('tray', 'click');
    await desktop.act('tray', 'clickItem', 'Quit');
    expect(await clicks()).toEqual(['click', ['Quit', null]]);
    await host.run('tray.destroy()');
    await expect(host.run(`tray.setToolTip('x')`)).rejects.toThrow('Tray is destroyed');
    await expect(desktop.act('tray', 'click')).rejects.toThrow('no icon');
  });
});

describe('web-contents.md: context-menu, zoom, editing commands, DevTools', () => {
  it('tells what was clicked, in the product’s own addresses, unless the page prevents it', async () => {
    await host.run(`
      const own = session.fromPartition('persist:menus');
      serve(own, { '/': '<title>One</title><a href="/next" style="position:absolute;inset:0 auto auto 0">Next</a><p style="position:absolute;top:100px;left:0" oncontextmenu="return false">No</p>' });
      globalThis.menus = [];
      globalThis.win = await open({ webPreferences: { session: own } }, 'mp://host/');
      win.webContents.on('context-menu', (_event, params) => menus.push(params));
      globalThis.rightClick = async (x, y) => { for (const type of ['mousePressed', 'mouseReleased']) await win.webContents.cdpSession.send('Input.dispatchMouseEvent', { type, x, y, button: 'right', clickCount: 1 }); };
      await rightClick(10, 125);
      await rightClick(10, 10);
      await until(() => menus.length > 0);`);
    expect(await host.run('return menus')).toMatchObject([
      {
        linkURL: 'mp://host/next',
        linkText: 'Next',
        isEditable: false,
        mediaType: 'none',
        pageURL: 'mp://host/',
        menuSourceType: 'mouse',
      },
    ]);
  });

  it('pops a menu up where a test can click it', async () => {
    await expect(host.run('Menu.buildFromTemplate([]).popup({ x: 1 })')).rejects.toThrow('x and y');
    await host.run(`Menu.buildFromTemplate([item('Copy')]).popup({ window: win });`);
    expect((await desktop.state()).contextMenu).toMatchObject([{ label: 'Copy' }]);
    await desktop.act('contextMenu', 'clickItem', 'Copy');
    expect((await desktop.state()).contextMenu).toBeNull();
    expect(await clicks()).toEqual([['Copy', 'One']]);
  });

  it('keeps a zoom factor above 0', async () => {
    expect(await host.run('win.webContents.setZoomFactor(1.5); return win.webContents.getZoomFactor()')).toBe(1.5);
    await expect(host.run('win.webContents.setZoomFactor(0)')).rejects.toThrow('greater than 0.0');
  });

  it('opens no DevTools when the window was made without', async () => {
    expect(await host.run(`win.webContents.toggleDevTools(); return win.webContents.isDevToolsOpened()`)).toBe(true);
    expect(
      await host.run(
        `const shut = await open({ webPreferences: { devTools: false } }); shut.webContents.openDevTools(); const seen = shut.webContents.isDevToolsOpened(); shut.destroy(); return seen;`,
      ),
    ).toBe(false);
  });

  it('tells that the page’s process is gone when it was ended by force', async () => {
    expect(
      await host.run(
        `let gone; win.webContents.once('render-process-gone', (_event, details) => (gone = details.reason)); win.webContents.forcefullyCrashRenderer(); await until(() => gone); win.destroy(); return gone`,
      ),
    ).toBe('crashed');
  });
});

describe('browser-window.md: full screen, children', () => {
  it('shows a window that is made in full screen at once, and takes its menu bar away when that ends', async () => {
    expect(
      await host.run(`
        const made = new BrowserWindow({ show: false, fullscreen: true });
        const later = new BrowserWindow({ show: false });
        const seen = [made.isVisible(), later.isVisible()];
        for (const window of [made, later]) { window.setMenu(electron.Menu.buildFromTemplate([{ label: 'x' }])); window.setFullScreen(true); window.setFullScreen(false); seen.push(window.isMenuBarVisible()); window.destroy(); }
        return seen`),
    ).toEqual([true, false, false, true]);
  });

  it('tells entering and leaving full screen once each, and closes a child with its parent', async () => {
    expect(
      await host.run(`
        const told = []; const parent = await open(); const child = new BrowserWindow({ show: false, parent });
        for (const name of ['enter-full-screen', 'leave-full-screen']) parent.on(name, () => told.push(name));
        parent.setFullScreen(true); parent.setFullScreen(true); told.push(parent.isFullScreen()); parent.setFullScreen(false);
        parent.destroy();
        return [...told, child.isDestroyed()]`),
    ).toEqual(['enter-full-screen', true, 'leave-full-screen', true]);
  });
});

describe('dialog.md', () => {
  it('is answered by the user, or by its signal', async () => {
    await expect(host.run('electron.dialog.showMessageBox({})')).rejects.toThrow('must include a message');
    await host.run(
      `globalThis.answer = electron.dialog.showMessageBox({ message: 'Really?', buttons: ['Yes', 'No'], cancelId: 1 });`,
    );
    expect((await desktop.state()).dialogs).toEqual([{ message: 'Really?', detail: '', buttons: ['Yes', 'No'] }]);
    await desktop.act('dialogs', 'press', 'Yes');
    expect(await host.run('return answer')).toEqual({ response: 0, checkboxChecked: false });
    expect(
      await host.run(
        `const stop = new AbortController(); const box = electron.dialog.showMessageBox({ message: 'm', buttons: ['Yes', 'No'], cancelId: 1, signal: stop.signal }); stop.abort(); return box`,
      ),
    ).toEqual({ response: 1, checkboxChecked: false });
  });
});

describe('screen.md', () => {
  it('knows the screens that are plugged in, and the one that bounds lie on', async () => {
    await desktop.act(
      'screens',
      'plug',
      { x: 0, y: 0, width: 1000, height: 800 },
      { x: 1000, y: 0, width: 500, height: 400 },
    );
    expect(
      await host.run(
        `return [electron.screen.getAllDisplays().length, electron.screen.getPrimaryDisplay().workArea.width, electron.screen.getDisplayMatching({ x: 1100, y: 10, width: 10, height: 10 }).id]`,
      ),
    ).toEqual([2, 1000, 2]);
  });
});

describe('app.md: badge, protocols', () => {
  it('shows the badge and knows what was registered, by names without "://"', async () => {
    expect(
      await host.run(
        `return [app.setBadgeCount(3), app.getBadgeCount(), app.setAsDefaultProtocolClient('BNC'), app.isDefaultProtocolClient('bnc'), app.isDefaultProtocolClient('mailto')]`,
      ),
    ).toEqual([true, 3, true, true, false]);
    expect((await desktop.state()).app).toMatchObject({ badge: 3, protocols: ['bnc'] });
    await expect(host.run(`app.setAsDefaultProtocolClient('bnc://')`)).rejects.toThrow('goes without');
    if (process.platform === 'linux')
      expect(
        await host.run(
          `process.env.CHROME_DESKTOP = 'nobody.desktop'; return [app.setAsDefaultProtocolClient('other'), app.isDefaultProtocolClient('other')]`,
        ),
      ).toEqual([false, false]);
    await expect(host.run('app.setBadgeCount(-1)')).rejects.toThrow('conversion failure');
  });
});

describe('power-monitor.md: shutdown', () => {
  it('is told with an event that can be prevented', async () => {
    await host.run(
      `globalThis.prevented = null; electron.powerMonitor.once('shutdown', (event) => { event.preventDefault(); prevented = event.defaultPrevented; });`,
    );
    await desktop.act('power', 'shutDown');
    expect(await host.run('return prevented')).toBe(true);
  });
});
