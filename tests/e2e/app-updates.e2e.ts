/** A new version of Larder itself: the real electron-updater inside the bundle, against a local server and a stand-in AppImage. */
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { DEEP, expect, test } from './larder-test.ts';

const LAUNCHER = 'larder://launcher/';
const OLD = '#!/bin/sh\n# the version before\n';
const NEW = `#!/bin/sh\n# the new version\ntouch "$0.started"\n${'# filler\n'.repeat(40_000)}`;

interface Feed {
  version: string;
  sha512: string;
  /** Answers the request for the file; by default with all of it. */
  sendFile(response: ServerResponse): void;
}

let server: Server;
let url: string;
let folder: string;
let appImage: string;
let feed: Feed;
const asked: string[] = [];

test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-app-updates-'));
  appImage = path.join(folder, 'Larder.AppImage');
  await writeFile(appImage, OLD, { mode: 0o755 });
  asked.length = 0;
  feed = {
    version: '99.0.0',
    sha512: createHash('sha512').update(NEW).digest('base64'),
    sendFile: (response) => void response.writeHead(200, { 'content-length': NEW.length }).end(NEW),
  };
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    if (!request.url?.includes('.yml')) return feed.sendFile(response);
    const size = NEW.length;
    return response.end(
      `version: ${feed.version}\nfiles:\n  - url: Larder-new.AppImage\n    sha512: ${feed.sha512}\n    size: ${size}\nreleaseNotes: Jars with better lids.\n`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
test.afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const options = () => ({
  args: ['--dev', `--update-url=${url}`],
  environment: { APPIMAGE: appImage, XDG_CACHE_HOME: path.join(folder, 'cache') },
});

async function openAbout(launcher: Page): Promise<ReturnType<Page['getByRole']>> {
  await launcher.getByRole('link', { name: /^Larder \d|is available|installed when you quit|Updating/ }).click();
  const dialog = launcher.getByRole('dialog', { name: 'About Larder' });
  await expect(dialog).toContainText('Version 0.1.0');
  return dialog;
}

test.skip(process.platform !== 'linux', 'AppImages are for Linux');

test('a new version is found, downloaded, shown, and installed when Larder ends', async ({ startLarder }) => {
  const larder = await startLarder(options());
  const launcher = await larder.window(LAUNCHER);
  const dialog = await openAbout(launcher);
  await dialog.getByRole('button', { name: 'Check now' }).click();
  await expect(dialog).toContainText('Larder 99.0.0 is ready. It will be installed when you quit.');
  await dialog.getByText('What’s new').click();
  await expect(dialog).toContainText('Jars with better lids.');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(launcher.getByRole('link', { name: 'Larder 99.0.0 will be installed when you quit' })).toBeVisible();
  expect(await readFile(appImage, 'utf8')).toBe(OLD);
  expect(await larder.stop()).toBe(0);
  expect(await readFile(appImage, 'utf8')).toBe(NEW);
  expect(await readdir(folder)).toEqual(['Larder.AppImage', 'cache']);
});

test('a restart installs the new version and starts it, after Larder has ended in order', async ({ startLarder }) => {
  const larder = await startLarder(options());
  const dialog = await openAbout(await larder.window(LAUNCHER));
  await dialog.getByRole('button', { name: 'Check now' }).click();
  await dialog.getByRole('button', { name: 'Restart now' }).click();
  await expect.poll(() => readdir(folder), { timeout: 30_000 }).toContain('Larder.AppImage.started');
  expect(await readFile(appImage, 'utf8')).toBe(NEW);
});

test(
  'a file with a wrong hash is refused with one message, and the version before stays',
  DEEP,
  async ({ startLarder }) => {
    feed.sha512 = createHash('sha512').update('another').digest('base64');
    const larder = await startLarder(options());
    const dialog = await openAbout(await larder.window(LAUNCHER));
    await dialog.getByRole('button', { name: 'Check now' }).click();
    await expect(dialog).toContainText(
      'Larder 99.0.0 could not be downloaded: the file does not match the published one, so it was deleted. You keep your current version.',
    );
    expect(await larder.stop()).toBe(0);
    expect(await readFile(appImage, 'utf8')).toBe(OLD);
  },
);

test('a download shows its progress and can be cancelled and started again', DEEP, async ({ startLarder }) => {
  let finish = (): void => {};
  feed.sendFile = (response) => {
    response.writeHead(200, { 'content-length': NEW.length });
    response.write(NEW.slice(0, NEW.length / 2));
    finish = () => response.end(NEW.slice(NEW.length / 2));
  };
  const larder = await startLarder(options());
  const dialog = await openAbout(await larder.window(LAUNCHER));
  await dialog.getByRole('button', { name: 'Check now' }).click();
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toContainText('Larder 99.0.0 is available.');
  await dialog.getByRole('button', { name: /^Download now/ }).click();
  await expect.poll(() => asked.filter((path) => path.includes('AppImage')).length).toBe(2);
  finish();
  await expect(dialog).toContainText('Larder 99.0.0 is ready.');
});

test('a copy without a place for updates says so and asks nobody', DEEP, async ({ startLarder }) => {
  const larder = await startLarder({ args: [] });
  const dialog = await openAbout(await larder.window(LAUNCHER));
  await expect(dialog).toContainText('This copy runs from its sources, so it does not update itself.');
  await expect(dialog.getByRole('button', { name: 'Check now' })).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Third-party licenses' }).click();
  await expect(dialog.or((await larder.window(LAUNCHER)).getByRole('dialog'))).toContainText('electron-updater');
  expect(asked).toEqual([]);
});
