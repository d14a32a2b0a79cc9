/** docs/api/notification.md, browser-window.md (setProgressBar), native-image.md, net.md; and the tests' way to them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectDesktop, type RunningDesktop } from '../client/running-desktop.ts';
import { startFixture, type FixtureHost } from './fixture-host.ts';

let folder: string;
let host: FixtureHost;
let desktop: RunningDesktop;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-desktop-'));
  const file = path.join(folder, 'desktop');
  host = await startFixture({ environment: { LARDER_HOST_DESKTOP_FILE: file } });
  desktop = connectDesktop(file);
});
afterAll(async () => {
  await host.stop();
  await rm(folder, { recursive: true, force: true });
});

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('notification.md', () => {
  it('shows what was given only after show(), and tells the clicks and closings of what is open', async () => {
    await host.run(`
      globalThis.told = [];
      globalThis.note = new electron.Notification({ id: 'n1', title: 'Title', body: 'Body', icon: electron.nativeImage.createFromBuffer(Buffer.from('${PNG}', 'base64')) });
      for (const name of ['show', 'click', 'close']) note.on(name, () => told.push(name));`);
    expect((await desktop.state()).notifications).toEqual([]);
    await host.run('note.show();');
    expect((await desktop.state()).notifications).toEqual([
      { id: 'n1', title: 'Title', body: 'Body', silent: false, icon: `data:image/png;base64,${PNG}`, isOpen: true },
    ]);
    await desktop.act('notifications', 'click', 'n1');
    await expect(desktop.act('notifications', 'click', 'n1')).rejects.toThrow('No notification "n1" is open.');
    expect(await host.run('return told')).toEqual(['show', 'click']);
    await host.run('note.show(); note.close(); await delay(5);');
    expect(await host.run('return told.slice(2).sort()')).toEqual(['close', 'show']);
    expect((await desktop.state()).notifications).toHaveLength(1);
  });

  it('loses the click on what nobody keeps', async () => {
    await host.run(`
      globalThis.lost = [];
      const show = (id) => { const one = new electron.Notification({ id, title: id }); one.on('click', () => lost.push(id)); one.show(); return one; };
      show('forgotten'); globalThis.kept = show('kept');`);
    await desktop.act('notifications', 'click', 'forgotten');
    await desktop.act('notifications', 'click', 'kept');
    expect(await host.run('return lost')).toEqual(['kept']);
  });

  it('gives each notification an id, and refuses values that are none of the documented ones', async () => {
    expect(await host.run(`return new electron.Notification({}).id !== new electron.Notification({}).id`)).toBe(true);
    await expect(host.run(`new electron.Notification({ urgency: 'high' })`)).rejects.toThrow('urgency must be one of');
    await expect(host.run(`new electron.Notification({ title: 1 })`)).rejects.toThrow('title must be a string');
    await expect(host.run(`new electron.Notification({}).toastXml`)).rejects.toThrow(
      'not provided by the Chromium host: Notification.toastXml',
    );
  });

  it('is supported only where somebody watches the desktop', async () => {
    expect(await host.run('return electron.Notification.isSupported()')).toBe(true);
    const alone = await startFixture();
    expect(await alone.run('return electron.Notification.isSupported()')).toBe(false);
    await alone.stop();
  });
});

describe('browser-window.md: setProgressBar', () => {
  it('takes below 0 as none, 0 to 1 as normal and more as indeterminate, when no mode is given', async () => {
    await host.run(`globalThis.win = new BrowserWindow({ show: false, title: 'Bar' });`);
    const bar = async (call: string): Promise<unknown> => {
      await host.run(`win.setProgressBar(${call});`);
      return (await desktop.state()).progressBars[0];
    };
    expect(await bar('0.5')).toEqual({ title: 'Bar', progress: 0.5, mode: 'normal' });
    expect(await bar('2')).toEqual({ title: 'Bar', progress: 2, mode: 'indeterminate' });
    expect(await bar(`0.25, { mode: 'paused' }`)).toEqual({ title: 'Bar', progress: 0.25, mode: 'paused' });
    expect(await bar('-1')).toEqual({ title: 'Bar', progress: -1, mode: 'none' });
    await expect(bar('undefined')).rejects.toThrow('conversion failure');
    await expect(bar(`0.5, { mode: 'fast' }`)).rejects.toThrow('is no mode');
    await host.run('win.destroy();');
  });
});

describe('app.md: browser-window-focus', () => {
  it('is emitted with the window that gets the focus', async () => {
    const told = await host.run(`
      const told = [];
      app.on('browser-window-focus', (_event, window) => told.push(window.getTitle()));
      const [one, two] = ['One', 'Two'].map((title) => new BrowserWindow({ show: false, title }));
      one.show(); two.show(); two.focus(); one.focus();
      one.destroy(); two.destroy();
      return told;`);
    expect(told).toEqual(['One', 'Two', 'One']);
  });
});

describe('native-image.md', () => {
  it('makes an empty image of what is neither PNG nor JPEG', async () => {
    const isEmpty = (text: string): Promise<boolean> =>
      host.run(`return electron.nativeImage.createFromBuffer(Buffer.from(${text})).isEmpty()`);
    expect(await isEmpty(`'${PNG}', 'base64'`)).toBe(false);
    expect(await isEmpty(`'<svg xmlns="http://www.w3.org/2000/svg"/>'`)).toBe(true);
    await expect(host.run(`electron.nativeImage.createFromBuffer('text')`)).rejects.toThrow('must be a node Buffer');
  });
});

describe('net.md: isOnline', () => {
  it('is what the desktop says of the network', async () => {
    await desktop.act('network', 'setOnline', false);
    expect(await host.run('return electron.net.isOnline()')).toBe(false);
    await desktop.act('network', 'setOnline', true);
    expect(await host.run('return electron.net.isOnline()')).toBe(true);
  });
});

describe('the desktop', () => {
  it('answers nobody who does not know its path', async () => {
    const url = new URL(await readFile(path.join(folder, 'desktop'), 'utf8'));
    expect((await fetch(url.origin)).status).toBe(404);
    await expect(desktop.act('nothing', 'there')).rejects.toThrow('The desktop has no "nothing.there".');
    await expect(desktop.act('network', 'toString')).rejects.toThrow('The desktop has no "network.toString".');
  });
});
