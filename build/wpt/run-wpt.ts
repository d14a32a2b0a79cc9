/** Runs the public tests of background fetch, each as a mini-program, and prints what failed and why. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startLarder } from '../../tests/bench/bench-larder.ts';
import { startBackend, type Backend } from '../../tests/demo-backend/backend.ts';
import type { RunningLarder } from '../../tests/e2e/running-larder.ts';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { onAskedToEnd } from '../bootstrap/asked-to-end.mjs';
import { say, StartError } from '../bootstrap/messages.mjs';
import { failedOutcome, sumOutcomes } from '../test/outcome.ts';
import { pagePath, programFiles } from './mini-program.ts';
import { formatResults, outcomeOf, type FileOutcome, type FileResult } from './results.ts';
import { suiteRoutes } from './server.ts';
import { readSuite, type Scope, type SuiteTest } from './suite.ts';

/** Every limit inside the suite is shorter. */
const PAGE_LIMIT_MS = 400_000;

/** `args`: the folder of the checkout, then parts of names of files that are wanted; without any, all of them. */
export async function runWpt([folder, ...wanted]: readonly string[]): Promise<number> {
  if (folder === undefined)
    throw new StartError('which tests? npm run wpt -- DIR, the folder of a checkout of web-platform-tests');
  const root = path.resolve(folder);
  const suite = await readSuite(root);
  const tests = suite.tests.filter(({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)));
  if (tests.length === 0) throw new StartError(`no test of ${root} is named so: ${wanted.join(', ')}`);
  const runs = tests.flatMap((test) => test.scopes.map((scope) => ({ test, scope })));
  say(`web-platform-tests ${await commitOf(root)}: ${tests.length} files, ${runs.length} mini-programs`);

  const backend = await startBackend({ routes: suiteRoutes(suite) });
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'larder-wpt-'));
  let larder: RunningLarder | null = null;
  const end = async (): Promise<void> => {
    await larder?.stop();
    await backend.close();
    await rm(dataFolder, { recursive: true, force: true, maxRetries: 5 });
  };
  const stopListening = onAskedToEnd(() => void end().finally(() => process.exit(130)));
  try {
    larder = await startLarder(dataFolder, [`--backend-url=${backend.url}`, '--dev']);
    const results: FileResult[] = [];
    for (const [index, { test, scope }] of runs.entries()) {
      const appId = `PublicTest${index}`;
      const start_url = `/${pagePath(test, scope)}`;
      const manifest = { app_id: appId, name: `Public test ${index}`, version: { name: '1.0.0', code: 1 }, start_url };
      const files = { ...programFiles(suite, test, scope, backend.url), 'manifest.json': JSON.stringify(manifest) };
      await backend.setApp({ appId, files });
      results.push(await runOne(larder, backend, appId, test, scope));
    }
    process.stdout.write(`\n${formatResults(results)}\n`);
    return sumOutcomes(results.map(({ outcome }) => outcome)).failed === 0 ? 0 : 1;
  } finally {
    stopListening();
    await end();
  }
}

async function runOne(
  larder: RunningLarder,
  backend: Backend,
  appId: string,
  test: SuiteTest,
  scope: Scope,
): Promise<FileResult> {
  const title = scope === 'window' ? test.file : `${test.file} in a ${scope}`;
  say(title);
  const kind = test.file.startsWith('idlharness') ? 'interfaces' : 'behaviour';
  let outcome: FileOutcome;
  try {
    outcome = outcomeOf(title, await resultsOf(larder, appId));
  } catch (error) {
    outcome = {
      ...failedOutcome(`${title}: ${error instanceof Error ? error.message : String(error)}`),
      differences: [],
    };
  }
  backend.removeApp(appId);
  return { title, kind, outcome };
}

/** What the page leaves when all its tests have ended. Its window is closed then. */
async function resultsOf(larder: RunningLarder, appId: string): Promise<unknown> {
  const launcher = await larder.window('larder://launcher/');
  const answer = await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId);
  if (!answer.ok) throw new Error(`it does not open: ${answer.error.message}`);
  const page = await larder.window(`mp://${hostOfAppId(appId)}/`);
  try {
    const results = await page.waitForFunction(() => (window as { wptResults?: unknown }).wptResults, null, {
      timeout: PAGE_LIMIT_MS,
    });
    return await results.jsonValue();
  } finally {
    await page.close();
  }
}

/** A folder that was exported does not know its own. */
async function commitOf(root: string): Promise<string> {
  const run = promisify(execFile);
  const asked = await run('git', ['-C', root, 'log', '-1', '--format=%H %cs', '--', '.']).catch(() => null);
  return asked?.stdout.trim() || 'of an unknown commit';
}
