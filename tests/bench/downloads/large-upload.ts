/** One large body from a page's Blob to a server on loopback, by way of the disk: what it costs the main process. */
import type { BenchRow } from '../figure.ts';
import { createDownloadLarder } from './download-larder.ts';
import { timeUpload } from './measuring.ts';
import { growthWhile } from './memory.ts';
import { startSource } from './source.ts';

const MIB = 1024 * 1024;
const BYTES = 1024 * MIB;

export const LARGE_UPLOAD: BenchRow = {
  name: 'large-upload',
  title: `upload of ${BYTES / MIB} MiB from a page to loopback`,
  async measure() {
    const source = await startSource();
    const { page, larder } = await (await createDownloadLarder(source)).start();
    // What is loaded at the first use is no part of the body's cost.
    await timeUpload(page, `${source.url}/sink`, MIB);
    const { result: ms, growthBytes } = await growthWhile(larder.pid, () =>
      timeUpload(page, `${source.url}/sink`, BYTES),
    );
    return [
      { what: 'from fetch() to the success event', value: ms, unit: 'ms' },
      ...(growthBytes === null
        ? []
        : [
            {
              what: 'memory growth (RSS) of the main process, most',
              value: growthBytes / MIB,
              unit: 'MiB',
              atMost: 64,
            } as const,
          ]),
    ];
  },
};
