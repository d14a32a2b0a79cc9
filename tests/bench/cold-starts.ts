/** What a process keeps of cold starts that are over: open files and memory. */
import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { startBenchLarder, WITH_DATA } from './bench-larder.ts';
import type { BenchRow } from './figure.ts';
import { residentBytes } from './downloads/memory.ts';

const MIB = 1024 * 1024;
/** What the first ones load and cache is no growth. */
const WARM = 20;
const STARTS = 80;
/** For what is given back when nothing has asked for a while. */
const SETTLED_MS = 3000;

export const COLD_STARTS: BenchRow = {
  name: 'cold-starts',
  title: `${STARTS} cold starts in one process: what it keeps of the last ${STARTS - WARM}`,
  async measure() {
    const { larder, coldStart } = await startBenchLarder('fresh data');
    const look = async (): Promise<{ files: number; bytes: number }> => {
      await delay(SETTLED_MS);
      const bytes = await residentBytes(larder.pid);
      if (bytes === null) throw new Error('only Linux tells what a process has open');
      return { files: (await readdir(`/proc/${larder.pid}/fd`)).length, bytes };
    };
    for (let start = 0; start < WARM; start += 1) await coldStart(WITH_DATA);
    const before = await look();
    for (let start = WARM; start < STARTS; start += 1) await coldStart(WITH_DATA);
    const after = await look();
    return [
      { what: 'open files, more than before', value: after.files - before.files, unit: '', atMost: 0 },
      {
        what: 'memory (RSS), more than before',
        value: (after.bytes - before.bytes) / MIB,
        unit: 'MiB',
        // What an allocator keeps; a window that stays is several times that.
        atMost: 16,
      },
      { what: 'open files', value: after.files, unit: '' },
    ];
  },
};
