/** What `npm run demo` does on a Node that runs TypeScript. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { bundle } from '../bundle.ts';
import { onAskedToEnd } from '../bootstrap/asked-to-end.mjs';
import { findElectron } from '../bootstrap/electron-files.mjs';
import { say } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { ensureChromium } from '../start/chromium-browser.ts';
import { hasDisplay, isRoot } from '../start/choose-host.ts';
import { DEMO_SAMPLES, demoSamplesJson } from '../../tests/demo-backend/samples.ts';
import type { RunningLarder } from '../../tests/e2e/running-larder.ts';
import { formatDownload } from './download-drawing.ts';
import { brokenPromise, downloadEpisode } from './episode-download.ts';
import { startFarServers, type FarServers } from './far-servers.ts';
import type { DemoFigures } from './figures.ts';
import { closeMarketBoard, MARKET_BOARD, openMarketBoard, until } from './market-board.ts';
import { originOf } from './mini-program-url.ts';
import { formatWaterfall } from './waterfall.ts';

/** As to a server on another continent. */
const ROUND_TRIP_MS = 100;
const PACKAGE_DELAY_MS = 1_000;
const DATA_DELAY_MS = 250;
const PICTURES = path.join(ROOT, 'out', 'demo');

/** Answers the exit code; the reason of a failure is one line on standard error. */
export async function demo(args: readonly string[]): Promise<number> {
  const dataFolder = await mkdtemp(path.join(os.tmpdir(), 'larder-demo-'));
  const ends: (() => Promise<unknown>)[] = [() => rm(dataFolder, { recursive: true, force: true, maxRetries: 5 })];
  const stopListening = onAskedToEnd(() => void endAll(ends).finally(() => process.exit(130)));
  try {
    const { values } = parseArgs({ args: [...args], options: { json: { type: 'string' } } });
    await bundle();
    const servers = await startFarServers(ROUND_TRIP_MS, {
      packageDelayMs: PACKAGE_DELAY_MS,
      dataDelayMs: DATA_DELAY_MS,
    });
    ends.unshift(() => servers.close());
    const host = findElectron(ROOT) && hasDisplay(process.env) && !isRoot() ? 'electron' : 'chromium-host';
    const start = async (): Promise<RunningLarder> => {
      const larder = await startLarder(host, servers, dataFolder);
      ends.unshift(() => larder.stop());
      return larder;
    };

    const figures = await measure(host, start, servers);
    process.stdout.write(
      `${formatWaterfall(figures)}\n\n${formatDownload(figures.download)}\n\nPictures: ${figures.screenshots.map((file) => path.relative(process.cwd(), file)).join(', ')}\n`,
    );
    if (values.json) await writeFile(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    if (!figures.afterHover.preFetch?.openedAhead)
      throw new Error('a rest on the tile opened no connection before the click');
    if (figures.withPreFetch.preFetch?.openedAhead)
      throw new Error('the start to compare with had a connection that was open before');
    const broken = brokenPromise(figures.download);
    if (broken) throw new Error(broken);
    return 0;
  } catch (error) {
    say(`the demo failed: ${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    stopListening();
    await endAll(ends);
  }
}

async function endAll(ends: readonly (() => Promise<unknown>)[]): Promise<void> {
  for (const end of ends) await end().catch((error: unknown) => say(`the demo could not clean up: ${String(error)}`));
}

async function startLarder(
  host: DemoFigures['host'],
  { backend, environment, args }: FarServers,
  dataFolder: string,
): Promise<RunningLarder> {
  const options = {
    dataFolder,
    args: [`--backend-url=${backend.url}`, '--dev', ...args],
    environment: {
      ...environment,
      LARDER_DEMO: demoSamplesJson(backend.url),
    },
  };
  if (host === 'electron') return (await import('../../tests/e2e/start-on-electron.ts')).startOnElectron(options);
  await ensureChromium();
  return (await import('../../tests/e2e/start-on-chromium-host.ts')).startOnChromiumHost(options);
}

async function measure(
  host: DemoFigures['host'],
  start: () => Promise<RunningLarder>,
  servers: FarServers,
): Promise<DemoFigures> {
  const { backend } = servers;
  await rm(PICTURES, { recursive: true, force: true });
  await mkdir(PICTURES, { recursive: true });
  const screenshots: string[] = [];
  const picture = async (page: Page, name: string): Promise<void> => {
    const file = path.join(PICTURES, `${name}.png`);
    await page.screenshot({ path: file });
    screenshots.push(file);
  };

  const larder = await start();
  const launcher = await larder.window('larder://launcher/');
  await launcher.getByRole('button', { name: 'Market board' }).first().waitFor();
  await picture(launcher, 'launcher-first-start');

  say('first start: nothing is on this computer, the package and the data are slow ...');
  const firstAt = Date.now();
  await openByBridge(launcher, MARKET_BOARD);
  const firstPage = await larder.window(`${originOf(MARKET_BOARD)}/`);
  await firstPage.locator('#figures[data-wait-ms]').waitFor();
  const firstStart = {
    dataInPageMs: Date.now() - firstAt,
    packageInstalledMs: (await larder.event('package-installed')).at - firstAt,
  };
  await firstPage.evaluate(() => window.bn.setBackgroundFetchToken({ token: 'demo-session' }));
  await closeMarketBoard(launcher, firstPage);

  say('second start: the package is here, the data is asked for at the click ...');
  await servers.dropConnections();
  backend.clearRequests();
  const second = await openMarketBoard(larder, launcher, { roundTripMs: ROUND_TRIP_MS });
  const request = backend.requests().find(({ path: requested }) => requested === '/market/prefetch');
  if (!request?.query.some(([name]) => name === 'token'))
    throw new Error('the second pre-fetch request carried no token');
  if (!second.figures.preFetch) throw new Error('the second start made no pre-fetch request');
  await picture(second.page, 'market-board');
  await closeMarketBoard(launcher, second.page);

  say('third start: the pointer rests on the tile first, and the connection is opened meanwhile ...');
  await servers.dropConnections();
  const connections = servers.connections();
  const rested = await openMarketBoard(larder, launcher, {
    roundTripMs: ROUND_TRIP_MS,
    async whileResting() {
      await until(() => servers.connections() > connections, 'no connection was opened while the pointer rested');
      // As long as the network takes for TCP and TLS, and some more.
      await delay(3 * ROUND_TRIP_MS);
    },
  });
  await closeMarketBoard(launcher, rested.page);
  await showRequests(launcher);
  await picture(launcher, 'activity');
  await showPage(launcher, 'shelf');

  say('fourth start: the same without pre-fetch, the page fetches when it is loaded ...');
  await withoutPreFetch(larder, launcher, backend);
  await servers.dropConnections();
  const third = await openMarketBoard(larder, launcher, { roundTripMs: ROUND_TRIP_MS });
  if (third.figures.preFetch || !third.figures.ownFetch)
    throw new Error('the start to compare with used pre-fetched data');

  for (const { appId, name } of DEMO_SAMPLES.filter((sample) => sample.appId !== MARKET_BOARD)) {
    await openByBridge(launcher, appId);
    const page = await larder.window(`${originOf(appId)}/`);
    await larder.event('data-delivered', (event) => event.appId === appId);
    await page.waitForLoadState('networkidle');
    await picture(page, name.toLowerCase().replaceAll(' ', '-'));
  }
  await picture(launcher, 'launcher');

  say('a download: an episode of the podcast ...');
  const download = await downloadEpisode({ larder, backend, startAgain: start, picture });

  return {
    host,
    roundTripMs: ROUND_TRIP_MS,
    packageDelayMs: PACKAGE_DELAY_MS,
    dataDelayMs: DATA_DELAY_MS,
    firstStart,
    afterHover: rested.figures,
    withPreFetch: second.figures,
    withoutPreFetch: third.figures,
    savedMs: third.figures.dataInPageMs - second.figures.dataInPageMs,
    savedAfterHoverMs: third.figures.dataInPageMs - rested.figures.dataInPageMs,
    download,
    screenshots,
  };
}

async function openByBridge(launcher: Page, appId: string): Promise<void> {
  const answer = await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId);
  if (!answer.ok) throw new Error(`"${appId}" does not open: ${answer.error.message}`);
}

async function showPage(launcher: Page, name: string): Promise<void> {
  await launcher.evaluate((page) => {
    location.hash = `#${page}`;
  }, name);
}

/** The two pre-fetches of the market board, unfolded: without and with a connection that was open. */
async function showRequests(launcher: Page): Promise<void> {
  await showPage(launcher, 'activity');
  const preFetches = launcher.locator('.request-toggle', { hasText: 'Pre-fetch' });
  await preFetches.nth(1).waitFor();
  for (const index of [1, 0]) await preFetches.nth(index).click();
}

/** The author takes the pre-fetch URL away; one more start brings the new details to this computer. */
async function withoutPreFetch(larder: RunningLarder, launcher: Page, backend: FarServers['backend']): Promise<void> {
  backend.changeDetails(MARKET_BOARD, { developmentSettings: {} });
  const fetched = (): number => larder.events().filter(({ event }) => event === 'details-fetched').length;
  const before = fetched();
  const { page } = await openMarketBoard(larder, launcher, { roundTripMs: ROUND_TRIP_MS });
  await until(() => fetched() > before, 'the details were not fetched again');
  await closeMarketBoard(launcher, page);
}
