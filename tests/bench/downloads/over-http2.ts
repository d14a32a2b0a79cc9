/** Over HTTP/2 and a relay that adds a round trip, against curl: a thousand small records, and one large one. */
import { createBenchFolder } from '../cleaning-up.ts';
import type { BenchRow, Figure } from '../figure.ts';
import { startRelay } from '../relay.ts';
import { median } from '../statistics.ts';
import { startEngine, type Engine } from './engine.ts';
import { lookForCurl, startSecureSource, timeCurlWith } from './source.ts';

const MIB = 1024 * 1024;
const R_MS = 50;
const RECORDS = 1000;
const RECORD_BYTES = 16 * 1024;
const LARGE_BYTES = 1024 * MIB;

interface Round {
  readonly ms: number;
  readonly growthBytes: number;
  /** `null`: there is no curl. */
  readonly curlMs: number | null;
}

interface Far {
  /** `https://localhost:PORT` */
  readonly origin: string;
  readonly engine: Engine;
  curl(args: readonly string[]): Promise<number | null>;
}

/** The engine and curl, each with a connection of its own to the same server; the engine has opened its one. */
async function startFar(row: string): Promise<Far> {
  const folder = await createBenchFolder();
  const source = await startSecureSource(folder);
  await lookForCurl(row, source, folder);
  const { port } = await startRelay(source.securePort, R_MS);
  const engine = await startEngine(`localhost:${port}`, folder, { NODE_EXTRA_CA_CERTS: source.rootFile });
  return {
    origin: `https://localhost:${port}`,
    engine,
    curl: (args) => timeCurlWith(['--http2', '--cacert', source.rootFile, ...args], folder),
  };
}

/** In turn, so that both see the computer as busy as it is. */
async function inTurn(rounds: number, { engine, curl }: Far, urls: readonly string[], args: readonly string[]) {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await curl(args);
    const ours = await engine(urls);
    const after = await curl(args);
    measured.push({ ...ours, curlMs: before === null || after === null ? null : (before + after) / 2 });
  }
  return measured;
}

/** What both took; `compare` is there where there is a curl. */
function figuresOf(measured: readonly Round[], compare: (ratios: readonly number[]) => Figure): Figure[] {
  const compared = measured.flatMap(({ ms, curlMs }) => (curlMs === null ? [] : [{ curlMs, ratio: ms / curlMs }]));
  return [
    ...(compared.length === 0 ? [] : [compare(compared.map(({ ratio }) => ratio))]),
    { what: 'time, median', value: median(measured.map(({ ms }) => ms)), unit: 'ms' },
    compared.length === 0
      ? { what: 'there is no curl to compare with', value: 0, unit: '' }
      : { what: 'time of curl, median', value: median(compared.map(({ curlMs }) => curlMs)), unit: 'ms' },
  ];
}

export const HTTP2_RECORDS: BenchRow = {
  name: 'http2-records',
  title: `${RECORDS} records of ${RECORD_BYTES / 1024} KiB over HTTP/2, R = ${R_MS} ms, over curl --parallel --parallel-max 50 --http2`,
  async measure() {
    const rounds = 5;
    const far = await startFar('http2-records');
    const urls = Array.from({ length: RECORDS }, (_, index) => `${far.origin}/bytes/${RECORD_BYTES}?${index + 1}`);
    const range = `${far.origin}/bytes/${RECORD_BYTES}?[1-${RECORDS}]`;
    const measured = await inTurn(rounds, far, urls, ['--parallel', '--parallel-max', '50', range]);
    return figuresOf(measured, (ratios) => ({
      what: `time over curl's, median of ${rounds}`,
      value: median(ratios),
      unit: 'x',
      atMost: 1.3,
    }));
  },
};

export const HTTP2_LARGE: BenchRow = {
  name: 'http2-large',
  title: `${LARGE_BYTES / MIB} MiB in one record over HTTP/2, R = ${R_MS} ms, to disk, over curl's speed in the same run`,
  async measure() {
    const rounds = 3;
    const far = await startFar('http2-large');
    const url = `${far.origin}/bytes/${LARGE_BYTES}`;
    const measured = await inTurn(rounds, far, [url], [url]);
    return [
      ...figuresOf(measured, (ratios) => ({
        what: `speed over curl's, median of ${rounds}`,
        value: median(ratios.map((ratio) => 1 / ratio)),
        unit: 'x',
        atLeast: 0.8,
      })),
      {
        what: 'memory growth (RSS) of the engine, most',
        value: Math.max(...measured.map(({ growthBytes }) => growthBytes)) / MIB,
        unit: 'MiB',
        atMost: 64,
      },
    ];
  },
};
