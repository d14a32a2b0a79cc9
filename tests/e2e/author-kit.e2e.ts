/** docs/first-mini-program.md, run as it is written: every command of its `sh` blocks, in order. */
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { appIdOfFolder } from '../../main/catalog/folders/open-folder.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import type { RunningLarder } from './running-larder.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const run = promisify(execFile);

let here: string;
let backend: Backend;
const servers: ChildProcess[] = [];
test.beforeEach(async () => {
  here = await realpath(await mkdtemp(path.join(os.tmpdir(), 'larder-tutorial-')));
  backend = await startBackend({});
});
test.afterEach(async () => {
  for (const server of servers.splice(0)) server.kill('SIGKILL');
  await backend.close();
  await rm(here, { recursive: true, force: true });
});

/** The scripts of package.json, as npm starts them from the folder where the reader stands. */
async function npmRun(script: string, args: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  const scripts = (
    JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }
  ).scripts;
  const [command, file] = (scripts[script] ?? '').split(' ');
  expect(command, `npm run ${script}`).toBe('node');
  return run(process.execPath, [path.join(ROOT, file!), ...args], {
    cwd: ROOT,
    env: { ...process.env, INIT_CWD: here },
  });
}

/** Starts `node FILE` and answers the lines it has printed so far. */
async function runServer(file: string): Promise<{ lines: string[]; server: ChildProcess }> {
  const server = spawn(process.execPath, [path.join(here, file)], { stdio: ['ignore', 'pipe', 'inherit'] });
  servers.push(server);
  const lines: string[] = [];
  server.stdout.setEncoding('utf8').on('data', (text: string) => lines.push(...text.split('\n').filter(Boolean)));
  await expect.poll(() => lines.join('\n')).toContain('The server listens');
  return { lines, server };
}

const words = (command: string): string[] =>
  [...command.matchAll(/"([^"]*)"|\S+/g)].map(([whole, quoted]) => quoted ?? whole);
const count = (lines: readonly string[], pattern: RegExp): number => lines.filter((line) => pattern.test(line)).length;

test('the tutorial’s commands do what it says', DEEP, async ({ startLarder }) => {
  test.setTimeout(240_000);
  const text = await readFile(path.join(ROOT, 'docs', 'first-mini-program.md'), 'utf8');
  const commands = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].flatMap(([, block = '']) => block.trim().split('\n'));
  const [make, serve, start, startLater, fetchNow, pack, ...more] = commands.map(words);
  expect(more).toEqual([]);
  // periodic.e2e.ts runs it.
  expect(fetchNow!.slice(0, 4)).toEqual(['npm', 'start', '--', '--fetch-now=APPID']);

  // 1. Make it.
  expect(make!.slice(0, 4)).toEqual(['npm', 'run', 'new', '--']);
  const { stdout } = await npmRun('new', make!.slice(4));
  // What it prints is what the tutorial says next.
  expect(stdout).toContain(commands[2]);
  expect(stdout).toContain('node ./weather/server.mjs');

  // 2. Run it.
  expect(serve![0]).toBe('node');
  const { lines, server } = await runServer(serve![1]!);
  const optionsOf = (command: readonly string[]): string[] => {
    expect(command.slice(0, 3)).toEqual(['npm', 'start', '--']);
    return [`--backend-url=${backend.url}`, ...command.slice(3).map((arg) => arg.replace('=./', `=${here}/`))];
  };
  const pageOf = (larder: RunningLarder): Promise<Page> =>
    larder.window(`mp://${appIdOfFolder(path.join(here, 'weather'))}/`);
  const first = await startLarder({ args: optionsOf(start!) });
  await first.window('larder://launcher/');
  const page = await pageOf(first);
  await expect(page.locator('#pre')).toHaveText(/^Answer 1 of your server/);
  expect(lines).toContainEqual(expect.stringMatching(/GET \/pre$/));

  const changeFile = async (name: string, change: (content: string) => string): Promise<void> => {
    const file = path.join(here, 'weather', name);
    await writeFile(file, change(await readFile(file, 'utf8')));
  };
  await changeFile('index.html', (html) =>
    html.replace('<h1 dir="auto">Weather</h1>', '<h1 dir="auto">Better weather</h1>'),
  );
  await expect(page.locator('h1')).toHaveText('Better weather');

  // 4. Periodic fetch, at once and 13 hours later.
  await expect(page.locator('#periodic')).toHaveText(/^Answer \d+ of your server/);
  expect(count(lines, /GET \/periodic, with a token$/)).toBe(1);
  expect(await first.stop()).toBe(0);
  const second = await startLarder({ args: optionsOf(startLater!) });
  await expect.poll(() => count(lines, /GET \/periodic, with a token$/)).toBe(2);

  // 5. A download: without its window, with a server that goes away, to the end.
  const downloading = await pageOf(second);
  await downloading.getByRole('button', { name: 'Download' }).click();
  await second.event('background-fetch-progress', ({ downloaded }) => downloaded > 1_000_000);
  await expect(downloading.locator('#film')).toHaveText(/MB of 24\.0 MB/);
  await downloading.close();
  const launcher = await second.window('larder://launcher/');
  await launcher.getByRole('link', { name: 'Downloads' }).first().click();
  await expect(launcher.getByText('The large file').first()).toBeVisible();
  server.kill('SIGKILL');
  const { lines: later } = await runServer(serve![1]!);
  await expect.poll(() => count(later, /GET \/large-file.*bytes=\d+-/), { timeout: 40_000 }).toBeGreaterThan(0);
  await second.event('background-fetch-event-delivered', ({ type }) => type === 'backgroundfetchsuccess');
  await expect(launcher.getByText('The large file is here').first()).toBeVisible();
  await launcher
    .getByRole('button', { name: /^Show / })
    .first()
    .click();
  await expect((await pageOf(second)).locator('#film')).toHaveText('On this computer: 24.0 MB.');

  // 6. The package.
  expect(pack!.slice(0, 4)).toEqual(['npm', 'run', 'package', '--']);
  const packed = await npmRun('package', pack!.slice(4));
  expect(packed.stderr).toContain('./weather-1.0.0.zip: 6 files');
  expect(JSON.parse(packed.stdout)).toMatchObject({ name: 'Weather', version: '1.0.0' });
});

test('a mistake in the manifest of a new mini-program is shown with its line', async ({ startLarder }) => {
  await npmRun('new', ['Weather']);
  const manifest = path.join(here, 'weather', 'manifest.json');
  await writeFile(manifest, (await readFile(manifest, 'utf8')).replace('"Weather",', '"Weather"'));
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open-dir=${here}/weather`] });
  await expect((await larder.window('larder://page/problem')).locator('body')).toContainText(
    'manifest.json:4:3: a comma or a closing bracket is missing.',
  );
});
