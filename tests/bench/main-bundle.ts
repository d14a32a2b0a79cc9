/** What every start loads of the main process's own code, as it is shipped, and what it costs until the first window is made. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../../build/bundle.ts';
import { until } from '../../build/demo/market-board.ts';
import { ensureChromium } from '../../build/start/chromium-browser.ts';
import { startOnChromiumHost } from '../e2e/start-on-chromium-host.ts';
import { loadedAtStart } from '../fixtures/loaded-at-start.ts';
import { createBenchFolder } from './cleaning-up.ts';
import type { BenchRow } from './figure.ts';
import { median } from './statistics.ts';

const RUNS = 9;
/** The first makes the data folder. */
const STARTS = 8;
const SAMPLER = path.join(import.meta.dirname, 'start-cost.cjs');
/** Compiles the modules that the list on standard input names, one after the other, and prints the CPU time in ms. */
const COMPILER = `
const { readFileSync } = require('node:fs');
const { SourceTextModule } = require('node:vm');
const texts = JSON.parse(readFileSync(0, 'utf8')).map((file) => readFileSync(file, 'utf8'));
const before = process.cpuUsage();
for (const text of texts) new SourceTextModule(text);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000);`;

export const MAIN_BUNDLE: BenchRow = {
  name: 'main-bundle',
  title: `The scripts of the main process that every start loads, for production; compiled ${RUNS} times, started ${STARTS - 1} times`,
  async measure() {
    const outDir = path.join(await createBenchFolder(), 'app');
    await bundle({ outDir, production: true });
    const folder = path.join(outDir, 'main');
    const files = [...(await loadedAtStart(folder, 'index.js'))].map((name) => path.join(folder, name));
    const texts = await Promise.all(files.map((file) => readFile(file)));
    const times: number[] = [];
    for (let run = 0; run < RUNS; run += 1) times.push(await compile(files));
    const starts = await measureStarts(outDir);
    return [
      {
        what: 'size',
        value: texts.reduce((sum, { byteLength }) => sum + byteLength, 0) / 1e6,
        unit: 'MB',
        atMost: 1.5,
      },
      { what: 'compiling them in a process of its own, median', value: median(times), unit: 'ms', atMost: 20 },
      {
        what: 'CPU until the first window, median',
        value: median(starts.map(({ loadMs, startMs }) => loadMs + startMs)),
        unit: 'ms',
        atMost: 60,
      },
      {
        what: 'of that loading and running the scripts',
        value: median(starts.map(({ loadMs }) => loadMs)),
        unit: 'ms',
      },
    ];
  },
};

interface StartCost {
  /** CPU, until the app waits for ready. */
  readonly loadMs: number;
  /** CPU, from ready to the first window. */
  readonly startMs: number;
}

/** On the Chromium host: only there it can be told which bundle is run. */
async function measureStarts(appFolder: string): Promise<StartCost[]> {
  await ensureChromium();
  const folder = await createBenchFolder();
  const costs: StartCost[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const file = path.join(folder, `start-${start}.json`);
    const larder = await startOnChromiumHost({
      dataFolder: path.join(folder, 'data'),
      args: [],
      environment: {
        LARDER_APP_DIR: appFolder,
        LARDER_BENCH_START_FILE: file,
        NODE_OPTIONS: `--require ${SAMPLER}`,
      },
    });
    await until(() => existsSync(file), 'no window was made').finally(() => larder.stop());
    costs.push(JSON.parse(await readFile(file, 'utf8')) as StartCost);
  }
  return costs.slice(1);
}

async function compile(files: readonly string[]): Promise<number> {
  const running = promisify(execFile)(process.execPath, [
    '--no-warnings',
    '--experimental-vm-modules',
    '--eval',
    COMPILER,
  ]);
  running.child.stdin?.end(JSON.stringify(files));
  return Number((await running).stdout);
}
