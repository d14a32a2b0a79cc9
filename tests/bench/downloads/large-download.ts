/** One large body from loopback to the disk: through the engine, and from a mini-program's page, each against curl. */
import { createBenchFolder } from '../cleaning-up.ts';
import type { BenchRow, Figure } from '../figure.ts';
import { median } from '../statistics.ts';
import { createDownloadLarder } from './download-larder.ts';
import { startEngine } from './engine.ts';
import { timeFetch } from './measuring.ts';
import { growthWhile } from './memory.ts';
import { lookForCurl, startSource, timeCurl, type Source } from './source.ts';

const MIB = 1024 * 1024;
const BYTES = 1024 * MIB;
const ROUNDS = 7;

interface Round {
  /** `null`: there is no curl. */
  readonly curlMs: number | null;
  readonly ms: number;
  readonly growthBytes: number | null;
}

export const LARGE_DOWNLOAD: BenchRow = {
  name: 'large-download',
  title: `${BYTES / MIB} MiB from loopback to disk, over curl's speed in the same run`,
  async measure() {
    const source = await startSource();
    const folder = await createBenchFolder();
    await lookForCurl('large-download', source, folder);
    const download = await startEngine(`127.0.0.1:${source.port}`, folder);
    const engine = await rounds(source, folder, () => download([`${source.url}/bytes/${BYTES}`]));
    const { page, larder } = await (await createDownloadLarder(source)).start();
    const app = await rounds(source, folder, async () => {
      const { result, growthBytes } = await growthWhile(larder.pid, () =>
        timeFetch(page, [`${source.url}/bytes/${BYTES}`]),
      );
      return { ms: result, growthBytes };
    });
    return [...figuresOf('the engine', engine), ...figuresOf('a page', app)];
  },
};

/** In turn with curl, so that both see the computer as busy as it is. */
async function rounds(
  source: Source,
  folder: string,
  download: () => Promise<Omit<Round, 'curlMs'>>,
): Promise<readonly Round[]> {
  const measured: Round[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await timeCurl(`${source.url}/bytes/${BYTES}`, folder);
    const ours = await download();
    const after = await timeCurl(`${source.url}/bytes/${BYTES}`, folder);
    measured.push({ ...ours, curlMs: before === null || after === null ? null : (before + after) / 2 });
  }
  return measured;
}

function figuresOf(who: string, measured: readonly Round[]): Figure[] {
  const growth = measured.map(({ growthBytes }) => growthBytes).filter((bytes) => bytes !== null);
  const compared = measured.flatMap(({ curlMs, ms }) => (curlMs === null ? [] : [{ curlMs, speed: curlMs / ms }]));
  return [
    ...(compared.length === 0
      ? []
      : [
          {
            what: `speed of ${who} over curl's, median of ${ROUNDS}`,
            value: median(compared.map(({ speed }) => speed)),
            unit: 'x',
            atLeast: 0.9,
          } as const,
        ]),
    { what: `time of ${who}, median`, value: median(measured.map(({ ms }) => ms)), unit: 'ms' },
    ...(compared.length === 0
      ? []
      : [{ what: 'time of curl, median', value: median(compared.map(({ curlMs }) => curlMs)), unit: 'ms' } as const]),
    ...(growth.length === 0
      ? []
      : [
          {
            what: `memory growth (RSS) of ${who}, most`,
            value: Math.max(...growth) / MIB,
            unit: 'MiB',
            atMost: 64,
          } as const,
        ]),
  ];
}
