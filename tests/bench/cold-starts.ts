/** What a process keeps of cold starts that are over: open files and memory. */
import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { until } from '../../build/demo/market-board.ts';
import { startBenchLarder, WITH_DATA } from './bench-larder.ts';
import { createBenchFolder } from './cleaning-up.ts';
import type { BenchRow } from './figure.ts';
import { residentBytes } from './downloads/memory.ts';

const MIB = 1024 * 1024;
const SAMPLER = path.join(import.meta.dirname, 'heap-in-use.cjs');
/** What the first ones load and cache is no growth. */
const WARM = 20;
const STARTS = 80;
/** For what is given back when nothing has asked for a while. */
const SETTLED_MS = 3000;

export const COLD_STARTS: BenchRow = {
  name: 'cold-starts',
  title: `${STARTS} cold starts in one process: what it keeps of the last ${STARTS - WARM}`,
  async measure() {
    const heapFile = path.join(await createBenchFolder(), 'heap');
    const { larder, coldStart } = await startBenchLarder('fresh data', {
      environment: { NODE_OPTIONS: `--expose-gc --require ${SAMPLER}`, LARDER_BENCH_HEAP_FILE: heapFile },
    });
    const look = async (): Promise<{ files: number; heapBytes: number; residentBytes: number }> => {
      await delay(SETTLED_MS);
      await rm(heapFile, { force: true });
      process.kill(larder.pid, 'SIGUSR2');
      await until(() => existsSync(heapFile), 'the process does not say what it has in use');
      const resident = await residentBytes(larder.pid);
      if (resident === null) throw new Error('only Linux tells what a process has open');
      return {
        files: (await readdir(`/proc/${larder.pid}/fd`)).length,
        heapBytes: Number(await readFile(heapFile, 'utf8')),
        residentBytes: resident,
      };
    };
    for (let start = 0; start < WARM; start += 1) await coldStart(WITH_DATA);
    const before = await look();
    for (let start = WARM; start < STARTS; start += 1) await coldStart(WITH_DATA);
    const after = await look();
    return [
      { what: 'open files, more than before', value: after.files - before.files, unit: '', atMost: 0 },
      {
        what: 'heap in use, more than before',
        value: (after.heapBytes - before.heapBytes) / MIB,
        unit: 'MiB',
        // Lines of Activity and of the log in memory; a window that stays is several times that.
        atMost: 2,
      },
      {
        what: 'memory (RSS), more than before',
        value: (after.residentBytes - before.residentBytes) / MIB,
        unit: 'MiB',
        // What an allocator keeps.
        atMost: 16,
      },
      { what: 'open files', value: after.files, unit: '' },
    ];
  },
};
