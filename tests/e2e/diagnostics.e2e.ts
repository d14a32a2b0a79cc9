/** The Diagnostics page, and `--diagnostics` beside a Larder that runs. */
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HOST_PROGRAM } from '../chromium-host/index.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

const LAUNCHER = 'larder://launcher/';
const TOKEN = 'sesame-4711-open';

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({ apps: [probe()], routes: { '/data': () => ({ body: 'fresh data' }) } });
});
test.afterEach(() => backend.close());

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs `--diagnostics` to its end. */
function diagnose(dataFolder: string, ...args: string[]): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [HOST_PROGRAM, '--headless', '--diagnostics', `--user-data-dir=${dataFolder}`, ...args],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

test('the command reports on a Larder that runs, without its token, its lock or a change of its data', async ({
  startLarder,
  dataFolder,
  host,
}) => {
  test.skip(host === 'electron', 'it starts the Chromium host itself');
  const args = [`--backend-url=${backend.url}`, '--dev'];
  const larder = await startLarder({ args: [...args, `--open=${PROBE_ID}`] });
  const page = await larder.window(`${originOf(PROBE_ID)}/`);
  await expect(page.locator('output')).toHaveText('fresh data');
  await page.evaluate((token) => window.bn.setBackgroundFetchToken({ token }), TOKEN);
  const state = path.join(
    dataFolder,
    'mini-programs',
    (await readdir(path.join(dataFolder, 'mini-programs')))[0]!,
    'state.json',
  );
  const before = await readFile(state, 'utf8');

  const { code, output } = await diagnose(dataFolder, ...args);
  expect(output).toContain('### Larder diagnostics');
  expect(output).toMatch(/\| ok \| Mini-program source \| 127\.0\.0\.1:\d+ works; it answered in/);
  expect(output).toMatch(/\| ok \| Mini-programs \| One mini-program/);
  expect(output).toContain('| ok | Clock | Matches');
  expect(output).not.toContain(TOKEN);
  expect(code).toBe(0);
  expect(await readFile(state, 'utf8')).toBe(before);
  // It still is the one that links are handed to.
  expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
});

test('the command ends with 1 when something does not work', async ({ dataFolder, host }) => {
  test.skip(host === 'electron', 'it starts the Chromium host itself');
  await backend.close();
  await mkdir(path.join(dataFolder, 'mini-programs'), { recursive: true });
  await writeFile(path.join(dataFolder, 'settings.json'), '{"token": "sesame');
  const { code, output } = await diagnose(dataFolder, `--backend-url=${backend.url}`, '--dev');
  expect(output).toMatch(/\*\*PROBLEM\*\* \| Mini-program source \| 127\.0\.0\.1:\d+ refuses the connection/);
  expect(output).toContain('**PROBLEM** | Settings | The settings cannot be read');
  expect(output).not.toContain('sesame');
  expect(code).toBe(1);
  expect(await readFile(path.join(dataFolder, 'settings.json'), 'utf8')).toBe('{"token": "sesame');
  expect((await readdir(dataFolder)).sort()).toEqual(['mini-programs', 'settings.json']);
});

test('the page checks by itself, names what is wrong, and copies a report', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await larder.window(LAUNCHER);
  await launcher.evaluate(() => (location.hash = 'diagnostics'));
  const row = (name: string) => launcher.getByRole('listitem').filter({ has: launcher.getByRole('heading', { name }) });
  await expect(row('Mini-program source')).toContainText('works');
  await expect(row('Language')).toContainText('the interface is in en');
  await launcher.getByRole('button', { name: 'Copy report' }).click();
  await expect(launcher.getByText('The report is on the clipboard')).toBeVisible();
  await backend.close();
  await launcher.getByRole('button', { name: 'Check again' }).click();
  await expect(row('Mini-program source Problem')).toContainText('refuses the connection');
  await expect(launcher.getByText(/1 problem/)).toBeVisible();
});
