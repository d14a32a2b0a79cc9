/** What a page is told when the developer server misbehaves. It never hangs. */
import type { Page } from '@playwright/test';
import { startBackend, type Backend, type RouteAnswer } from '../demo-backend/backend.ts';
import type { Route } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, type ProbeState } from './mini-programs.ts';

declare const window: Window & { probe: ProbeState };

const endless: Route = ({ response }): RouteAnswer | null => {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const chunk = 'x'.repeat(64 * 1024);
  const push = (): void => {
    while (!response.destroyed && response.write(chunk)) {
      // Until the buffer is full.
    }
  };
  response.on('drain', push);
  push();
  return null;
};
const cutOff: Route = ({ response }) => {
  response.writeHead(200, { 'content-length': '1000', 'content-type': 'text/plain' });
  response.write('half', () => response.destroy());
  return null;
};

interface Case {
  readonly name: string;
  readonly errCode: string;
  readonly route?: Route;
  readonly preFetchUrl?: string | null;
}

const CASES: readonly Case[] = [
  { name: 'is 404', errCode: 'bad-status', route: () => ({ status: 404, body: 'no' }) },
  { name: 'is 500', errCode: 'bad-status', route: () => ({ status: 500, body: 'no' }) },
  { name: 'is 257 KiB', errCode: 'too-large', route: () => ({ body: 'x'.repeat(257 * 1024) }) },
  { name: 'never ends', errCode: 'too-large', route: endless },
  { name: 'is cut off', errCode: 'network-error', route: cutOff },
  {
    name: 'is not text',
    errCode: 'not-text',
    route: () => ({
      body: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe, 0, 1),
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    }),
  },
  {
    name: 'redirects to an unlisted host',
    errCode: 'domain-not-allowed',
    route: () => ({ status: 302, headers: { location: 'https://unlisted.example/data' } }),
  },
  {
    name: 'redirects without end',
    errCode: 'bad-status',
    route: () => ({ status: 302, headers: { location: '/data' } }),
  },
  { name: 'has no URL', errCode: 'not-configured', preFetchUrl: null },
  { name: 'has an unlisted host', errCode: 'domain-not-allowed', preFetchUrl: 'https://unlisted.example/data' },
  { name: 'has an unknown name in its template', errCode: 'template-error', preFetchUrl: '{base}/data?x={colour}' },
];

let backend: Backend;
test.afterEach(() => backend.close());

const settled = async (page: Page): Promise<ProbeState> => {
  await page.waitForFunction(() => window.probe?.result !== undefined || window.probe?.failure !== undefined);
  return page.evaluate(() => window.probe);
};

test('every bad answer reaches its page as one failure with the right code', async ({ startLarder }) => {
  const route = Object.fromEntries(
    CASES.map(({ route: answer }, index) => [`/data${index}`, answer ?? (() => ({ body: 'unused' }))]),
  );
  // `/data` redirects to itself for the case without end.
  const routes = { ...route, '/data': () => ({ status: 302, headers: { location: '/data' } }) };
  const apps = CASES.map(({ preFetchUrl }, index) =>
    probe({ appId: `Case${index}`, preFetchUrl: preFetchUrl === undefined ? `{base}/data${index}` : preFetchUrl }),
  );
  backend = await startBackend({ apps, routes });
  const larder = await startLarder({
    args: [`--backend-url=${backend.url}`, '--dev', ...CASES.map((_, index) => `--open=Case${index}`)],
  });

  for (const [index, { name, errCode }] of CASES.entries()) {
    const { failure, events } = await settled(await larder.window(`${originOf(`Case${index}`)}/`));
    expect({ name, failure }).toEqual({
      name,
      failure: { errMsg: expect.stringMatching(/^getBackgroundFetchData:fail ./) as unknown, errCode },
    });
    expect(events).toEqual([]);
    // Without a URL nothing was started, so nothing finishes.
    if (errCode === 'not-configured') continue;
    expect(await larder.event('prefetch-finished', ({ appId }) => appId === `Case${index}`)).toMatchObject({
      ok: false,
      errCode,
    });
  }
});

test(
  'a slow answer is a `timeout` for a page that waits less, and arrives for the next call',
  DEEP,
  async ({ startLarder }) => {
    let answer = (): void => {};
    const held = new Promise<void>((resolve) => (answer = resolve));
    backend = await startBackend({
      apps: [probe()],
      routes: {
        '/data': async () => {
          await held;
          return { body: 'late' };
        },
      },
    });
    const { PROBE_ID } = await import('./mini-programs.ts');
    const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
    const page = await larder.window(`${originOf(PROBE_ID)}/`);
    const failure = await page.evaluate(() =>
      Promise.resolve(window.bn.getBackgroundFetchData({ fetchType: 'pre', timeout: 50 })).catch(
        (error: unknown) => error,
      ),
    );
    expect(failure).toMatchObject({ errCode: 'timeout' });
    answer();
    expect((await settled(page)).result).toMatchObject({ fetchedData: 'late' });
  },
);

test('wrong arguments fail with `invalid-argument` and change nothing', async ({ startLarder }) => {
  backend = await startBackend({ apps: [probe()], routes: { '/data': () => ({ body: 'x' }) } });
  const { PROBE_ID } = await import('./mini-programs.ts');
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(`${originOf(PROBE_ID)}/`);
  await settled(page);
  const outcomes = await page.evaluate(async () => {
    const bn = window.bn as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
    const attempts: [string, unknown[]][] = [
      ['setBackgroundFetchToken', []],
      ['setBackgroundFetchToken', [{}]],
      ['setBackgroundFetchToken', [{ token: 5 }]],
      ['setBackgroundFetchToken', [{ token: 'a'.repeat(1025) }]],
      ['setBackgroundFetchToken', ['token']],
      ['getBackgroundFetchData', []],
      ['getBackgroundFetchData', [{ fetchType: 'other' }]],
      ['getBackgroundFetchData', [{ fetchType: 'pre', timeout: -1 }]],
      ['getBackgroundFetchData', [{ fetchType: 'pre', timeout: 'soon' }]],
    ];
    const results: unknown[] = [];
    for (const [name, args] of attempts)
      results.push(
        await Promise.resolve(bn[name]!(...args)).catch((error: unknown) => (error as { errCode?: string }).errCode),
      );
    results.push(
      await bn['getBackgroundFetchToken']!().catch((error: unknown) => (error as { errCode?: string }).errCode),
    );
    return results;
  });
  expect(outcomes).toEqual([...Array<string>(9).fill('invalid-argument'), 'no-token']);
});
