/** What starts and ends Electron, tried on a stand-in for its executable. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { toHostUrl } from '../chromium-host/index.ts';
import { expect, test } from './larder-test.ts';
import { startOnElectron } from './start-on-electron.ts';

const STAND_IN = path.join(import.meta.dirname, '..', 'fakes', 'electron-executable.mjs');

test.skip(({ host }) => host === 'electron', 'There it is Electron itself that is started.');
test.skip(process.platform !== 'linux', 'The stand-in is a shell script, where Linux has Electron.');

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-electron-'));
  const executable = path.join(folder, 'electron');
  await writeFile(executable, `#!/bin/sh\nexec "${process.execPath}" "${STAND_IN}" "$@"\n`);
  await chmod(executable, 0o755);
});
test.afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));

test('Electron is started with all of its events, drives its windows, hands over, and ends in order', async ({
  dataFolder,
}) => {
  const options = {
    dataFolder,
    args: ['--backend-url=http://127.0.0.1:9', '--dev'],
    // An old Node runs the tests in Electron's binary: what is started must not be one more Node.
    environment: { ELECTRON_OVERRIDE_DIST_PATH: folder, ELECTRON_RUN_AS_NODE: '1' },
  };
  const larder = await startOnElectron(options);
  expect(larder.events()[0]?.event).toBe('app-started');
  const launcher = await larder.window(toHostUrl('larder://launcher/'));
  await expect(launcher.locator('h1').first()).toBeVisible();
  expect(await larder.openByHandOver('nobody')).toBe(0);
  expect(await larder.stop()).toBe(0);
  // A start that fails is told as its own, with what it wrote.
  await writeFile(path.join(dataFolder, 'file'), '');
  const failure = await startOnElectron({ ...options, dataFolder: path.join(dataFolder, 'file') }).catch(String);
  expect(failure).toContain('the process exited with 1');
  expect(failure).toContain('there is a file in its place');
});
