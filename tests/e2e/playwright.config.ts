import { defineConfig } from '@playwright/test';
import type { LarderOptions } from './larder-test.ts';

/** `npm run test:deep` sets it: every attack, instead of the worst of them. */
const isDeep = process.env['LARDER_DEEP'] === '1';

/** The same tests on both hosts; `build/test.mjs` leaves out `electron` where there is no binary. */
export default defineConfig<LarderOptions>({
  testDir: '..',
  testMatch: isDeep ? 'hostile/**/*.deep.ts' : ['e2e/*.e2e.ts', 'hostile/**/*.e2e.ts'],
  fullyParallel: true,
  workers: process.env['LARDER_E2E_WORKERS'] ? Number(process.env['LARDER_E2E_WORKERS']) : 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  forbidOnly: true,
  outputDir: '../../out/e2e',
  reporter: [['list'], ['json', { outputFile: '../../out/reports/e2e.json' }]],
  projects: [
    { name: 'chromium-host', use: { host: 'chromium-host' } },
    { name: 'electron', use: { host: 'electron' } },
  ],
});
