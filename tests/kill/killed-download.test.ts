import { describe, expect, it } from 'vitest';
import { createTemporaryFolder } from '../fakes/temporary-folder.ts';
import { COUNTS_QUEUES, DOWNLOAD_BYTES, killDownloads } from './kill-downloads.ts';

const MIB = 1024 * 1024;
const isDeep = process.env['LARDER_DEEP'] === '1';
/** `npm run test:deep` kills fifty times. */
const DOWNLOADS = isDeep ? 5 : 1;
const KILLS_EACH = isDeep ? 10 : 4;

describe(`a download of ${DOWNLOAD_BYTES / MIB} MiB whose process is killed`, () => {
  it(
    `is whole, hardly fetched twice and told once when that happens at ${DOWNLOADS * KILLS_EACH} random moments`,
    { timeout: 600_000 },
    async () => {
      const downloads = await killDownloads({
        folder: createTemporaryFolder(),
        downloads: DOWNLOADS,
        kills: KILLS_EACH,
        seed: 20_260_302,
      });
      for (const { hashes, events } of downloads) expect(events).toEqual([{ kind: 'success', hashes }]);
      const fetchedTwice = downloads.flatMap((download) => download.fetchedTwice);
      expect(fetchedTwice).toHaveLength(COUNTS_QUEUES ? DOWNLOADS * KILLS_EACH : 0);
      if (COUNTS_QUEUES) expect(Math.max(...fetchedTwice)).toBeLessThanOrEqual(MIB);
    },
  );
});
