/**
 * The launcher in a real Chromium, served with the product's CSP, on a hand-written `window.container`.
 * The test answers every call and pushes every state.
 */
import { createServer, type Server } from 'node:http';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { build } from 'esbuild';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import type { ActivityState } from '../../../preload/contract/activity.ts';
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { IpcResult } from '../../../preload/contract/errors.ts';
import type { DiagnosticsState } from '../../../preload/contract/diagnostics.ts';
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import type { MeasureProgress, SettingsState } from '../../../preload/contract/settings.ts';
import { BRAND } from '../../../preload/contract/brand.ts';
import { launcherMark } from '../../../build/brand/icon-files.ts';
import { readBrand } from '../../../build/brand/read-brand.ts';
import { readBranded } from '../../../build/bundle/brand-plugin.ts';
import { findChromium } from '../../chromium-host/index.ts';
import { createDownloads } from './downloads-fixtures.ts';
import { NOW_MS } from './fixtures.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const SCREENSHOTS = path.join(ROOT, 'out', 'ui');
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'";
/** As a mini-program gets it, with any port of this computer as its service domain. */
const SAMPLE_CSP =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' http://127.0.0.1:*; base-uri 'none'; object-src 'none'";
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

/** One call of the page, in order. */
export interface BridgeCall {
  readonly channel: string;
  readonly args: readonly unknown[];
}

/** What the launcher may listen to. */
const SUBSCRIPTIONS = [
  'onStateChanged',
  'onActivityChanged',
  'onDownloadsChanged',
  'onSettingsChanged',
  'onMeasureProgress',
  'onUpdatesChanged',
  'onDiagnosticsChanged',
] as const satisfies readonly Exclude<keyof LauncherBridge, 'invoke'>[];

type Subscription = (typeof SUBSCRIPTIONS)[number];

interface FakeBridge {
  calls: BridgeCall[];
  waiting: { channel: string; answer: (result: unknown) => void }[];
  /** By the name of the bridge's function. */
  listeners: Record<string, Set<(state: unknown) => void>>;
}

/** A page without the launcher's bridge: a container page or a sample. */
export type PlainPage = Pick<LauncherPage, 'page' | 'troubles' | 'screenshot' | 'accessibilityProblems' | 'close'>;

/** A self-contained function and the plain data it gets. */
export interface InitScript {
  readonly run: (data: unknown) => void;
  readonly data: unknown;
}

export interface LauncherPage {
  readonly page: Page;
  /** What the page reported as broken: exceptions, console errors, CSP violations. */
  readonly troubles: readonly string[];
  push(state: LauncherState): Promise<void>;
  pushActivity(state: ActivityState): Promise<void>;
  pushDownloads(state: DownloadsState): Promise<void>;
  pushSettings(state: SettingsState): Promise<void>;
  pushMeasureProgress(progress: MeasureProgress): Promise<void>;
  pushUpdates(state: UpdatesState): Promise<void>;
  pushDiagnostics(state: DiagnosticsState): Promise<void>;
  /** Answers the oldest waiting call of `channel`; waits for one. */
  answer(channel: string, result: IpcResult<unknown>): Promise<void>;
  /** Waits until the page has made a call of `channel` and answers with its arguments. */
  nextCall(channel: string): Promise<readonly unknown[]>;
  callsOf(channel: string): Promise<readonly (readonly unknown[])[]>;
  /** For `npm run screens` only. */
  screenshot(name: string): Promise<void>;
  /** The rules of axe (all, or `rules`) that the page breaks, with the element of each. */
  accessibilityProblems(rules?: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
}

export interface LauncherHarness {
  /**
   * `activity`: what the Activity page is told; the launcher then starts there. `null` leaves its question unanswered.
   * `script` runs in the page before its own scripts.
   */
  open(
    state: LauncherState | null,
    options?: BrowserContextOptions,
    activity?: ActivityState | null,
    script?: InitScript,
  ): Promise<LauncherPage>;
  /** As `open`, for the Downloads page; `fragment` is another page to start at. */
  openDownloads(
    state: LauncherState | null,
    downloads: DownloadsState | null,
    options?: BrowserContextOptions,
    fragment?: string,
  ): Promise<LauncherPage>;
  /** As `open`, for the Settings page. `answers`: what its channels answer, or `{ok: false, error}`; a channel that is not named waits for `answer`. */
  openSettings(
    state: LauncherState,
    answers: Readonly<Record<string, unknown>>,
    options?: BrowserContextOptions,
    fragment?: string,
  ): Promise<LauncherPage>;
  /** Any page of the same server. `script` runs in it before its own scripts. */
  openPath(urlPath: string, options?: BrowserContextOptions, script?: InitScript): Promise<PlainPage>;
  dispose(): Promise<void>;
}

export async function createLauncherHarness(): Promise<LauncherHarness> {
  const folder = await mkdtemp(path.join(tmpdir(), 'larder-launcher-'));
  await Promise.all([
    bundleFolder('launcher', ['launcher.tsx'], folder),
    bundleFolder('pages', ['about.ts', 'loading.ts', 'problem.ts'], folder),
  ]);
  await writeFile(path.join(folder, 'launcher', 'mark.svg'), await launcherMark(readBrand({}).iconsFolder));
  await mkdir(SCREENSHOTS, { recursive: true });
  const server = await serve(folder);
  const found = await findChromium({ headless: true });
  if (!found) throw new Error('Cannot test the launcher: no Chromium is installed.');
  const browser: Browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function openLauncher(
    told: Omit<Told, 'subscriptions'>,
    options: BrowserContextOptions = {},
    fragment: string,
    script?: InitScript,
  ): Promise<LauncherPage> {
    const context = await browser.newContext({
      viewport: { width: 1040, height: 720 },
      colorScheme: 'light',
      reducedMotion: 'reduce',
      locale: 'en-GB',
      ...options,
    });
    const page = await context.newPage();
    await page.clock.install({ time: NOW_MS });
    const troubles = troublesOf(page);
    await page.addInitScript(installFakeBridge, { ...told, subscriptions: SUBSCRIPTIONS });
    if (script) await page.addInitScript(script.run, script.data);
    await page.goto(`${origin}/launcher/${fragment}`);
    return controls(page, troubles, () => context.close());
  }

  return {
    open: (state, options, activity, script) =>
      openLauncher(
        { state, activity: activity ?? null, downloads: createDownloads() },
        options,
        activity === undefined ? '' : '#activity',
        script,
      ),
    openDownloads: (state, downloads, options, fragment = '#downloads') =>
      openLauncher({ state, activity: null, downloads }, options, fragment),
    openSettings: (state, answers, options, fragment = '#settings') =>
      openLauncher({ state, activity: null, downloads: createDownloads(), answers }, options, fragment),
    async openPath(urlPath, options = {}, script) {
      const context = await browser.newContext({
        viewport: { width: 420, height: 760 },
        colorScheme: 'light',
        reducedMotion: 'reduce',
        locale: 'en-GB',
        ...options,
      });
      const page = await context.newPage();
      const troubles = troublesOf(page);
      if (script) await page.addInitScript(script.run, script.data);
      await page.goto(`${origin}${urlPath}`);
      return { page, troubles, ...looks(page), close: () => context.close() };
    },
    async dispose() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function controls(page: Page, troubles: string[], close: () => Promise<void>): LauncherPage {
  const callsOf = (channel: string): Promise<readonly (readonly unknown[])[]> =>
    page.evaluate(
      (name) =>
        (window as unknown as { fake: FakeBridge }).fake.calls
          .filter((call) => call.channel === name)
          .map((call) => call.args),
      channel,
    );
  const push = (subscription: Subscription, state: unknown): Promise<void> =>
    page.evaluate(
      ([name, next]) => {
        for (const listener of (window as unknown as { fake: FakeBridge }).fake.listeners[name] ?? []) listener(next);
      },
      [subscription, state] as const,
    );
  return {
    page,
    troubles,
    close,
    push: (state) => push('onStateChanged', state),
    pushActivity: (state) => push('onActivityChanged', state),
    pushDownloads: (state) => push('onDownloadsChanged', state),
    pushSettings: (state) => push('onSettingsChanged', state),
    pushMeasureProgress: (progress) => push('onMeasureProgress', progress),
    pushUpdates: (state) => push('onUpdatesChanged', state),
    pushDiagnostics: (state) => push('onDiagnosticsChanged', state),
    async answer(channel, result) {
      await page.waitForFunction(
        (name) => (window as unknown as { fake: FakeBridge }).fake.waiting.some((call) => call.channel === name),
        channel,
      );
      await page.evaluate(
        ([name, value]) => {
          const { waiting } = (window as unknown as { fake: FakeBridge }).fake;
          const [call] = waiting.splice(
            waiting.findIndex((one) => one.channel === name),
            1,
          );
          call?.answer(value);
        },
        [channel, result] as const,
      );
    },
    async nextCall(channel) {
      await page.waitForFunction(
        (name) => (window as unknown as { fake: FakeBridge }).fake.calls.some((call) => call.channel === name),
        channel,
      );
      return (await callsOf(channel)).at(-1) ?? [];
    },
    callsOf,
    ...looks(page),
  };
}

function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  return troubles;
}

function looks(page: Page): Pick<LauncherPage, 'screenshot' | 'accessibilityProblems'> {
  return {
    async screenshot(name) {
      if (process.env['LARDER_LOOKS'] !== 'all') return;
      await page.evaluate(() => document.fonts.ready);
      await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
    },
    async accessibilityProblems(rules) {
      // Without frames there is nothing to gather, for which the other mode opens a page each time.
      const axe = new AxeBuilder({ page }).setLegacyMode(true);
      const { violations } = await (rules ? axe.withRules([...rules]) : axe).analyze();
      return violations.flatMap((rule) =>
        rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary ?? ''})`),
      );
    },
  };
}

/** What the page is told when it asks; `null` leaves the question unanswered. */
interface Told {
  readonly state: LauncherState | null;
  readonly activity: ActivityState | null;
  readonly downloads: DownloadsState | null;
  /** By channel. */
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly subscriptions: readonly string[];
}

/** Runs in the page, before its scripts. */
function installFakeBridge({ state, activity, downloads, answers = {}, subscriptions }: Told): void {
  const fake: FakeBridge = {
    calls: [],
    waiting: [],
    listeners: Object.fromEntries(subscriptions.map((name) => [name, new Set()])),
  };
  const bridge = {
    invoke(channel: string, ...args: unknown[]) {
      fake.calls.push({ channel, args });
      if (channel === 'launcher:get-state' && state !== null) return Promise.resolve({ ok: true, value: state });
      if (channel === 'launcher:get-activity' && activity !== null)
        return Promise.resolve({ ok: true, value: activity });
      if (channel === 'launcher:get-downloads' && downloads !== null)
        return Promise.resolve({ ok: true, value: downloads });
      const told = answers[channel] as { ok?: false } | undefined;
      if (told !== undefined) return Promise.resolve(told.ok === false ? told : { ok: true, value: told });
      return new Promise((answer) => fake.waiting.push({ channel, answer }));
    },
  };
  const subscribe =
    (name: string) =>
    (listener: (state: unknown) => void): (() => void) => {
      fake.listeners[name]?.add(listener);
      return () => void fake.listeners[name]?.delete(listener);
    };
  const listening = Object.fromEntries(subscriptions.map((name) => [name, subscribe(name)]));
  Object.assign(window, { fake, container: { ...bridge, ...listening } });
}

async function bundleFolder(name: string, entries: string[], folder: string): Promise<void> {
  await build({
    absWorkingDir: ROOT,
    entryPoints: entries.map((entry) => `renderer/${name}/${entry}`),
    outdir: path.join(folder, name),
    bundle: true,
    format: 'esm',
    target: 'chrome156',
    loader: { '.woff2': 'file' },
    assetNames: '[name]-[hash]',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'silent',
  });
}

/** Built files first, sources (HTML, CSS) otherwise; each with the CSP of the container's own pages. */
async function serve(folder: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://launcher');
    const relative = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const places = [path.join(folder, relative), path.join(ROOT, 'renderer', relative)];
    // A sample is the root of an origin of its own, and names its files from there.
    const [sample] = /\/samples\/[^/]+(?=\/)/.exec(request.headers.referer ?? '') ?? [];
    if (sample) places.push(path.join(ROOT, 'renderer', sample, relative));
    const file = places.find((candidate) => existsSync(candidate));
    if (!file) {
      response.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    void readBranded(file, BRAND).then((body) => {
      const policy = pathname.startsWith('/samples/') || sample ? SAMPLE_CSP : CSP;
      response.writeHead(200, {
        'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream',
        'content-security-policy': policy,
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
