import { spawn } from 'node:child_process';
import type { Page } from '@playwright/test';
import { HOST_PROGRAM } from '../chromium-host/index.ts';
import { startBackend, type Backend, type LoggedRequest } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { readProcess } from './process-output.ts';
import { originOf, probe, PROBE_ID, type ProbeState } from './mini-programs.ts';

declare const window: Window & { probe: ProbeState };

const PAGE = `${originOf(PROBE_ID)}/`;
const isPeriodic = (request: LoggedRequest): boolean => request.path === '/periodic';

let backend: Backend;
let answer: string;
test.beforeEach(async () => {
  answer = 'first';
  backend = await startBackend({
    apps: [
      probe({
        details: { developmentSettings: { preFetchUrl: '{base}/data', backgroundFetchUrl: '{base}/periodic' } },
      }),
    ],
    routes: { '/data': () => ({ body: 'fresh data' }), '/periodic': () => ({ body: answer }) },
    showSecrets: true,
  });
});
test.afterEach(() => backend.close());

const args = (...more: string[]): string[] => [`--backend-url=${backend.url}`, '--dev', ...more];
const setToken = (page: Page, token: string): Promise<unknown> =>
  page.evaluate((value) => window.bn.setBackgroundFetchToken({ token: value }), token);
const periodicData = (page: Page): Promise<Record<string, unknown>> =>
  page.evaluate(async () => {
    try {
      return (await window.bn.getBackgroundFetchData({ fetchType: 'periodic' })) as unknown as Record<string, unknown>;
    } catch (error) {
      return error as Record<string, unknown>;
    }
  });

test('setting a token makes the first request, and the page is told', async ({ startLarder }) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await larder.window(PAGE);
  await page.waitForFunction(() => window.probe?.result !== undefined);
  expect(await periodicData(page)).toMatchObject({ errCode: 'no-data' });

  await setToken(page, 'sesame-1');
  const request = await backend.whenRequested(isPeriodic);
  expect(request.query.map(([name]) => name)).toEqual(['appid', 'token', 'timestamp', 'lang', 'version']);
  await page.waitForFunction(() => window.probe.events.some(({ fetchType }) => fetchType === 'periodic'));
  const data = await periodicData(page);
  expect(data).toMatchObject({
    fetchType: 'periodic',
    fetchedData: 'first',
    token: 'sesame-1',
    appid: PROBE_ID,
    source: 'stored',
    version: '1.0.0',
  });
  expect(await larder.event('sweep-finished', ({ requests }) => requests === 1)).toMatchObject({
    reason: 'token',
    succeeded: 1,
    failed: 0,
  });
});

test('data survives restarts and is fetched again after 12 h and not before, once however long the app was closed', async ({
  startLarder,
}) => {
  const first = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  await setToken(await first.window(PAGE), 'sesame-2');
  await first.event('periodic-finished', ({ ok }) => ok);
  await first.stop();
  backend.clearRequests();

  answer = 'second';
  const early = await startLarder({ args: args('--dev-clock-offset=11h') });
  await early.event('next-wake');
  await early.stop();
  expect(backend.requests().filter(isPeriodic)).toEqual([]);

  const late = await startLarder({ args: args('--dev-clock-offset=3d') });
  expect(await late.event('periodic-finished')).toMatchObject({ ok: true, appId: PROBE_ID, notModified: false });
  await late.event('sweep-finished', ({ requests }) => requests === 1);
  await late.stop();
  expect(backend.requests().filter(isPeriodic)).toHaveLength(1);

  const forgotten = await startLarder({ args: args('--dev-clock-offset=8d') });
  await forgotten.event('sweep-finished');
  await forgotten.stop();
  expect(backend.requests().filter(isPeriodic)).toHaveLength(1);

  const reader = await startLarder({ args: args(`--open=${PROBE_ID}`, '--dev-clock-offset=75h') });
  expect(await periodicData(await reader.window(PAGE))).toMatchObject({ fetchedData: 'second', source: 'stored' });
});

test(
  'unchanged data is confirmed with 304, and a failed request keeps the last good data',
  DEEP,
  async ({ startLarder }) => {
    const first = await startLarder({ args: args(`--open=${PROBE_ID}`) });
    await setToken(await first.window(PAGE), 'sesame-3');
    await first.event('periodic-finished', ({ ok }) => ok);
    await first.stop();

    const second = await startLarder({ args: args('--dev-clock-offset=13h') });
    expect(await second.event('periodic-finished')).toMatchObject({ ok: true, notModified: true, status: 304 });
    await second.stop();

    backend.control({ failData: 503 });
    const third = await startLarder({ args: args(`--open=${PROBE_ID}`, '--dev-clock-offset=26h') });
    const failed = await third.event('periodic-finished');
    expect(failed).toMatchObject({ ok: false, errCode: 'bad-status', status: 503 });
    const wait = (failed.retryAt ?? 0) - failed.at;
    expect(wait).toBeGreaterThanOrEqual(15 * 60_000);
    expect(wait).toBeLessThanOrEqual(18 * 60_000 + 1000);
    expect(await periodicData(await third.window(PAGE))).toMatchObject({ fetchedData: 'first' });
  },
);

test('it goes on without a window, and the user can switch it off', async ({ startLarder }) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await larder.window(PAGE);
  await setToken(page, 'sesame-4');
  await larder.event('periodic-finished');
  await page.close();
  expect(await larder.openByHandOver(PROBE_ID)).toBe(0);
  await larder.event('miniprogram-opened', ({ coldStart, at }) => coldStart && at > 0);
  await larder.window(PAGE);
  await larder.stop();

  const again = await startLarder({ args: args() });
  const launcher = await again.window('larder://launcher/');
  const switchOff = await launcher.evaluate(
    (appId) => window.container.invoke('launcher:set-background-allowed', appId, false),
    PROBE_ID,
  );
  expect(switchOff).toEqual({ ok: true, value: null });
  await again.stop();
  backend.clearRequests();
  const later = await startLarder({ args: args('--dev-clock-offset=13h') });
  const state = await (
    await later.window('larder://launcher/')
  ).evaluate(() => window.container.invoke('launcher:get-activity'));
  expect(state).toMatchObject({
    ok: true,
    value: { schedule: [{ appId: PROBE_ID, enabled: false, waitingFor: 'switched-off' }] },
  });
  expect(backend.requests().filter(isPeriodic)).toEqual([]);
});

test('--fetch-now makes one request, beside a Larder that runs and without one, and its exit code says how it went', async ({
  startLarder,
  dataFolder,
  host,
}) => {
  test.skip(host === 'electron', 'it starts the Chromium host itself');
  const fetchNow = async (appId: string) => {
    const options = [HOST_PROGRAM, '--headless', `--user-data-dir=${dataFolder}`, ...args(`--fetch-now=${appId}`)];
    const output = readProcess(spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'pipe'] }));
    const code = await output.exited;
    const said = output.standardError().match(/^larder: .*$/gm) ?? [];
    return { code, events: output.events.map(({ event }) => event), said };
  };
  const wentWell = { code: 0, events: ['periodic-started', 'periodic-finished'], said: [] };
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  const page = await larder.window(PAGE);
  await setToken(page, 'sesame-6');
  await larder.event('periodic-finished', ({ ok }) => ok);
  answer = 'second';
  backend.clearRequests();

  expect(await fetchNow(PROBE_ID)).toEqual(wentWell);
  expect(await periodicData(page)).toMatchObject({ fetchedData: 'second', source: 'stored' });
  backend.control({ failData: 503 });
  expect(await fetchNow(PROBE_ID)).toEqual({
    ...wentWell,
    code: 1,
    said: [expect.stringMatching(/cannot fetch for .*503.* \(bad-status\)$/)],
  });
  await larder.stop();

  backend.control({ failData: null });
  expect(await fetchNow(PROBE_ID)).toEqual(wentWell);
  expect(backend.requests().filter(isPeriodic)).toHaveLength(3);
});

test('the Activity page lists each request without its token', async ({ startLarder }) => {
  const larder = await startLarder({ args: args(`--open=${PROBE_ID}`) });
  await setToken(await larder.window(PAGE), 'sesame-5');
  await larder.event('periodic-finished');
  await larder.stop();

  const again = await startLarder({ args: args('--dev-clock-offset=13h') });
  await again.event('periodic-finished');
  const launcher = await again.window('larder://launcher/');
  const answerOf = await launcher.evaluate(() => window.container.invoke('launcher:get-activity'));
  if (!answerOf.ok) throw new Error(answerOf.error.message);
  // How people sign in is asked for once a sweep, for no mini-program.
  const entries = answerOf.value.entries.filter(({ kind }) => kind !== 'accounts');
  // The sweep that fetched the data has renewed the details, too.
  expect(entries.slice(0, 2)).toMatchObject([
    { kind: 'details', appId: PROBE_ID, host: backend.host, outcome: { ok: true } },
    {
      kind: 'periodic',
      appId: PROBE_ID,
      host: backend.host,
      outcome: { ok: true, status: 304, notModified: true },
    },
  ]);
  // What the first start fetched is there, too.
  expect(entries.slice(2)).toContainEqual(
    expect.objectContaining({ kind: 'periodic', outcome: expect.objectContaining({ status: 200 }) }),
  );
  expect(JSON.stringify(answerOf)).not.toContain('sesame-5');
});
