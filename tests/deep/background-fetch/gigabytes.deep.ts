/** One record of a gigabyte whose process is killed three times. `LARDER_GIGABYTES=5`: as many of them. */
import { statfs } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { COUNTS_QUEUES, killDownloads } from '../../kill/kill-downloads.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const SIZE = Number(process.env['LARDER_GIGABYTES'] ?? 1) * GIB;
const KILLS = 3;

it(
  `a record of ${SIZE / GIB} GiB is whole, hardly fetched twice and told once when its process is killed ${KILLS} times, and leaves nothing`,
  { timeout: 3_600_000 },
  async () => {
    const folder = createTemporaryFolder();
    const { bavail, bsize } = await statfs(folder);
    expect(bavail * bsize, `free in ${folder}`).toBeGreaterThan(1.2 * SIZE);
    const [download] = await killDownloads({ folder, downloads: 1, kills: KILLS, seed: 5, recordBytes: [SIZE] });
    const { hashes, events, fetchedTwice, keptBytes } = download!;
    expect(events).toEqual([{ kind: 'success', hashes }]);
    expect(fetchedTwice).toHaveLength(COUNTS_QUEUES ? KILLS : 0);
    if (COUNTS_QUEUES) expect(Math.max(...fetchedTwice)).toBeLessThanOrEqual(MIB);
    // What its worker has copied is all that there is then: 1.05 times the size with that copy, at most.
    expect(keptBytes).toBeLessThan(0.05 * SIZE);
    process.stdout.write(
      `fetched twice: ${fetchedTwice.map((bytes) => `${Math.round(bytes / 1024)} KiB`).join(', ')}; kept: ${keptBytes} bytes\n`,
    );
  },
);
