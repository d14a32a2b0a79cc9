/** What `npm run bench` does on a Node that runs TypeScript. */
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { onAskedToEnd } from '../../build/bootstrap/asked-to-end.mjs';
import { say, StartError } from '../../build/bootstrap/messages.mjs';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { endAll } from './cleaning-up.ts';
import type { BenchRow, MeasuredRow } from './figure.ts';
import { describeLoad, formatTable, toJson } from './report.ts';
import { BENCH_ROWS } from './rows.ts';
import { startedHost } from './bench-larder.ts';

const REPORT = path.join(ROOT, 'out', 'bench.json');

/**
 * Measures the named rows, or all. A target that is missed is a result, not a failure: the exit
 * code is 0 unless something could not be measured.
 */
export async function bench(names: readonly string[]): Promise<number> {
  const stopListening = onAskedToEnd(() => void endAll().finally(() => process.exit(130)));
  const measured: MeasuredRow[] = [];
  const loadNow = (): number => os.loadavg()[0] ?? 0;
  const before = loadNow();
  for (const row of selectRows(names)) measured.push(await measure(row));
  stopListening();
  await mkdir(path.dirname(REPORT), { recursive: true });
  const load = { processors: os.availableParallelism(), before, after: loadNow() };
  await writeFile(REPORT, toJson(measured, startedHost(), load));
  process.stdout.write(
    `${formatTable(measured)}\n\n${describeLoad(load)}\nAs JSON: ${path.relative(process.cwd(), REPORT)}\n`,
  );
  return measured.some(({ problem }) => problem !== null) ? 1 : 0;
}

/** Throws `StartError` for a name that is none. */
export function selectRows(names: readonly string[]): readonly BenchRow[] {
  for (const name of names) {
    if (BENCH_ROWS.some((row) => row.name === name)) continue;
    throw new StartError(
      `there is no bench row "${name}"; the rows are ${BENCH_ROWS.map((row) => row.name).join(', ')}`,
    );
  }
  return BENCH_ROWS.filter(({ name }) => names.length === 0 || names.includes(name));
}

async function measure({ name, title, measure: run }: BenchRow): Promise<MeasuredRow> {
  say(`bench ${name}: ${title} ...`);
  const startedAt = performance.now();
  let figures: MeasuredRow['figures'] = [];
  let problem: string | null = null;
  try {
    figures = await run();
  } catch (error) {
    problem = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
    say(`bench ${name}: cannot be measured: ${problem}`);
  }
  await endAll();
  return { name, title, tookMs: Math.round(performance.now() - startedAt), figures, problem };
}
