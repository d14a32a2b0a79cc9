/** One record of gigabytes whose process is killed three times, as in `tests/deep`. */
import { statfs } from 'node:fs/promises';
import { createBenchFolder } from '../cleaning-up.ts';
import type { BenchRow } from '../figure.ts';

const MIB = 1024 * 1024;
/** `LARDER_GIGABYTES=5`: as many of them, and as much of the disk. */
const GIGABYTES = Number(process.env['LARDER_GIGABYTES'] ?? 1);
const BYTES = GIGABYTES * 1024 * MIB;
const KILLS = 3;

export const KILLED_GIGABYTES: BenchRow = {
  name: 'killed-gigabytes',
  title: `A record of ${GIGABYTES} GiB (LARDER_GIGABYTES) whose process is killed ${KILLS} times with SIGKILL`,
  async measure() {
    const folder = await createBenchFolder();
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < 1.2 * BYTES) throw new Error(`there are no ${GIGABYTES} GiB and a fifth free in ${folder}`);
    const { killDownloads } = await import('../../kill/kill-downloads.ts');
    const [download] = await killDownloads({ folder, downloads: 1, kills: KILLS, seed: 5, recordBytes: [BYTES] });
    const { hashes, events, fetchedTwice, keptBytes } = download!;
    const isRight = events.length === 1 && events[0]?.kind === 'success' && events[0].hashes.join() === hashes.join();
    return [
      { what: 'downloads that are not whole, or not told of once', value: isRight ? 0 : 1, unit: '', atMost: 0 },
      ...(fetchedTwice.length === 0
        ? []
        : ([
            {
              what: 'fetched twice after a kill, most',
              value: Math.max(...fetchedTwice) / MIB,
              unit: 'MiB',
              atMost: 1,
            },
          ] as const)),
      {
        what: 'disk when event and readers are over, with the copy of its worker',
        value: (BYTES + keptBytes) / BYTES,
        unit: 'x',
        atMost: 1.05,
      },
    ];
  },
};
