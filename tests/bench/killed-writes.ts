/** Processes killed with SIGKILL while they write, as in `tests/kill`. */
import type { BenchRow } from './figure.ts';
import { createBenchFolder } from './cleaning-up.ts';

const KILLS = 200;

export const KILLED_WRITES: BenchRow = {
  name: 'killed-writes',
  title: `Killed with SIGKILL during a write, ${KILLS} times`,
  async measure() {
    await import('../fakes/without-electron.ts');
    const { killWriters } = await import('../kill/kill-writers.ts');
    const { lost, unreadable, inTheMiddle, commits } = await killWriters({
      folder: await createBenchFolder(),
      kills: KILLS,
      seed: 2,
      lanes: 2,
    });
    return [
      { what: 'committed writes lost', value: lost.length, unit: '', atMost: 0 },
      { what: 'unreadable, or of two writes', value: unreadable.length, unit: '', atMost: 0 },
      { what: 'kills that left a file half-written', value: inTheMiddle, unit: '' },
      { what: 'committed writes', value: commits, unit: '' },
    ];
  },
};
