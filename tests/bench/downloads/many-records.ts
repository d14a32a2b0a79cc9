/** Many small bodies in one fetch, against Chromium's own Background Fetch. */
import type { BenchRow } from '../figure.ts';
import { createBenchFolder } from '../cleaning-up.ts';
import { median } from '../statistics.ts';
import { startPlainChromium } from './chromium-own.ts';
import { createDownloadLarder } from './download-larder.ts';
import { timeFetch } from './measuring.ts';
import { startSource } from './source.ts';

const RECORDS = 200;
const BYTES = 256 * 1024;
const ROUNDS = 7;

export const MANY_RECORDS: BenchRow = {
  name: 'many-records',
  title: `${RECORDS} records of ${BYTES / 1024} KiB, fetch() to success event, over Chromium's own`,
  async measure() {
    const source = await startSource();
    const { page } = await (await createDownloadLarder(source)).start();
    const chromium = await startPlainChromium(source, await createBenchFolder());
    const urls = Array.from({ length: RECORDS }, (_, index) => `${source.url}/bytes/${BYTES}?${index}`);
    // The first of a browser is another row's matter.
    for (const warm of [page, chromium.page]) await timeFetch(warm, urls.slice(0, 1));
    const rounds: { ms: number; chromiumMs: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ ms: await timeFetch(page, urls), chromiumMs: await timeFetch(chromium.page, urls) });
    return [
      {
        what: `time over Chromium's, median of ${ROUNDS}`,
        value: median(rounds.map(({ ms, chromiumMs }) => ms / chromiumMs)),
        unit: 'x',
        atMost: 0.25,
      },
      { what: 'time, median', value: median(rounds.map(({ ms }) => ms)), unit: 'ms' },
      { what: "time of Chromium's own, median", value: median(rounds.map(({ chromiumMs }) => chromiumMs)), unit: 'ms' },
    ];
  },
};
