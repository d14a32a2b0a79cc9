import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { findElectron } from '../../../build/bootstrap/electron-files.mjs';
import { chooseHost, isRoot } from '../../../build/start/choose-host.ts';
import { prepareDemo, type Demo } from '../../../build/start/demo-mode.ts';
import { DEEP_STEP_NAMES } from '../../../build/test/steps.ts';
import { selectSteps } from '../../../build/test/test.ts';
import { temporaryFolders } from './temporary-folder.ts';

const EXECUTABLE =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ?? 'electron';

describe('chooseHost', () => {
  const temporaryFolder = temporaryFolders();

  async function folderWithElectron(): Promise<string> {
    const folder = await temporaryFolder();
    const executable = path.join(folder, EXECUTABLE);
    await mkdir(path.dirname(executable), { recursive: true });
    await writeFile(executable, '');
    await chmod(executable, 0o755);
    return folder;
  }

  it('takes the Electron that ELECTRON_OVERRIDE_DIST_PATH names', async () => {
    const folder = await folderWithElectron();
    const environment = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder };
    expect(findElectron('/nowhere', environment)).toBe(path.join(folder, EXECUTABLE));
    expect(await chooseHost('/nowhere', environment, false)).toMatchObject({
      kind: 'electron',
      executable: path.join(folder, EXECUTABLE),
    });
  });

  it('takes the Chromium host and says why when it is told to leave Electron out', async () => {
    const environment = {
      DISPLAY: ':0',
      ELECTRON_OVERRIDE_DIST_PATH: await folderWithElectron(),
      LARDER_SKIP_ELECTRON: '1',
    };
    expect(await chooseHost('/nowhere', environment, false)).toMatchObject({
      kind: 'chromium',
      headless: false,
      reason: expect.stringContaining('LARDER_SKIP_ELECTRON'),
    });
  });

  it('never takes Electron as root, which has to be without a sandbox there', async () => {
    const environment = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: await folderWithElectron() };
    expect(await chooseHost('/nowhere', environment, true)).toEqual({
      kind: 'chromium',
      headless: false,
      reason: 'Electron does not run as root: running on the Chromium host',
    });
    const roots: [platform: NodeJS.Platform, uid: number | undefined, expected: boolean][] = [
      ['linux', 0, true],
      ['linux', 1000, false],
      ['darwin', 0, false],
      ['win32', undefined, false],
    ];
    for (const [platform, uid, expected] of roots) expect(isRoot(platform, uid)).toBe(expected);
  });

  it.runIf(process.platform === 'linux')(
    'takes the Chromium host without windows when there is no display',
    async () => {
      const host = await chooseHost('/nowhere', { ELECTRON_OVERRIDE_DIST_PATH: await folderWithElectron() });
      expect(host).toMatchObject({ kind: 'chromium', headless: true, reason: expect.stringContaining('no display') });
    },
  );

  it('does not try again for a day when Electron could not be downloaded', async () => {
    const root = await temporaryFolder();
    await mkdir(path.join(root, 'out'));
    await writeFile(path.join(root, 'out', 'electron-unavailable'), String(Date.now() - 3_600_000));
    expect(await chooseHost(root, { DISPLAY: ':0' }, false)).toMatchObject({
      kind: 'chromium',
      reason: expect.stringContaining('could not be downloaded lately'),
    });
  });

  it('says which server cannot be reached when a download is of no use', async () => {
    const root = await temporaryFolder();
    // Nothing listens on the discard port.
    expect(await chooseHost(root, { DISPLAY: ':0', ELECTRON_MIRROR: 'http://127.0.0.1:9/' }, false)).toMatchObject({
      kind: 'chromium',
      reason:
        'Electron cannot be downloaded (127.0.0.1:9 cannot be reached): running on the Chromium host (to try again: npx install-electron)',
    });
  });
});

describe('prepareDemo', () => {
  const temporaryFolder = temporaryFolders();
  const backendOf = (demo: Demo): string => demo.environment['LARDER_DEMO_BACKEND'] ?? '';

  it('keeps the data in a folder of its own unless one is given', async () => {
    const root = await temporaryFolder();
    const demo = await prepareDemo(root, ['--log-json']);
    await demo.close();
    expect(demo.args).toEqual(['--dev', `--user-data-dir=${path.join(root, 'out', 'demo-data')}`]);
    const given = await prepareDemo(root, [`--user-data-dir=${root}`]);
    await given.close();
    expect(given.args).toEqual(['--dev']);
  });

  it('names the samples for the launcher', async () => {
    const demo = await prepareDemo(await temporaryFolder(), []);
    await demo.close();
    expect(JSON.parse(demo.environment['LARDER_DEMO'] ?? '')).toContainEqual({
      appId: 'LarderMarketBoard1',
      name: 'Market board',
      names: { 'zh-Hans': '行情板', fa: 'تابلوی بازار' },
      iconUrl: `${backendOf(demo)}/icons/LarderMarketBoard1`,
    });
  });

  it('gives a data folder the same port again, and another folder another one', async () => {
    const root = await temporaryFolder();
    const [first, second] = [path.join(root, 'first'), path.join(root, 'second')];
    for (const folder of [first, second]) await mkdir(folder);
    const one = await prepareDemo(root, [`--user-data-dir=${first}`]);
    await one.close();
    const two = await prepareDemo(root, [`--user-data-dir=${second}`]);
    await two.close();
    const again = await prepareDemo(root, [`--user-data-dir=${first}`]);
    await again.close();
    expect(backendOf(two)).not.toBe(backendOf(one));
    expect(backendOf(again)).toBe(backendOf(one));
  });

  it('uses the backend of the instance that runs with the same folder', async () => {
    const root = await temporaryFolder();
    await mkdir(path.join(root, 'out', 'demo-data'), { recursive: true });
    const running = await prepareDemo(root, []);
    const second = await prepareDemo(root, []);
    await second.close();
    expect(backendOf(second)).toBe(backendOf(running));
    expect((await fetch(`${backendOf(running)}/_health`)).status).toBe(200);
    await running.close();
  });
});

describe('selectSteps', () => {
  it('keeps what is deep out of npm test', () => {
    expect([...selectSteps([])]).not.toContain('e2e-deep');
    expect([...selectSteps([], DEEP_STEP_NAMES)]).toEqual(['deep', 'e2e-deep']);
  });

  it('takes every step when none is named', () => {
    expect([...selectSteps([])]).toContain('e2e-electron');
  });

  it('takes both projects when e2e is named', () => {
    expect([...selectSteps(['e2e', 'types'])].sort()).toEqual(['e2e', 'e2e-electron', 'types']);
  });

  it('refuses a name that is no step', () => {
    expect(() => selectSteps(['units'])).toThrow('there is no test step "units"');
  });
});
