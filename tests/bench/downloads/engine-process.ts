/**
 * The engine alone: `node engine-process.mjs FOLDER PORT`. Each line on standard input names a number
 * of bytes; it downloads them from the server at PORT and prints what that took.
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
const [folder = '', port = ''] = process.argv.slice(2);
const appId = 'abc';
let settled = (_result: string): void => {};

const manager = await openBackgroundFetches({
  miniPrograms: {
    appIds: () => [appId],
    folderOf: () => folder,
    originOf: () => 'mp://abc',
    serviceDomains: () => [{ domain: `127.0.0.1:${port}`, certificates: [] }],
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

async function download(bytes: string): Promise<EngineReport> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), SAMPLE_MS);
  const over = new Promise<string>((resolve) => (settled = resolve));
  const startedAt = performance.now();
  const url = `http://127.0.0.1:${port}/bytes/${bytes}`;
  await manager.registrations.register(appId, {
    id: 'large',
    scope: 'mp://abc/',
    requests: [
      {
        url,
        method: 'GET',
        headers: [],
        body: null,
        mode: 'cors',
        redirect: 'follow',
        integrity: '',
        cache: 'default',
      },
    ],
    options: { title: '', icons: [], downloadTotal: 0 },
  });
  const result = await over;
  const ms = performance.now() - startedAt;
  clearInterval(sampling);
  if (result !== 'success') throw new Error(`the download of ${bytes} bytes ended as "${result}"`);
  return { ms, growthBytes: Math.max(peak, process.memoryUsage.rss()) - before };
}

for await (const bytes of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await download(bytes))}\n`);
await manager.dispose();
