/**
 * Mini-programs that burden whatever serves them, beside one that must not notice: its calls go on being answered,
 * and the launcher goes on being drawn.
 */
import type { Page } from '@playwright/test';
import { startBackend, type Backend, type BackendApp } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { originOf, probe } from '../e2e/mini-programs.ts';
import { ICON_BOMB, MARKUP_BOMB } from './bombs.ts';
import { NOTICED_MS, noticed, QUIET_ID, quietNeighbour, type Quiet } from './quiet-neighbour.ts';

const MARKUP_ID = 'markupBomb';
const FLOOD_ID = 'callFlood';
const FLOOD_CALLS = 5_000;

const hostile = (appId: string, files: Readonly<Record<string, string>>): BackendApp =>
  probe({
    appId,
    preFetchUrl: null,
    files: {
      'index.html': `<!doctype html><title>${appId}</title>`,
      'icon.svg': ICON_BOMB,
      'manifest.json': JSON.stringify({
        app_id: appId,
        name: appId,
        version: '1.0.0',
        start_url: 'index.html',
        icons: [{ src: 'icon.svg', sizes: 'any' }],
      }),
      ...files,
    },
    details: { name: appId },
  });

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [quietNeighbour(), hostile(MARKUP_ID, { 'bomb.html': MARKUP_BOMB }), hostile(FLOOD_ID, {})],
  });
});
test.afterEach(() => backend.close());

test('a page of bombs, a flood of calls and bombs as icons leave the neighbour and the launcher as they are', async ({
  startLarder,
}) => {
  // Three mini-programs are opened one after the other.
  test.setTimeout(120_000);
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await larder.window('larder://launcher/');
  const open = async (appId: string): Promise<Page> => {
    expect((await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId)).ok).toBe(true);
    const page = await larder.window(`${originOf(appId)}/`);
    await page.waitForFunction(() => 'bn' in window);
    return page;
  };
  const neighbour = await open(QUIET_ID);
  await neighbour.waitForFunction(() => ((window as unknown as { quiet?: Quiet }).quiet?.answers ?? 0) > 0);

  let bytes = 0;
  const byMarkup = await noticed(neighbour, async () => {
    const page = await open(MARKUP_ID);
    bytes = await page.evaluate(async () => (await (await fetch('bomb.html')).text()).length);
  });
  expect(bytes).toBe(MARKUP_BOMB.length);
  expect(byMarkup.failures).toBe(0);
  expect(byMarkup.worst).toBeLessThan(NOTICED_MS);

  let answered = 0;
  const byFlood = await noticed(neighbour, async () => {
    const page = await open(FLOOD_ID);
    answered = await page.evaluate(async (count) => {
      const calls = Array.from({ length: count }, () =>
        Promise.resolve(window.bn.getBackgroundFetchToken()).catch(() => null),
      );
      return (await Promise.all(calls)).length;
    }, FLOOD_CALLS);
  });
  expect(answered).toBe(FLOOD_CALLS);
  expect(byFlood.failures).toBe(0);
  expect(byFlood.worst).toBeLessThan(NOTICED_MS);

  // Both icons are bombs: the cards are there, and the launcher draws its next frames.
  for (const appId of [MARKUP_ID, FLOOD_ID]) await expect(launcher.getByText(appId).first()).toBeVisible();
  for (let frame = 0; frame < 5; frame += 1)
    await launcher.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
});
