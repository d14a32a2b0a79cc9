/**
 * The engine alone: `node engine-process.mjs FOLDER HOST`. Each line on standard input is a list of addresses at HOST (with its
 * port) as JSON; it downloads them in one fetch and prints what that took.
 */
import { createInterface } from 'node:readline';
import { openBackgroundFetches } from '../../../main/background-fetch/engine.ts';

export interface EngineReport {
  /** From `fetch()` to its success event. */
  readonly ms: number;
  /** Most memory (RSS) in that time, more than before it. */
  readonly growthBytes: number;
}

const SAMPLE_MS = 10;
const [folder = '', host = ''] = process.argv.slice(2);
const appId = 'abc';
let settled = (_result: string): void => {};

const manager = await openBackgroundFetches({
  miniPrograms: {
    appIds: () => [appId],
    folderOf: () => folder,
    originOf: () => 'mp://abc',
    serviceDomains: () => [{ domain: host, certificates: [] }],
    isAllowed: () => true,
    countWindowless: () => true,
    quotaBytes: () => 2 ** 40,
    readOwn: () => Promise.resolve(null),
  },
  network: { isOnline: () => true, onChange: () => () => {}, resolveProxy: () => Promise.resolve('DIRECT') },
  deliver: async (_appId, _scope, { registration }) => {
    settled(registration.result);
    return 'delivered';
  },
  freeBytes: () => Promise.resolve(2 ** 40),
  showable: () => Promise.resolve(null),
  quarantine: () => {},
  reportProblem: (_appId, message) => void process.stderr.write(`${message}\n`),
  clock: { now: () => Date.now() },
  events: { emit: () => {} },
  dev: true,
  version: '1.0.0',
  language: () => 'en',
});
manager.start();

async function download(urls: readonly string[]): Promise<EngineReport> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
  const over = new Promise<string>((resolve) => (settled = resolve));
  const startedAt = performance.now();
  await manager.registrations.register(appId, {
    id: 'large',
    scope: 'mp://abc/',
    requests: urls.map((url) => ({
      url,
      method: 'GET',
      headers: [],
      body: null,
      mode: 'cors',
      redirect: 'follow',
      integrity: '',
      cache: 'default',
    })),
    options: { title: '', icons: [], downloadTotal: 0 },
  });
  const result = await over;
  const ms = performance.now() - startedAt;
  clearInterval(sampling);
  if (result !== 'success') throw new Error(`the download of ${urls.length} records ended as "${result}"`);
  return { ms, growthBytes: Math.max(peak, process.memoryUsage.rss()) - before };
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await download(JSON.parse(line) as string[]))}\n`);
await manager.dispose();
