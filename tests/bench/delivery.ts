/** From the last byte of the largest answer to the page's `success`, in a page that waits for it. */
import { startBenchLarder, WITH_DATA } from './bench-larder.ts';
import type { BenchRow } from './figure.ts';
import { median, percentile } from './statistics.ts';

const BYTES = 256 * 1024;
const STARTS = 30;
/** The answer comes this long after the page has usually asked for it. */
const LATER_MS = 150;

export const DELIVERY: BenchRow = {
  name: 'delivery',
  title: `Answer of ${BYTES / 1024} KiB received to success called, ${STARTS} times`,
  async measure() {
    const { backend, coldStart } = await startBenchLarder(bodyOf(BYTES));
    const first = await coldStart(WITH_DATA);
    backend.control({ dataDelayMs: first.page.loadedAt - first.openedAt + LATER_MS });
    const times: number[] = [];
    const again: number[] = [];
    for (let index = 0; index < STARTS; index += 1) {
      const { page } = await coldStart(WITH_DATA);
      if (page.arrivedAt === null || page.bytes !== BYTES) throw new Error(`a page got ${page.bytes} bytes`);
      again.push(page.againMs);
      // A page that was slower than the answer did not wait: that is no delivery.
      if (page.arrivedAt > page.loadedAt) times.push(page.answeredAt - page.arrivedAt);
    }
    if (times.length < STARTS / 2) throw new Error('the pages loaded later than their data came');
    return [
      { what: 'received to success called, p95', value: percentile(times, 95), unit: 'ms', atMost: 10 },
      { what: 'the same, p50', value: percentile(times, 50), unit: 'ms' },
      { what: 'a call with the data in memory, there and back, p50', value: median(again), unit: 'ms' },
      { what: 'deliveries to a page that waited', value: times.length, unit: '' },
    ];
  },
};

/** Looks like data: escapes and short words, not one letter. */
function bodyOf(bytes: number): string {
  const line = '{"symbol":"COIN","price":"1234.50","change":"-0.25"},\n';
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}
