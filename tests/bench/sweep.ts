/** What thousands of mini-programs cost: at start, in memory, and in a sweep. Everything but the network is real. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { bundleProcess } from '../fakes/bundled-process.ts';
import { createBenchFolder } from './cleaning-up.ts';
import type { BenchRow } from './figure.ts';
import { median } from './statistics.ts';
import type { SweepReport } from './sweep-process.ts';

const MINI_PROGRAMS = 10_000;
/** As many as somebody may have. */
const SOME = 100;
const DUE = 500;
const RUNS = 3;
const MIB = 1024 * 1024;

const execute = promisify(execFile);

export const SWEEP: BenchRow = {
  name: 'sweep',
  title: `Sweep bookkeeping: ${MINI_PROGRAMS} mini-programs, ${DUE} due`,
  async measure() {
    const folder = await createBenchFolder();
    const script = await bundleProcess(path.join(ROOT, 'tests', 'bench', 'sweep-process.ts'), folder);
    const runIn = async (dataFolder: string, ...args: string[]): Promise<string> =>
      (await execute(process.execPath, ['--expose-gc', script, dataFolder, ...args])).stdout;

    const without: SweepReport[] = [];
    const withThem: SweepReport[] = [];
    const withSome: SweepReport[] = [];
    const empty = path.join(folder, 'empty');
    const some = path.join(folder, 'some');
    const full = path.join(folder, 'full');
    await mkdir(empty);
    await mkdir(some);
    await runIn(some, String(SOME), '0');
    await mkdir(full);
    // One after the other, with and without in turn. A sweep makes the due ones fresh: they are made due again.
    for (let run = 0; run < RUNS; run += 1) {
      await runIn(full, String(run === 0 ? MINI_PROGRAMS : DUE), String(DUE));
      without.push(JSON.parse(await runIn(empty)) as SweepReport);
      withSome.push(JSON.parse(await runIn(some)) as SweepReport);
      withThem.push(JSON.parse(await runIn(full)) as SweepReport);
    }
    const wrong = withThem.find(({ requests, succeeded }) => requests !== DUE || succeeded !== DUE);
    if (wrong)
      throw new Error(`the sweep made ${wrong.requests} requests of which ${wrong.succeeded} succeeded, not ${DUE}`);

    const of = (reports: readonly SweepReport[], key: keyof SweepReport): number =>
      median(reports.map((report) => report[key]));
    const more = (key: keyof SweepReport, reports = withThem): number => of(reports, key) - of(without, key);
    return [
      {
        what: 'CPU of the sweep for each that was due, beside the system’s for its files',
        value: (of(withThem, 'sweepCpuMs') - of(withThem, 'sweepSystemMs')) / DUE,
        unit: 'ms',
        atMost: 1,
      },
      { what: 'the system’s for its files', value: of(withThem, 'sweepSystemMs') / DUE, unit: 'ms' },
      {
        what: 'CPU of the sweep for each of all mini-programs',
        value: of(withThem, 'sweepCpuMs') / MINI_PROGRAMS,
        unit: 'ms',
        atMost: 1,
      },
      { what: `start-up with ${SOME}, longer than without`, value: more('startUpMs', withSome), unit: 'ms', atMost: 2 },
      { what: 'start-up with all, longer than without', value: more('startUpMs'), unit: 'ms', atMost: 60 },
      { what: 'memory (RSS), more than without them', value: more('residentBytes') / MIB, unit: 'MiB', atMost: 30 },
      { what: 'of that in use for objects', value: more('heapBytes') / MIB, unit: 'MiB' },
      { what: 'start-up without any', value: of(without, 'startUpMs'), unit: 'ms' },
      { what: 'CPU of the start-up, more than without them', value: more('startUpCpuMs'), unit: 'ms' },
      { what: 'looking at all of them once', value: of(withThem, 'planMs'), unit: 'ms' },
      { what: 'the whole sweep', value: of(withThem, 'sweepMs'), unit: 'ms' },
    ];
  },
};
