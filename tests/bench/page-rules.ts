/** Requests of one start that the rules for pages make: they leave together. */
import { startBenchLarder, WITH_DATA, type ColdStart } from './bench-larder.ts';
import type { BenchRow } from './figure.ts';
import { percentile } from './statistics.ts';

const STARTS = 40;
const KEYS = ['first', 'second', 'third'];

export const PAGE_RULES: BenchRow = {
  name: 'page-rules',
  title: `Pre-fetch and ${KEYS.length} rules for pages leave after open, details cached, ${STARTS} cold starts`,
  async measure() {
    const preFetchRules = KEYS.map((key) => ({ key, page: '/', url: `{base}/prefetch?rule=${key}` }));
    const { coldStart } = await startBenchLarder('fresh data', { settings: { preFetchRules } });
    const starts: ColdStart[] = [];
    for (let index = 0; index < STARTS; index += 1) starts.push(await coldStart(WITH_DATA));
    const wrong = starts.find(({ leftAt }) => leftAt.length !== KEYS.length + 1);
    if (wrong) throw new Error(`a start made ${wrong.leftAt.length} requests`);
    const last = starts.map(({ leftAt, openedAt }) => Math.max(...leftAt) - openedAt);
    const apart = starts.map(({ leftAt }) => Math.max(...leftAt) - Math.min(...leftAt));
    return [
      {
        what: 'open to the last request handed to the network, p95',
        value: percentile(last, 95),
        unit: 'ms',
        atMost: 5,
      },
      { what: 'the same, p50', value: percentile(last, 50), unit: 'ms' },
      { what: 'from the first to the last of them, p95', value: percentile(apart, 95), unit: 'ms', atMost: 5 },
    ];
  },
};
