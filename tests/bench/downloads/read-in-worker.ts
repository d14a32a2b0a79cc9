/** How fast a service worker reads what its fetch has brought, beside a plain `fetch()` of as many bytes of its own package. */
import { contentOf } from '../../fixtures/fault-server/content.ts';
import type { BenchRow } from '../figure.ts';
import { median } from '../statistics.ts';
import { createDownloadLarder } from './download-larder.ts';
import { growthWhile } from './memory.ts';
import { startSource } from './source.ts';

const MIB = 1024 * 1024;
const BYTES = 64 * MIB;
const ROUNDS = 5;
const GIGABYTE = 1024 * MIB;

interface Reading {
  readonly bytes: number;
  readonly ms: number;
}

interface ReadingPage {
  measure(
    urls: readonly string[],
    prefix: string,
  ): Promise<{ readonly type: string; readonly read: Reading | null; readonly own: Reading | null }>;
}

export const READ_IN_WORKER: BenchRow = {
  name: 'read-in-worker',
  title: `A worker reads a record of ${BYTES / MIB} MiB in its success event, ${ROUNDS} times`,
  async measure() {
    const source = await startSource();
    const { page, larder } = await (await createDownloadLarder(source, { 'own.bin': contentOf(3, BYTES) })).start();
    const rounds: { readonly readMs: number; readonly ownMs: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const { type, read, own } = await page.evaluate(
        (urls) => (window as unknown as ReadingPage).measure(urls, 'read-own-'),
        [`${source.url}/bytes/${BYTES}`],
      );
      if (read?.bytes !== BYTES || own?.bytes !== BYTES)
        throw new Error(`a worker read ${read?.bytes} and ${own?.bytes} bytes, after "${type}"`);
      rounds.push({ readMs: read.ms, ownMs: own.ms });
    }
    const { result: large, growthBytes } = await growthWhile(larder.pid, () =>
      page.evaluate(
        (urls) => (window as unknown as ReadingPage).measure(urls, 'read-'),
        [`${source.url}/bytes/${GIGABYTE}`],
      ),
    );
    if (large.read?.bytes !== GIGABYTE) throw new Error(`a worker read ${large.read?.bytes} bytes of ${GIGABYTE}`);
    const speed = (ms: number): number => BYTES / MIB / (ms / 1000);
    return [
      {
        what: 'speed over that of a plain fetch() of the own origin, median',
        value: median(rounds.map(({ readMs, ownMs }) => ownMs / readMs)),
        unit: 'x',
        atLeast: 0.8,
      },
      {
        what: 'MiB read in a second, median',
        value: median(rounds.map(({ readMs }) => speed(readMs))),
        unit: '',
        atLeast: 200,
      },
      ...(growthBytes === null
        ? []
        : [
            {
              what: 'memory growth (RSS) of the main process while 1 GiB is fetched and read, most',
              value: growthBytes / MIB,
              unit: 'MiB',
              atMost: 64,
            } as const,
          ]),
      { what: 'of the plain fetch(), median', value: median(rounds.map(({ ownMs }) => speed(ownMs))), unit: '' },
    ];
  },
};
