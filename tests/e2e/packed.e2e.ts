import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { extractAll } from '@electron/asar';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { parsePackCommand, type PackPlatform } from '../../build/pack/command-line.ts';
import { packageApplication } from '../../build/pack/package-application.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { writeElectronFolder } from '../fakes/electron-folder.ts';
import { expect, test, type HostName } from './larder-test.ts';
import { originOf, probe, PROBE_ID, type ProbeState } from './mini-programs.ts';

const EXECUTABLES: Readonly<Record<PackPlatform, string>> = {
  linux: 'larder',
  mac: 'Larder.app/Contents/MacOS/Larder',
  win: 'Larder.exe',
};

let backend: Backend;
let folder: string;
test.beforeEach(async () => {
  backend = await startBackend({ apps: [probe()], routes: { '/data': () => ({ body: 'fresh data' }) } });
  folder = await mkdtemp(path.join(os.tmpdir(), 'larder-packed-'));
});
test.afterEach(async () => {
  await backend.close();
  await rm(folder, { recursive: true, force: true });
});

/** Packs the test variant; answers the environment that starts it on `host`. */
async function packFor(host: HostName): Promise<Record<string, string>> {
  const { platform } = parsePackCommand([], process.platform);
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  const outputFolder = path.join(folder, 'out');
  const packAround = async (electronFolder: string): Promise<string> => {
    const { folders } = await packageApplication({
      platform,
      archs: [arch],
      targets: ['dir'],
      variant: 'test',
      outputFolder,
      electronFolder,
    });
    return folders[0]!;
  };
  switch (host) {
    case 'electron': {
      const packed = await packAround(
        process.env['ELECTRON_OVERRIDE_DIST_PATH'] || path.join(ROOT, 'node_modules', 'electron', 'dist'),
      );
      return { LARDER_PACKED_EXECUTABLE: path.join(packed, EXECUTABLES[platform]) };
    }
    case 'chromium-host': {
      const standIn = path.join(folder, 'electron');
      await writeElectronFolder(standIn, platform);
      const packed = await packAround(standIn);
      const resources = platform === 'mac' ? path.join('Larder.app', 'Contents', 'Resources') : 'resources';
      // Outside the checkout no node_modules is found: what the archive lacks is missing here.
      const application = path.join(folder, 'application');
      extractAll(path.join(packed, resources, 'app.asar'), application);
      return { LARDER_APP_DIR: application };
    }
  }
}

test('the packed application installs and opens a mini-program with nothing but its archive', async ({
  startLarder,
  host,
}) => {
  const larder = await startLarder({
    args: [`--backend-url=${backend.url}`, '--dev'],
    environment: await packFor(host),
  });
  const launcher = await larder.window('larder://launcher/');
  await launcher.getByRole('button', { name: /^Add/ }).first().click();
  const dialog = launcher.getByRole('dialog');
  await dialog.getByLabel('ID or link').fill(PROBE_ID);
  await dialog.getByRole('button', { name: 'Look up' }).click();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.getByRole('button', { name: 'Open' }).click();
  const page = await larder.window(`${originOf(PROBE_ID)}/`);
  await expect(page.locator('output')).toHaveText('fresh data');
  expect(await page.evaluate(() => (window as unknown as { probe: ProbeState }).probe.result?.['source'])).toBe(
    'network',
  );
  expect(await larder.stop()).toBe(0);
});
