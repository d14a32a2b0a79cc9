import { configDefaults, defineConfig } from 'vitest/config';

/** Every state of every page, in each theme, width, zoom and language: minutes of Chromium, for `npm run screens`. */
const LOOKS = 'tests/unit/renderer/*-looks.test.ts';

/** Everything that runs in plain Node: units, contracts, and the Chromium host's own rules. */
export default defineConfig({
  test: {
    include: [
      'tests/unit/**/*.test.ts',
      'tests/contract/**/*.test.ts',
      'tests/simulation/**/*.test.ts',
      'tests/kill/**/*.test.ts',
      'tests/chromium-host/**/*.test.ts',
    ],
    exclude: [...configDefaults.exclude, ...(process.env['LARDER_LOOKS'] === 'all' ? [] : [LOOKS])],
    alias: { electron: new URL('./tests/fakes/electron.ts', import.meta.url).pathname },
    server: { deps: { inline: ['electron-store'] } },
    // The browsers of the tests of pages need the other core.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
