/**
 * How long a cold start takes until the data is in the page, over the longer of its two parts: the
 * page load and the request, each measured alone in the same run.
 */
import { startBenchLarder, WITH_DATA, WITHOUT_DATA } from './bench-larder.ts';
import type { BenchRow, Figure } from './figure.ts';
import { median } from './statistics.ts';

/** How long the server takes, over the page load. */
const DELAYS = [0, 0.5, 0.9, 1.1, 2];
const STARTS = 7;
const ALLOWANCE_MS = 10;

export const DATA_IN_PAGE: BenchRow = {
  name: 'data-in-page',
  title: `Cold start to data in the page, over the longer of page load and request, less ${ALLOWANCE_MS} ms`,
  async measure() {
    const { backend, coldStart } = await startBenchLarder('fresh data');
    const pageLoad = async (): Promise<number> => {
      const { openedAt, page } = await coldStart(WITHOUT_DATA);
      return page.loadedAt - openedAt;
    };
    const firstLoads: number[] = [];
    for (let index = 0; index < STARTS; index += 1) firstLoads.push(await pageLoad());
    const typicalLoadMs = median(firstLoads);

    const figures: Figure[] = [];
    const parts: { leaving: number; inMain: number; toPage: number }[] = [];
    for (const factor of DELAYS) {
      const delayMs = Math.round(typicalLoadMs * factor);
      backend.control({ dataDelayMs: delayMs });
      const rounds: { loadMs: number; requestMs: number; dataMs: number }[] = [];
      for (let index = 0; index < STARTS; index += 1) {
        // Close to each other: all three see the computer as busy as it is at that moment.
        const requestMs = await timeRequest(`${backend.url}/prefetch`);
        const before = await pageLoad();
        const { openedAt, request, deliveredAt, page } = await coldStart(WITH_DATA);
        if (page.arrivedAt === null || request === null || deliveredAt === null) throw new Error('a page got no data');
        // One that asked later than its data came was not waited for.
        if (page.arrivedAt > page.loadedAt)
          parts.push({
            leaving: request.leftAt - openedAt,
            inMain: deliveredAt - page.arrivedAt,
            toPage: page.answeredAt - deliveredAt,
          });
        rounds.push({ loadMs: (before + (await pageLoad())) / 2, requestMs, dataMs: page.answeredAt - openedAt });
      }
      const [load, data] = [median(rounds.map(({ loadMs }) => loadMs)), median(rounds.map(({ dataMs }) => dataMs))];
      figures.push({
        what: `server takes ${delayMs} ms, page load ${Math.round(load)} ms: data after ${data} ms`,
        value: median(
          rounds.map(({ loadMs, requestMs, dataMs }) => (dataMs - ALLOWANCE_MS) / Math.max(loadMs, requestMs)),
        ),
        unit: 'x',
        atMost: 1.02,
      });
    }
    const partOf = (part: keyof (typeof parts)[number]): number => median(parts.map((each) => each[part]));
    return [
      ...figures,
      // The first two are Larder's own; the third is the way to the page, which the host has made.
      { what: 'of it, opened to request handed to the network, median', value: partOf('leaving'), unit: 'ms' },
      { what: 'of it, answer received to handed over by main, median', value: partOf('inMain'), unit: 'ms' },
      { what: 'of it, handed over to success called, median', value: partOf('toPage'), unit: 'ms' },
    ];
  },
};

/** The request alone, as any client on this computer makes it. */
async function timeRequest(url: string): Promise<number> {
  const startedAt = performance.now();
  const response = await fetch(url);
  await response.text();
  return performance.now() - startedAt;
}
