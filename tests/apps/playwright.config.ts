import { defineConfig } from '@playwright/test';
import type { LarderOptions } from '../e2e/larder-test.ts';

/** Run by `npm run apps`, which installs the apps. */
export default defineConfig<LarderOptions>({
  testDir: '.',
  testMatch: '*.app.ts',
  fullyParallel: true,
  workers: 2,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  retries: 0,
  forbidOnly: true,
  outputDir: '../../out/apps-results',
  projects: [{ name: 'chromium-host', use: { host: 'chromium-host' } }],
});
