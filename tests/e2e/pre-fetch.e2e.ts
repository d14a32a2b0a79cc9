import type { Page } from '@playwright/test';
import { startBackend, type Backend, type LoggedRequest } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID, type ProbeState } from './mini-programs.ts';

declare const window: Window & { probe: ProbeState };

const PAGE = `${originOf(PROBE_ID)}/`;
const isData = (request: LoggedRequest): boolean => request.path === '/data';

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [probe()],
    routes: { '/data': () => ({ body: 'fresh data' }) },
    showSecrets: true,
  });
});
test.afterEach(() => backend.close());

const settled = async (page: Page): Promise<ProbeState> => {
  await page.waitForFunction(() => window.probe?.result !== undefined || window.probe?.failure !== undefined);
  return page.evaluate(() => window.probe);
};
const argumentsOf = (request: LoggedRequest): Record<string, string> => Object.fromEntries(request.query);

test('a page gets its pre-fetched data when the mini-program is opened cold', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  const { result, events } = await settled(page);

  const request = await backend.whenRequested(isData);
  const sent = argumentsOf(request);
  expect(request.query.map(([name]) => name)).toEqual(['appid', 'code', 'timestamp', 'lang', 'version']);
  expect(sent).toMatchObject({ appid: PROBE_ID, version: '1.0.0' });
  expect(result).toEqual({
    fetchType: 'pre',
    fetchedData: 'fresh data',
    timeStamp: expect.any(Number) as unknown,
    appid: PROBE_ID,
    code: sent['code'],
    timestamp: Number(sent['timestamp']),
    lang: sent['lang'],
    version: '1.0.0',
    source: 'network',
    errMsg: 'getBackgroundFetchData:ok',
  });
  expect(events).toEqual([{ fetchType: 'pre', fetchedData: 'fresh data', timeStamp: result!['timeStamp'] }]);
  expect(backend.requests().filter(isData)).toHaveLength(1);
});

test('the request leaves before the window exists when the details are cached, with the token that was set', async ({
  startLarder,
}) => {
  const args = [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`];
  const first = await startLarder({ args });
  const page = await first.window(PAGE);
  await settled(page);
  const answer = await page.evaluate(() => window.bn.setBackgroundFetchToken({ token: 'sesame-0123' }));
  expect(answer).toEqual({ errMsg: 'setBackgroundFetchToken:ok' });
  expect(await first.stop()).toBe(0);
  backend.clearRequests();

  const second = await startLarder({ args });
  const reopened = await settled(await second.window(PAGE));
  const request = await backend.whenRequested(isData);
  expect(argumentsOf(request)).toMatchObject({ token: 'sesame-0123' });
  expect(request.query.map(([name]) => name)).toEqual(['appid', 'token', 'timestamp', 'lang', 'version']);
  expect(reopened.result).toMatchObject({ token: 'sesame-0123', fetchedData: 'fresh data' });
  expect(backend.requests().filter(({ path }) => path.startsWith('/packages/'))).toEqual([]);

  const order = second.events().map(({ event }) => event);
  expect(order.indexOf('prefetch-started')).toBeGreaterThanOrEqual(0);
  expect(order.indexOf('prefetch-started')).toBeLessThan(order.indexOf('window-created'));
  const everything =
    JSON.stringify(second.events()) + second.standardError() + JSON.stringify(first.events()) + first.standardError();
  expect(everything).not.toContain('sesame-0123');
});

test('a live window is brought to the front without a request when it is opened again', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  await settled(await larder.window(PAGE));
  expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
  await larder.event('miniprogram-opened', ({ coldStart }) => !coldStart);
  expect(backend.requests().filter(isData)).toHaveLength(1);
});

test('path and query of a deep link reach the request, the page and its listener', async ({ startLarder }) => {
  await backend.setApp(
    probe({
      files: { 'pages/detail.html': '<!doctype html><script src="../probe.js" defer></script><output></output>' },
    }),
  );
  const encode = (text: string): string => Buffer.from(text).toString('base64');
  const link = `bnc://app.binance.com/mp/app?appId=${PROBE_ID}&startPagePath=${encode('pages/detail.html')}&startPageQuery=${encode('id=7&name=é')}`;
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${link}`] });
  const page = await larder.window(`${PAGE}pages/detail.html?id=7`);
  const { result, events } = await settled(page);
  expect(argumentsOf(await backend.whenRequested(isData))).toMatchObject({
    path: 'pages/detail.html',
    query: 'id=7&name=é',
  });
  expect(result).toMatchObject({ path: 'pages/detail.html', query: 'id=7&name=é' });
  expect(events[0]).toMatchObject({ path: 'pages/detail.html', query: 'id=7&name=é' });
});

test('a listener added late still gets this launch’s data once', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  await settled(page);
  const late = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const seen: unknown[] = [];
        window.bn.onBackgroundFetchData((event) => {
          seen.push(event);
          // Anything sent twice would arrive before this round trip ends.
          void Promise.resolve(window.bn.getBackgroundFetchData({ fetchType: 'pre' })).then(() => resolve(seen.length));
        });
      }),
  );
  expect(late).toBe(1);
});

test('callbacks are called in order, and a promise only comes without them', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  await settled(page);
  const calls = await page.evaluate(
    () =>
      new Promise<unknown[]>((resolve) => {
        const log: unknown[] = [];
        const returned = window.bn.getBackgroundFetchToken({
          success: () => log.push('success'),
          fail: (failure) => log.push(['fail', failure]),
          complete: (outcome) => resolve([...log, ['complete', outcome], returned === undefined]),
        });
      }),
  );
  const failure = { errMsg: expect.stringMatching(/^getBackgroundFetchToken:fail /) as unknown, errCode: 'no-token' };
  expect(calls).toEqual([['fail', failure], ['complete', failure], true]);
});

test('periodic data is `no-data` while nothing was fetched', async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] });
  const page = await larder.window(PAGE);
  await settled(page);
  const failure = await page.evaluate(async () => {
    try {
      return await window.bn.getBackgroundFetchData({ fetchType: 'periodic' });
    } catch (error) {
      return error;
    }
  });
  expect(failure).toEqual({
    errMsg: expect.stringMatching(/^getBackgroundFetchData:fail /) as unknown,
    errCode: 'no-data',
  });
});

test('the cached details open the mini-program when the backend is down', async ({ startLarder }) => {
  const args = [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`];
  const first = await startLarder({ args });
  await settled(await first.window(PAGE));
  await first.stop();
  backend.control({ failDetails: 503, failCode: 503 });
  const second = await startLarder({ args });
  const { result } = await settled(await second.window(PAGE));
  expect(result).toMatchObject({ fetchedData: 'fresh data' });
  expect(result).not.toHaveProperty('code');
});

test(
  'details of two days ago serve at once, and those of eight days when fresh ones come only',
  DEEP,
  async ({ startLarder }) => {
    const args = [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`];
    const first = await startLarder({ args });
    await settled(await first.window(PAGE));
    await first.stop();
    backend.control({ failDetails: 503 });
    const later = await startLarder({ args: [...args, '--dev-clock-offset=2d'] });
    expect((await settled(await later.window(PAGE))).result).toMatchObject({ fetchedData: 'fresh data' });
    expect(await later.event('details-fetched')).toMatchObject({ ok: false, usedBy: 'next-start' });
    await later.stop();

    const muchLater = await startLarder({ args: [...args, '--dev-clock-offset=8d'] });
    const page = await muchLater.window('larder://page/problem');
    await expect(page.locator('body')).toContainText(/source/i);
  },
);
