/**
 * Mini-programs that burden whatever serves them, beside one that must not notice: its calls go on being answered,
 * and the launcher goes on being drawn.
 */
import type { Page } from '@playwright/test';
import { startBackend, type Backend, type BackendApp } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { originOf, probe } from '../e2e/mini-programs.ts';

const QUIET_ID = 'quietNeighbour';
const MARKUP_ID = 'markupBomb';
const FLOOD_ID = 'callFlood';
/** Far above what a call takes, far below what each of these attacks cost before there were limits (6 s and more). */
const NOTICED_MS = 3_000;
const FLOOD_CALLS = 5_000;

/** Asks again and again, as long as it is open, and keeps how long the longest answer took. */
const QUIET_SCRIPT = `
window.quiet = { answers: 0, worst: 0, failures: 0 };
const ask = async () => {
  const at = performance.now();
  await bn.setBackgroundFetchToken({ token: 'T' }).catch(() => { quiet.failures += 1; });
  await bn.getBackgroundFetchToken().catch(() => { quiet.failures += 1; });
  quiet.worst = Math.max(quiet.worst, performance.now() - at);
  quiet.answers += 1;
  setTimeout(ask, 20);
};
ask();`;

/** 350 kB: the standard's formatting elements come again in every paragraph, and every one has a script. */
const MARKUP_BOMB = `<!doctype html><title>bomb</title><p>${Array.from(
  { length: 8_000 },
  (_, index) => `<font size=${index} onclick=a${index}()>`,
).join('')}${'<p>x<script>1</script>'.repeat(4_500)}`;
/** Twelve to the power of eight rectangles. */
const ICON_BOMB = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128"><defs><g id="a0"><rect width="1" height="1"/></g>${Array.from(
  { length: 8 },
  (_, level) => `<g id="a${level + 1}">${`<use href="#a${level}"/>`.repeat(12)}</g>`,
).join('')}</defs><use href="#a8"/></svg>`;

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

interface Quiet {
  readonly answers: number;
  readonly worst: number;
  readonly failures: number;
}

/** What the neighbour noticed while `attack` ran: it has asked some more times before, meanwhile and after. */
async function noticed(neighbour: Page, attack: () => Promise<void>): Promise<Quiet> {
  const moreAnswers = async (): Promise<void> => {
    const from = await neighbour.evaluate(() => (window as unknown as { quiet: Quiet }).quiet.answers);
    await neighbour.waitForFunction(
      (count) => (window as unknown as { quiet: Quiet }).quiet.answers > count + 5,
      from,
      { polling: 50 },
    );
  };
  await moreAnswers();
  await neighbour.evaluate(() => Object.assign((window as unknown as { quiet: Quiet }).quiet, { worst: 0 }));
  await attack();
  await moreAnswers();
  return neighbour.evaluate(() => (window as unknown as { quiet: Quiet }).quiet);
}

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [
      probe({
        appId: QUIET_ID,
        preFetchUrl: null,
        files: {
          'index.html': '<!doctype html><title>quiet</title><script src="quiet.js"></script>',
          'quiet.js': QUIET_SCRIPT,
        },
      }),
      hostile(MARKUP_ID, { 'bomb.html': MARKUP_BOMB }),
      hostile(FLOOD_ID, {}),
    ],
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
    expect((await launcher.evaluate((id) => window.larder.invoke('launcher:open', id), appId)).ok).toBe(true);
    const page = await larder.window(`${originOf(appId)}/`);
    await page.waitForFunction(() => 'bn' in window);
    return page;
  };
  const neighbour = await open(QUIET_ID);
  await neighbour.waitForFunction(() => (window as unknown as { quiet: Quiet }).quiet.answers > 0);

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
