/** The largest body that details may declare: how soon it is in the page, and how long main stands still for it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { startBenchLarder, WITH_DATA } from './bench-larder.ts';
import { createBenchFolder } from './cleaning-up.ts';
import type { BenchRow } from './figure.ts';
import { median } from './statistics.ts';

const BYTES = 3 * 1024 * 1024;
const STARTS = 15;
/** The answer comes this long after the page has usually asked for it. */
const LATER_MS = 250;
const SAMPLER = path.join(import.meta.dirname, 'loop-delay.cjs');

export const LARGE_BODY: BenchRow = {
  name: 'large-body',
  title: `Answer of ${BYTES / 1024 / 1024} MiB, by declaration, received to success called, ${STARTS} times`,
  async measure() {
    const delayFile = path.join(await createBenchFolder(), 'loop-delay');
    const { backend, larder, coldStart } = await startBenchLarder(bodyOf(BYTES), {
      settings: { maxBytes: BYTES },
      environment: { NODE_OPTIONS: `--require ${SAMPLER}`, LARDER_BENCH_LOOP_FILE: delayFile },
    });
    const first = await coldStart(WITH_DATA);
    backend.control({ dataDelayMs: first.page.loadedAt - first.openedAt + LATER_MS });
    const times: number[] = [];
    const mainTimes: number[] = [];
    const delays: number[] = [];
    const readDelay = async (): Promise<number> => {
      process.kill(larder.pid, 'SIGUSR2');
      await new Promise((resolve) => setTimeout(resolve, 100));
      return Number(await readFile(delayFile, 'utf8'));
    };
    for (let index = 0; index < STARTS; index += 1) {
      // The window and its page are there by then: what follows is the answer alone.
      const { page, deliveredAt } = await coldStart(WITH_DATA, () => process.kill(larder.pid, 'SIGUSR2'));
      if (page.arrivedAt === null || page.bytes !== BYTES) throw new Error(`a page got ${page.bytes} characters`);
      const delay = await readDelay();
      if (page.arrivedAt <= page.loadedAt || deliveredAt === null) continue;
      times.push(page.answeredAt - page.arrivedAt);
      mainTimes.push(deliveredAt - page.arrivedAt);
      delays.push(delay);
    }
    if (times.length < STARTS / 2) throw new Error('the pages loaded later than their data came');
    return [
      { what: 'received to success called, median', value: median(times), unit: 'ms', atMost: 30 },
      { what: 'of it until main handed it over, median', value: median(mainTimes), unit: 'ms' },
      // Of the host, its copy of the answer is in it, and that of a second call.
      { what: 'the longest that main stood still, median', value: median(delays), unit: 'ms', atMost: 8 },
      { what: 'deliveries to a page that waited', value: times.length, unit: '' },
    ];
  },
};

/** Looks like data: escapes and short words, not one letter. */
function bodyOf(bytes: number): string {
  const line = '{"symbol":"COIN","price":"1234.50","change":"-0.25"},\n';
  return line.repeat(Math.ceil(bytes / line.length)).slice(0, bytes);
}
