/** How soon a fetch that is asked for right after the start is over. */
import type { BenchRow } from '../figure.ts';
import { median } from '../statistics.ts';
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
    const first: number[] = [];
    const warm: number[] = [];
    for (let start = 0; start <= STARTS; start += 1) {
      const own = await larder.start();
      const times = [await timeFetch(own.page, urls), await timeFetch(own.page, urls)] as const;
      await own.larder.stop();
      // The very first start installs; it does not count.
      if (start === 0) continue;
      first.push(times[0]);
      warm.push(times[1]);
    }
    return [
      { what: 'the first fetch, median', value: median(first), unit: 'ms', atMost: 30 },
      { what: 'the one after it, median', value: median(warm), unit: 'ms' },
    ];
  },
};
