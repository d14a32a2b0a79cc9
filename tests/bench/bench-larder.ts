/** Larder under measurement, its backend, and cold starts of one mini-program in it. */
import type { Page } from '@playwright/test';
import { findElectron } from '../../build/bootstrap/electron-files.mjs';
import { ROOT } from '../../build/bootstrap/prepare.mjs';
import { bundle } from '../../build/bundle.ts';
import { until } from '../../build/demo/market-board.ts';
import { hasDisplay, isRoot } from '../../build/start/choose-host.ts';
import { ensureChromium } from '../../build/start/chromium-browser.ts';
import { hostOfAppId } from '../../main/models/app-id.ts';
import type { LarderEventName } from '../../main/log/event-log.ts';
import { startBackend, type Backend, type BackendApp, type LoggedRequest } from '../demo-backend/backend.ts';
import type { EventOf, RunningLarder } from '../e2e/running-larder.ts';
import { atEnd, createBenchFolder } from './cleaning-up.ts';

export type HostName = 'electron' | 'chromium-host';

/** Its page asks for pre-fetched data. */
export const WITH_DATA = 'BenchWithData';
/** The same page, without a pre-fetch URL. */
export const WITHOUT_DATA = 'BenchWithoutData';

export interface BenchLarder {
  readonly backend: Backend;
  readonly larder: RunningLarder;
  /** Opens from the launcher, waits until the page has loaded (`onLoaded`) and was answered, closes the window. */
  coldStart(appId: string, onLoaded?: () => void): Promise<ColdStart>;
}

/** Times are ms since epoch, by the clock of this computer. */
export interface ColdStart {
  readonly openedAt: number;
  readonly windowAt: number;
  /** `null`: no pre-fetch. */
  readonly request: {
    /** The container handed it to the network. */
    readonly leftAt: number;
    /** It reached the developer server. */
    readonly reachedAt: number;
  } | null;
  /** When each pre-fetch of this start was handed to the network, those of rules for pages too. */
  readonly leftAt: readonly number[];
  /** When main handed the data over to the page; `null`: there was none. */
  readonly deliveredAt: number | null;
  readonly page: PageRecord;
}

interface PageRecord {
  readonly loadedAt: number;
  /** `success` was called, or `failed`. */
  readonly answeredAt: number;
  /** When the container had the whole answer. */
  readonly arrivedAt: number | null;
  readonly bytes: number;
  /** The same call once more, with the answer in memory: what the way between page and container takes alone. */
  readonly againMs: number;
}

const PREFETCH_PATH = '/prefetch';
const TOKEN = 'bench-session';

/** Keeps what happened in the page on `window.bench`. */
const SCRIPT = `
window.bench = { loadedAt: null, answeredAt: null, arrivedAt: null, bytes: 0, againMs: null };
const again = () => {
  const askedAt = performance.now();
  const done = () => { bench.againMs = performance.now() - askedAt; };
  bn.getBackgroundFetchData({ fetchType: 'pre', complete: done });
};
addEventListener('load', () => { bench.loadedAt = Date.now(); });
bn.setBackgroundFetchToken({ token: '${TOKEN}' }).then(() => { bench.hasToken = true; });
bn.getBackgroundFetchData({
  fetchType: 'pre',
  success: (result) => { bench.answeredAt = Date.now(); bench.arrivedAt = result.timeStamp; bench.bytes = result.fetchedData.length; again(); },
  failed: () => { bench.answeredAt = Date.now(); again(); },
});`;

let started: HostName | null = null;

/** The host that the rows before have used. */
export function startedHost(): HostName | null {
  return started;
}

/** Starts Larder with an installed mini-program that has a token and cached details. `body`: what the developer server answers. */
export async function startBenchLarder(
  body: string,
  more: { readonly settings?: Readonly<Record<string, unknown>>; readonly environment?: Record<string, string> } = {},
): Promise<BenchLarder> {
  const withData = { preFetchUrl: `{base}${PREFETCH_PATH}`, ...more.settings };
  const backend = await startBackend({
    apps: [appOf(WITH_DATA, withData), appOf(WITHOUT_DATA, {})],
    routes: { [PREFETCH_PATH]: () => ({ body }) },
  });
  atEnd(() => backend.close());
  const dataFolder = await createBenchFolder();
  const larder = await startLarder(dataFolder, [`--backend-url=${backend.url}`, '--dev'], more.environment);
  atEnd(() => larder.stop());
  const launcher = await larder.window('larder://launcher/');
  const coldStart: BenchLarder['coldStart'] = (appId, onLoaded) =>
    measureColdStart(backend, larder, launcher, appId, onLoaded);
  // The first start installs, and the page sets its token.
  for (const appId of [WITH_DATA, WITHOUT_DATA]) await coldStart(appId);
  return { backend, larder, coldStart };
}

/** On Electron where there is one, else on the Chromium host. */
export async function startLarder(
  dataFolder: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningLarder> {
  await bundle();
  const options = { dataFolder, args, environment };
  started = findElectron(ROOT) && hasDisplay(process.env) && !isRoot() ? 'electron' : 'chromium-host';
  if (started === 'electron') return (await import('../e2e/start-on-electron.ts')).startOnElectron(options);
  await ensureChromium();
  return (await import('../e2e/start-on-chromium-host.ts')).startOnChromiumHost(options);
}

async function measureColdStart(
  backend: Backend,
  larder: RunningLarder,
  launcher: Page,
  appId: string,
  onLoaded?: () => void,
): Promise<ColdStart> {
  const seen = larder.events().length;
  backend.clearRequests();
  const answer = await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId);
  if (!answer.ok) throw new Error(`"${appId}" does not open: ${answer.error.message}`);
  const page = await larder.window(`mp://${hostOfAppId(appId)}/`);
  if (onLoaded) {
    await page.waitForFunction(() => Boolean((window as unknown as { bench?: PageRecord }).bench?.loadedAt));
    onLoaded();
  }
  await page.waitForFunction(() => {
    // The page's own script may not have run yet.
    const { bench } = window as unknown as { bench?: Record<string, unknown> };
    return Boolean(bench?.['loadedAt'] && bench['againMs'] !== null && bench['hasToken']);
  });
  const record = (await page.evaluate('window.bench')) as PageRecord;
  const find = <E extends LarderEventName>(name: E): EventOf<E> | undefined =>
    larder
      .events()
      .slice(seen)
      .find((event): event is EventOf<E> => event.event === name && 'appId' in event && event.appId === appId);
  const opened = find('miniprogram-opened');
  const created = find('window-created');
  if (!opened || !created) throw new Error(`"${appId}" was opened without the events that tell so`);
  const leftAt = larder
    .events()
    .slice(seen)
    .flatMap((event) => (event.event === 'prefetch-started' && event.appId === appId ? [event.at] : []));
  const left = find('prefetch-started');
  const reached = backend.requests().find(isPreFetch);
  if ((left === undefined) !== (reached === undefined))
    throw new Error(`the pre-fetch of "${appId}" was announced or made, not both`);

  await page.close();
  await until(async () => {
    const state = await launcher.evaluate(() => window.container.invoke('launcher:get-state'));
    return state.ok && state.value.miniPrograms.every((card) => !card.isOpen);
  }, 'the window did not close');
  return {
    openedAt: opened.at,
    windowAt: created.at,
    request: left && reached ? { leftAt: left.at, reachedAt: reached.at } : null,
    leftAt,
    deliveredAt: find('data-delivered')?.at ?? null,
    page: record,
  };
}

function isPreFetch({ path }: LoggedRequest): boolean {
  return path === PREFETCH_PATH;
}

function appOf(appId: string, developmentSettings: Readonly<Record<string, unknown>>): BackendApp {
  return {
    appId,
    files: {
      'manifest.json': JSON.stringify({
        app_id: appId,
        name: appId,
        version: { name: '1.0.0', code: 1 },
        start_url: 'index.html',
        icons: [],
      }),
      'index.html':
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bench</title><script src="bench.js"></script></head><body><h1>Bench</h1></body></html>',
      'bench.js': SCRIPT,
    },
    details: { developmentSettings },
  };
}
