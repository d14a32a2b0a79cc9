import { defineConfig } from '@playwright/test';
import type { LarderOptions } from './larder-test.ts';

/** `npm run test:deep` sets it: every attack instead of the worst of them, and what is marked as deep. */
const isDeep = process.env['LARDER_DEEP'] === '1';
/** `npm run screens` sets it: every page in every language. */
const isEveryLook = process.env['LARDER_LOOKS'] === 'all';

/** The same tests on both hosts; `build/test.mjs` leaves out `electron` where there is no binary. */
export default defineConfig<LarderOptions>({
  testDir: '..',
  testMatch: ['e2e/*.e2e.ts', isDeep ? 'hostile/**/*.deep.ts' : 'hostile/**/*.e2e.ts'],
  ...(isDeep ? { grep: /@deep|\.deep\.ts/ } : isEveryLook ? {} : { grepInvert: /@deep/ }),
  fullyParallel: true,
  workers: process.env['LARDER_E2E_WORKERS'] ? Number(process.env['LARDER_E2E_WORKERS']) : 3,
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
