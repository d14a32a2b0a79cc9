/** Larder as a process of its own on an installed Chromium, seen through its events and its browser. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { toHostUrl } from '../../../tests/chromium-host/index.ts';
import { nodeForKit } from '../kit/node-runtime.mjs';
import { kitPlaces } from '../places.ts';
import type { LarderEvent } from './runner-api.ts';

export interface LarderProcess {
  /** The window whose URL begins so; waits for it. */
  window(url: string): Promise<Page>;
  /** Opens what a second start is told to open; without `input` Larder's own window. */
  open(input?: string): Promise<void>;
  events(): readonly LarderEvent[];
  event(name: string, matches?: (event: LarderEvent) => boolean): Promise<LarderEvent>;
  standardError(): string;
  close(): Promise<void>;
}

const WAIT_MS = 30_000;
const POLL_MS = 20;
const END_MS = 10_000;

/** Throws with what Larder said when it does not come up. */
export async function startLarder(args: readonly string[]): Promise<LarderProcess> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-runner-'));
  const endpointFile = path.join(folder, 'endpoint');
  const child = spawnLarder(['--headless', '--log-json', ...args], { LARDER_HOST_CDP_FILE: endpointFile });
  const events: LarderEvent[] = [];
  let errorText = '';
  child.stderr?.on('data', (chunk: Buffer) => (errorText += chunk.toString('utf8')));
  createInterface({ input: child.stdout! }).on('line', (line) => {
    if (line.startsWith('{')) events.push(JSON.parse(line) as LarderEvent);
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;

  /** Looks again and again, until `find` answers something or Larder has ended. */
  const waitFor = async <T>(what: string, find: () => T | undefined | Promise<T | undefined>): Promise<T> => {
    const until = performance.now() + WAIT_MS;
    for (;;) {
      const found = await find();
      if (found !== undefined) return found;
      if (hasEnded()) throw new Error(`Larder ended while ${what} was waited for.\n${errorText}`);
      if (performance.now() > until) throw new Error(`No ${what} within ${WAIT_MS / 1000} s.\n${errorText}`);
      await delay(POLL_MS);
    }
  };
  const event: LarderProcess['event'] = (name, matches = () => true) =>
    waitFor(`event "${name}"`, () => events.find((one) => one.event === name && matches(one)));

  let browser: Browser | null = null;
  const close = async (): Promise<void> => {
    if (!hasEnded()) child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    await exited;
    clearTimeout(timer);
    await browser?.close().catch(() => {});
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };

  try {
    await event('app-started');
    const endpoint = await waitFor('browser', () =>
      readFile(endpointFile, 'utf8').then(
        (text) => text.trim() || undefined,
        () => undefined,
      ),
    );
    browser = await chromium.connectOverCDP(endpoint);
  } catch (error) {
    await close();
    throw error;
  }
  const connected = browser;
  const pages = (): Page[] => connected.contexts().flatMap((context) => context.pages());
  return {
    window: (url) =>
      waitFor(`window at ${url}`, () =>
        pages().find((page) => !page.isClosed() && page.url().startsWith(toHostUrl(url))),
      ),
    async open(input) {
      const others = args.filter((arg) => !arg.startsWith('--open'));
      const second = spawnLarder(['--headless', ...others, ...(input === undefined ? [] : [`--open=${input}`])]);
      const code = await new Promise<number | null>((resolve) => second.once('exit', resolve));
      if (code !== 0) throw new Error(`Larder did not open ${input ?? 'its own window'}.\n${errorText}`);
    },
    events: () => events,
    event,
    standardError: () => errorText,
    close,
  };
}

function spawnLarder(args: readonly string[], extra: Readonly<Record<string, string>> = {}): ChildProcess {
  const { host, app } = kitPlaces();
  return spawn(nodeForKit(), [host, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LARDER_APP_DIR: app, ...extra },
  });
}
