/** The runner of the author's kit: what its documents say of a start by a link and of Larder's own window. */
import type { OpenedMiniProgram } from '../../build/author-kit/runner/runner-api.ts';
import { openProgram } from '../../build/author-kit/runner/open-program.ts';
import { expect, test } from './larder-test.ts';

const APP_ID = 'Weather1';
const page = `<!doctype html><title>Weather</title><output></output><script>
bn.getBackgroundFetchData({ fetchType: 'pre', key: 'city' }).then(
  ({ fetchedData }) => { document.querySelector('output').textContent = fetchedData; },
  ({ errCode }) => { document.querySelector('output').textContent = errCode; },
);
</script>`;
const files = {
  'manifest.json': Buffer.from(
    JSON.stringify({
      app_id: APP_ID,
      name: 'Weather',
      version: { name: '1.0.0' },
      start_url: '/',
      spa_fallback: true,
    }),
  ),
  'index.html': Buffer.from(page),
};

let opened: OpenedMiniProgram | null = null;
test.afterEach(() => opened?.close());

test('the runner opens a mini-program by a link, and shows the launcher when it is asked for', async ({ host }) => {
  test.skip(host === 'electron', 'The runner starts the Chromium host.');
  opened = await openProgram(
    { appId: APP_ID, files, details: { serviceDomains: [], permissions: [], developmentSettings: {} } },
    {
      startPagePath: 'city/oslo',
      startPageQuery: 'from=list',
      routes: { '/city': ({ query }: { query: Record<string, string> }) => `${query['name']} from ${query['from']}` },
      details: {
        developmentSettings: {
          preFetchRules: [{ key: 'city', page: '/city/:name', url: '{base}/city?name={page.name}&from={query.from}' }],
        },
      },
    },
  );
  await expect(opened.page.locator('output')).toHaveText('oslo from list');
  expect(new URL(opened.page.url()).pathname).toBe('/city/oslo');
  expect(opened.requests().map(({ query }) => query['path'])).toEqual(['city/oslo']);

  const launcher = await opened.launcher();
  await launcher.getByRole('link', { name: 'Activity' }).first().click();
  await expect(launcher.getByText('Pre-fetch: city')).toBeVisible();
  expect(opened.problems()).toEqual([]);

  // Of a cold start from the shelf no page is named.
  await opened.reopen();
  await expect(opened.page.locator('output')).toHaveText('no-data');
});
