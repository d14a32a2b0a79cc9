/** Downloads killed with SIGKILL, as in `tests/kill`. */
import { createBenchFolder } from '../cleaning-up.ts';
import type { BenchRow } from '../figure.ts';
import { median } from '../statistics.ts';

const MIB = 1024 * 1024;
const DOWNLOADS = 5;
const KILLS_EACH = 10;

export const KILLED_DOWNLOAD: BenchRow = {
  name: 'killed-download',
  title: `Killed with SIGKILL during a download, ${DOWNLOADS * KILLS_EACH} times`,
  async measure() {
    const { killDownloads } = await import('../../kill/kill-downloads.ts');
    const downloads = await killDownloads({
      folder: await createBenchFolder(),
      downloads: DOWNLOADS,
      kills: KILLS_EACH,
      seed: 3,
    });
    const fetchedTwice = downloads.flatMap((download) => download.fetchedTwice);
    const events = downloads.flatMap((download) => download.events);
    const wrong = downloads.filter(
      ({ hashes, events: [event] }) => event?.kind !== 'success' || event.hashes.join() !== hashes.join(),
    );
    return [
      ...(fetchedTwice.length === 0
        ? []
        : ([
            {
              what: 'fetched twice after a kill, most',
              value: Math.max(...fetchedTwice) / MIB,
              unit: 'MiB',
              atMost: 1,
            },
            { what: 'the same, median', value: median(fetchedTwice) / MIB, unit: 'MiB' },
          ] as const)),
      { what: 'downloads that are not what the server has', value: wrong.length, unit: '', atMost: 0 },
      { what: 'events missing or told again', value: Math.abs(events.length - DOWNLOADS), unit: '', atMost: 0 },
      { what: 'downloads', value: DOWNLOADS, unit: '' },
    ];
  },
};
