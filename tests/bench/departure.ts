/** How soon after opening the pre-fetch request leaves, with details on the disk and a token. */
import { startBenchLarder, WITH_DATA, type ColdStart } from './bench-larder.ts';
import type { BenchRow } from './figure.ts';
import { percentile } from './statistics.ts';

const STARTS = 40;

export const DEPARTURE: BenchRow = {
  name: 'departure',
  title: `Pre-fetch request leaves after open, details cached, ${STARTS} cold starts`,
  async measure() {
    const { coldStart } = await startBenchLarder('fresh data');
    const starts: ColdStart[] = [];
    for (let index = 0; index < STARTS; index += 1) starts.push(await coldStart(WITH_DATA));
    const left = starts.map((start) => requestOf(start).leftAt - start.openedAt);
    const reached = starts.map((start) => requestOf(start).reachedAt - start.openedAt);
    return [
      { what: 'open to request handed to the network, p95', value: percentile(left, 95), unit: 'ms', atMost: 5 },
      { what: 'the same, p50', value: percentile(left, 50), unit: 'ms' },
      { what: 'open to request at the developer server, p95', value: percentile(reached, 95), unit: 'ms', atMost: 20 },
      { what: 'the same, p50', value: percentile(reached, 50), unit: 'ms' },
      {
        what: 'starts whose window was created before the request had left',
        value: starts.filter((start) => requestOf(start).leftAt > start.windowAt).length,
        unit: '',
        atMost: 0,
      },
      { what: 'cold starts', value: starts.length, unit: '', atLeast: 30 },
    ];
  },
};

function requestOf({ request }: ColdStart): NonNullable<ColdStart['request']> {
  if (!request) throw new Error('a cold start made no pre-fetch request');
  return request;
}
