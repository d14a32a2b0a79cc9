/** What a start costs more with many mini-programs, whose index is read, than with none. Everything but the network is real. */
import { execFile } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { bundleProcess } from '../fakes/bundled-process.ts';
import { createBenchFolder } from './cleaning-up.ts';
import type { BenchRow, Figure } from './figure.ts';
import { median } from './statistics.ts';
import type { SweepReport } from './sweep-process.ts';

const FEW = 100;
const MANY = 10_000;
const RUNS = 9;
const MIB = 1024 * 1024;
/** With or without a few it is noise. */
const FIGURES_OF = [
  { count: FEW, atMostMs: 2, atMostMib: undefined },
  { count: MANY, atMostMs: 60, atMostMib: 30 },
] as const;

const execute = promisify(execFile);

export const MANY_MINI_PROGRAMS: BenchRow = {
  name: 'many-mini-programs',
  title: `Starts with ${FEW} and ${MANY} mini-programs`,
  async measure() {
    const folder = await createBenchFolder();
    const script = await bundleProcess(path.join(ROOT, 'tests', 'bench', 'sweep-process.ts'), folder);
    const start = async (dataFolder: string, ...args: string[]): Promise<string> =>
      (await execute(process.execPath, ['--expose-gc', script, dataFolder, ...args])).stdout;
    const report = async (dataFolder: string): Promise<SweepReport> =>
      JSON.parse(await start(dataFolder)) as SweepReport;

    const empty = path.join(folder, 'empty');
    await mkdir(empty);
    const figures: Figure[] = [];
    for (const { count, atMostMs, atMostMib } of FIGURES_OF) {
      const full = path.join(folder, String(count));
      await mkdir(full);
      await start(full, String(count), '0');
      const first = await report(full);
      const without: SweepReport[] = [];
      const withThem: SweepReport[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        without.push(await report(empty));
        withThem.push(await report(full));
      }
      const more = (key: keyof SweepReport): number =>
        median(withThem.map((each) => each[key])) - median(without.map((each) => each[key]));
      figures.push(
        {
          what: `${count}: start-up, longer than without them`,
          value: more('startUpMs'),
          unit: 'ms',
          atMost: atMostMs,
        },
        { what: `${count}: CPU of it`, value: more('startUpCpuMs'), unit: 'ms' },
        { what: `${count}: the one start that makes the index, in all`, value: first.startUpMs, unit: 'ms' },
        {
          what: `${count}: memory (RSS), more than without them`,
          value: more('residentBytes') / MIB,
          unit: 'MiB',
          ...(atMostMib === undefined ? {} : { atMost: atMostMib }),
        },
        { what: `${count}: of that in use for objects`, value: more('heapBytes') / MIB, unit: 'MiB' },
      );
      await rm(full, { recursive: true });
    }
    return figures;
  },
};
