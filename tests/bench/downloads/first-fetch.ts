/** How soon a fetch that is asked for right after the start is over. */
import { createBenchFolder } from '../cleaning-up.ts';
import type { BenchRow } from '../figure.ts';
import { median } from '../statistics.ts';
import { startPlainChromium } from './chromium-own.ts';
import { createDownloadLarder } from './download-larder.ts';
import { timeFetch } from './measuring.ts';
import { startSource } from './source.ts';

const BYTES = 16;
const STARTS = 5;

export const FIRST_FETCH: BenchRow = {
  name: 'first-fetch',
  title: `fetch() of ${BYTES} bytes right after the start, to its success event, ${STARTS} times`,
  async measure() {
    const source = await startSource();
    const urls = [`${source.url}/bytes/${BYTES}`];
    const larder = await createDownloadLarder(source);
    const profile = await createBenchFolder();
    const ours: number[] = [];
    const warm: number[] = [];
    const chromiums: number[] = [];
    const chromiumsWarm: number[] = [];
    // The very first start installs; it does not count.
    for (let start = 0; start <= STARTS; start += 1) {
      const own = await larder.start();
      const first = await timeFetch(own.page, urls);
      const second = await timeFetch(own.page, urls);
      await own.larder.stop();
      const chromium = await startPlainChromium(source, profile);
      const chromiumFirst = await timeFetch(chromium.page, urls);
      const chromiumSecond = await timeFetch(chromium.page, urls);
      await chromium.close();
      if (start === 0) continue;
      ours.push(first);
      warm.push(second);
      chromiums.push(chromiumFirst);
      chromiumsWarm.push(chromiumSecond);
    }
    return [
      { what: 'the first fetch, median', value: median(ours), unit: 'ms', atMost: 30 },
      { what: 'the one after it, median', value: median(warm), unit: 'ms' },
      { what: "the first of Chromium's own, median", value: median(chromiums), unit: 'ms' },
      { what: 'the one after it, median', value: median(chromiumsWarm), unit: 'ms' },
    ];
  },
};
