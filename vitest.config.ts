import { defineConfig } from 'vitest/config';

/** Everything that runs in plain Node: units, contracts, and the Chromium host's own rules. */
export default defineConfig({
  test: {
    include: ['tests/unit/**/*.test.ts', 'tests/contract/**/*.test.ts', 'tests/simulation/**/*.test.ts', 'tests/kill/**/*.test.ts', 'tests/chromium-host/**/*.test.ts'],
    alias: { electron: new URL('./tests/fakes/electron.ts', import.meta.url).pathname },
    server: { deps: { inline: ['electron-store'] } },
    // The browsers of the tests of pages need the other core.
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
