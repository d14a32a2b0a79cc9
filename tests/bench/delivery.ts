/** From the last byte of the largest answer to the page's `success`, in a page that waits for it. */
import { startBenchLarder, WITH_DATA } from './bench-larder.ts';
import type { BenchRow, Figure } from './figure.ts';
import { median, percentile } from './statistics.ts';

const KIB = 1024;
const SIZES = [
  { bytes: 16 * KIB, atMost: 3 },
  { bytes: 256 * KIB, atMost: 10 },
];
const STARTS = 30;
/** The answer comes this long after the page has usually asked for it. */
const LATER_MS = 150;

export const DELIVERY: BenchRow = {
  name: 'delivery',
  title: `Answer received to success called, ${STARTS} times each`,
  async measure() {
    const figures: Figure[] = [];
    for (const { bytes, atMost } of SIZES) figures.push(...(await measureSize(bytes, atMost)));
    return figures;
  },
};

async function measureSize(bytes: number, atMost: number): Promise<Figure[]> {
  const { backend, larder, coldStart } = await startBenchLarder(bodyOf(bytes));
  const first = await coldStart(WITH_DATA);
  backend.control({ dataDelayMs: first.page.loadedAt - first.openedAt + LATER_MS });
  const times: number[] = [];
  const mainTimes: number[] = [];
  const again: number[] = [];
  for (let index = 0; index < STARTS; index += 1) {
    const { page, deliveredAt } = await coldStart(WITH_DATA);
    if (page.arrivedAt === null || page.bytes !== bytes) throw new Error(`a page got ${page.bytes} bytes`);
    again.push(page.againMs);
    // A page that was slower than the answer did not wait: that is no delivery.
    if (page.arrivedAt <= page.loadedAt || deliveredAt === null) continue;
    times.push(page.answeredAt - page.arrivedAt);
    mainTimes.push(deliveredAt - page.arrivedAt);
  }
  await larder.stop();
  if (times.length < STARTS / 2) throw new Error('the pages loaded later than their data came');
  const what = `${bytes / KIB} KiB`;
  return [
    { what: `${what}, received to success called, p95`, value: percentile(times, 95), unit: 'ms', atMost },
    // The rest is the way to the page, which the host has made.
    { what: `${what}, of it until main handed it over, p95`, value: percentile(mainTimes, 95), unit: 'ms' },
    { what: `${what}, the same, p50`, value: percentile(times, 50), unit: 'ms' },
    { what: `${what}, a call with the data in memory, there and back, p50`, value: median(again), unit: 'ms' },
    { what: `${what}, deliveries to a page that waited`, value: times.length, unit: '' },
  ];
}

/** Looks like data: escapes and short words, not one letter. */
function bodyOf(bytes: number): string {
  const line = '{"symbol":"COIN","price":"1234.50","change":"-0.25"},\n';
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}
