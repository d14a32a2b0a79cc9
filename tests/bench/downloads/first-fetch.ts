/** How soon a fetch that is asked for right after the start is over, beside what the start of its worker takes by itself. */
import type { Page } from '@playwright/test';
import type { BenchRow } from '../figure.ts';
import { median } from '../statistics.ts';
import { createDownloadLarder } from './download-larder.ts';
import { timeFetch } from './measuring.ts';
import { startSource } from './source.ts';

const BYTES = 16;
const STARTS = 7;
/** A worker that has not answered, or a fetch that has not ended by then never will. */
const LIMIT_MS = 30_000;

interface WakingPage {
  wake(): Promise<number>;
}

export const FIRST_FETCH: BenchRow = {
  name: 'first-fetch',
  title: `fetch() of ${BYTES} bytes right after the start, to its success event, ${STARTS} times`,
  async measure() {
    const source = await startSource();
    const urls = [`${source.url}/bytes/${BYTES}`];
    const larder = await createDownloadLarder(source);
    const first: number[] = [];
    const warm: number[] = [];
    const workerStarts: number[] = [];
    const withWorker: number[] = [];
    for (let start = 0; start <= STARTS; start += 1) {
      const asleep = await larder.start();
      const times = [
        await timeFetch(asleep.page, urls, LIMIT_MS),
        await timeFetch(asleep.page, urls, LIMIT_MS),
      ] as const;
      await asleep.larder.stop();
      // The very first start installs; it does not count.
      if (start === 0) continue;
      first.push(times[0]);
      warm.push(times[1]);
      const awake = await larder.start();
      workerStarts.push(await timeWorker(awake.page));
      withWorker.push(await timeFetch(awake.page, urls, LIMIT_MS));
      await awake.larder.stop();
    }
    return [
      { what: 'the first fetch, median', value: median(first), unit: 'ms', atMost: 30 },
      {
        what: 'the first fetch when the worker runs already, median',
        value: median(withWorker),
        unit: 'ms',
        atMost: 30,
      },
      // By a message of its page, without any fetch: Chromium's and the host's part.
      { what: 'the start of the worker alone, median', value: median(workerStarts), unit: 'ms' },
      { what: 'the fetch after the first, median', value: median(warm), unit: 'ms' },
    ];
  },
};

/** ms from a message to a worker that does not run to its answer. */
async function timeWorker(page: Page): Promise<number> {
  const ms = await page.evaluate(
    (limit) =>
      Promise.race([
        (window as unknown as WakingPage).wake(),
        new Promise<null>((resolve) => setTimeout(resolve, limit, null)),
      ]),
    LIMIT_MS,
  );
  if (ms === null) throw new Error('a worker did not start for a message of its page');
  return ms;
}
