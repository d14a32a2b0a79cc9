/**
 * The fixture behind every end-to-end test: starts Larder on the project's host and drives its
 * windows. Tests name pages by the product's own URLs (`larder://launcher/`, `mp://host/`).
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import { startOnChromiumHost } from './start-on-chromium-host.ts';
import { startOnElectron } from './start-on-electron.ts';
import type { RunningLarder, StartOptions } from './running-larder.ts';

export type HostName = 'chromium-host' | 'electron';

export interface LarderOptions {
  host: HostName;
}

export interface LarderFixtures {
  /** A fresh data folder, deleted after the test. */
  dataFolder: string;
  /** Starts Larder headless with `--log-json`; ended in order after the test. */
  startLarder(options?: Partial<StartOptions>): Promise<RunningLarder>;
}

export const test = base.extend<LarderFixtures & LarderOptions>({
  host: ['chromium-host', { option: true }],
  // Playwright reads the names of the fixtures a fixture needs from this pattern.
  // eslint-disable-next-line no-empty-pattern
  dataFolder: async ({}, use) => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  startLarder: async ({ host, dataFolder }, use, testInfo) => {
    const running: RunningLarder[] = [];
    await use(async (options = {}) => {
      const start = host === 'electron' ? startOnElectron : startOnChromiumHost;
      const larder = await start({ dataFolder, args: [], environment: {}, ...options });
      running.push(larder);
      return larder;
    });
    for (const larder of running.reverse()) {
      if (testInfo.status !== testInfo.expectedStatus) {
        await testInfo.attach('larder.log', {
          body: `${larder.standardError()}\n${larder
            .events()
            .map((event) => JSON.stringify(event))
            .join('\n')}`,
        });
      }
      await larder.stop();
      // An exception that reached nobody fails the test that met it.
      expect.soft(larder.standardError()).not.toContain('Something failed with nobody to catch it');
    }
  },
});

/** A test of `npm run test:deep`: its main path is held by a test of every `npm test`. */
export const DEEP = { tag: '@deep' } as const;

export { expect };
