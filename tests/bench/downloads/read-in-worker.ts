/** How fast a service worker reads what its fetch has brought. */
import type { BenchRow } from '../figure.ts';
import { median } from '../statistics.ts';
import { createDownloadLarder } from './download-larder.ts';
import { startSource } from './source.ts';

const MIB = 1024 * 1024;
const BYTES = 64 * MIB;
const ROUNDS = 3;

interface Reading {
  readonly type: string;
  readonly read: { readonly bytes: number; readonly ms: number } | null;
}

interface ReadingPage {
  measure(urls: readonly string[], prefix: string): Promise<Reading>;
}

export const READ_IN_WORKER: BenchRow = {
  name: 'read-in-worker',
  title: `A worker reads a record of ${BYTES / MIB} MiB in its success event, ${ROUNDS} times`,
  async measure() {
    const source = await startSource();
    const { page } = await (await createDownloadLarder(source)).start();
    const speeds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { type, read } = await page.evaluate(
        (urls) => (window as unknown as ReadingPage).measure(urls, 'read-'),
        [`${source.url}/bytes/${BYTES}`],
      );
      if (read?.bytes !== BYTES) throw new Error(`a worker read ${read?.bytes} bytes, after "${type}"`);
      speeds.push(BYTES / MIB / (read.ms / 1000));
    }
    return [{ what: 'MiB read in a second, median', value: median(speeds), unit: '', atLeast: 200 }];
  },
};
