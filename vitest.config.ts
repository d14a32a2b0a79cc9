import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/** Every state of every page, in each theme, width, zoom and language: minutes of Chromium, for `npm run screens`. */
const VISUAL = 'tests/unit/renderer/*.visual.ts';

/** `npm run test:deep` sets it: property tests with many cases, and suites of deep cases. */
const isDeep = process.env['LARDER_DEEP'] === '1';

const DAILY = [
  'tests/unit/**/*.test.ts',
  'tests/contract/**/*.test.ts',
  'tests/simulation/**/*.test.ts',
  'tests/kill/**/*.test.ts',
  'tests/chromium-host/**/*.test.ts',
  ...(process.env['LARDER_LOOKS'] === 'all' ? [VISUAL] : []),
];

const DEEP = [
  'tests/**/*.property.test.ts',
  'tests/kill/killed-*.test.ts',
  'tests/simulation/year.test.ts',
  'tests/deep/**/*.deep.ts',
  'tests/unit/**/*.deep.ts',
  'tests/simulation/*.deep.ts',
];

/** They put something in place of a module, which the file that comes next in the same process would get, too. */
const withMocks = globSync('tests/**/*.test.ts').filter((file) => readFileSync(file, 'utf8').includes('vi.mock('));

const include = isDeep ? DEEP : DAILY;

/** Everything that runs in plain Node: units, contracts, and the Chromium host's own rules. */
export default defineConfig({
  test: {
    // The browsers of the tests of pages need the other core.
    maxWorkers: 2,
    projects: [
      // A process for each of 200 files would cost as much as the tests in them.
      { extends: true, test: { name: 'together', include, exclude: withMocks, isolate: isDeep } },
      { extends: true, test: { name: 'alone', include: isDeep ? [] : withMocks, isolate: true } },
    ],
    alias: { electron: new URL('./tests/fakes/electron.ts', import.meta.url).pathname },
    server: { deps: { inline: ['electron-store'] } },
    testTimeout: isDeep ? 600_000 : 60_000,
    hookTimeout: 60_000,
    // What is waited for comes at once, but for a computer that is busy with other things.
    expect: { poll: { timeout: 20_000 } },
  },
});
