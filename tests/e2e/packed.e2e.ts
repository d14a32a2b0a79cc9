import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { extractAll } from '@electron/asar';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { readBuiltIns, type BuiltIn } from '../../build/pack/built-in.ts';
import { parsePackCommand, type PackPlatform } from '../../build/pack/command-line.ts';
import { packageApplication } from '../../build/pack/package-application.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { writeElectronFolder } from '../fakes/electron-folder.ts';
import { DEEP, expect, test, type HostName } from './larder-test.ts';
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
async function packFor(host: HostName, builtIns: readonly BuiltIn[] = []): Promise<Record<string, string>> {
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
      builtIns,
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
      // Beside the archive, as in a packed application.
      if (builtIns.length > 0)
        await cp(path.join(packed, resources, 'built-in'), path.join(folder, 'built-in'), { recursive: true });
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

async function writeMiniProgram(appId: string, name: string): Promise<string> {
  const place = path.join(folder, appId);
  await mkdir(place);
  const manifest = { app_id: appId, name, version: { name: '1.0.0' } };
  await writeFile(path.join(place, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(path.join(place, 'index.html'), `<!doctype html><title>${name}</title><h1>${name}</h1>`);
  return place;
}

test(
  'what came with the packed application opens without a network, and what was changed comes from the backend',
  DEEP,
  async ({ startLarder, host }) => {
    test.skip(host === 'electron', 'An installed package cannot be changed there.');
    const builtIns = await readBuiltIns([
      await writeMiniProgram('Notes1', 'Notes'),
      await writeMiniProgram(PROBE_ID, 'Tides'),
    ]);
    const environment = await packFor(host, builtIns);
    const packages = path.join(folder, 'built-in');
    const { packageSha256 } = builtIns[1]!.details;
    const changed = (await readdir(packages)).find((name) => name.includes(packageSha256!))!;
    await writeFile(path.join(packages, changed), 'something else');

    await backend.close();
    const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', '--open=Notes1'], environment });
    await expect((await larder.window(`${originOf('Notes1')}/`)).locator('h1')).toHaveText('Notes');
    await expect.poll(larder.standardError).toContain('“Tides” that came with Larder was changed');
    expect(await larder.stop()).toBe(0);

    backend = await startBackend({ apps: [probe()] });
    const again = await startLarder({
      args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`],
      environment,
    });
    await expect((await again.window(`${originOf(PROBE_ID)}/`)).locator('h1')).toHaveText('Probe');
    expect(await again.stop()).toBe(0);
  },
);
