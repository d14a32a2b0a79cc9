/** Many small bodies in one fetch of a page, against curl. */
import { createBenchFolder } from '../cleaning-up.ts';
import type { BenchRow } from '../figure.ts';
import { median } from '../statistics.ts';
import { createDownloadLarder } from './download-larder.ts';
import { timeFetch } from './measuring.ts';
import { lookForCurl, startSource, timeCurlWith } from './source.ts';

const RECORDS = 200;
const BYTES = 256 * 1024;
const ROUNDS = 7;

export const MANY_RECORDS: BenchRow = {
  name: 'many-records',
  title: `${RECORDS} records of ${BYTES / 1024} KiB, fetch() to success event, over curl --parallel`,
  async measure() {
    const source = await startSource();
    const { page } = await (await createDownloadLarder(source)).start();
    const urls = Array.from({ length: RECORDS }, (_, index) => `${source.url}/bytes/${BYTES}?${index}`);
    const folder = await createBenchFolder();
    await lookForCurl('many-records', source, folder);
    const curlArgs = ['--parallel', `${source.url}/bytes/${BYTES}?[1-${RECORDS}]`];
    // The first fetch of a Larder is another row's matter.
    await timeFetch(page, urls);
    const rounds: { ms: number; curlMs: number | null }[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      rounds.push({ curlMs: await timeCurlWith(curlArgs, folder), ms: await timeFetch(page, urls) });
    const withCurl = rounds.flatMap(({ ms, curlMs }) => (curlMs === null ? [] : [{ ms, curlMs }]));
    return [
      ...(withCurl.length === 0
        ? []
        : ([
            {
              what: `time over curl's, median of ${ROUNDS}`,
              value: median(withCurl.map(({ ms, curlMs }) => ms / curlMs)),
              unit: 'x',
              atMost: 1.5,
            },
            { what: 'time of curl, median', value: median(withCurl.map(({ curlMs }) => curlMs)), unit: 'ms' },
          ] as const)),
      { what: 'time, median', value: median(rounds.map(({ ms }) => ms)), unit: 'ms' },
    ];
  },
};
