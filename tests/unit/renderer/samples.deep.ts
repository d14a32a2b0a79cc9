/** The three samples as their users meet them, on a hand-written `bn` and a real developer server. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { marketData } from '../../demo-backend/market-data.ts';
import { notebookData } from '../../demo-backend/notebook-data.ts';
import { podcastData } from '../../demo-backend/podcast-data.ts';
import { fakeBn } from './fake-bn.ts';
import { NOW_MS } from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type PlainPage } from './launcher-page.ts';

let harness: LauncherHarness;
let developerServer: Server;
let base: string;

beforeAll(async () => {
  harness = await createLauncherHarness();
  developerServer = createServer((request, response) => {
    if (request.url?.split('?')[0] !== '/market/data') {
      response.writeHead(404, { 'access-control-allow-origin': '*' }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    response.end(JSON.stringify(marketData(base, NOW_MS + 60_000)));
  });
  await new Promise<void>((resolve) => developerServer.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(developerServer.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await harness?.dispose();
  developerServer?.closeAllConnections();
  await new Promise((resolve) => developerServer?.close(resolve));
});

/** `rules`: of axe; all of them for `null`. */
async function expectWellMade(sample: PlainPage, screenshot: string, rules: readonly string[] | null = null) {
  await sample.screenshot(screenshot);
  expect(await sample.accessibilityProblems(rules ?? undefined)).toEqual([]);
  expect(
    await sample.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0);
}

/** With what another theme or width can break; the structure is the same. */
const VIEWS = [
  { view: 'light', options: {}, rules: null },
  { view: 'dark', options: { colorScheme: 'dark' }, rules: ['color-contrast'] },
  { view: 'wide', options: { viewport: { width: 1000, height: 760 } }, rules: ['target-size'] },
] as const;

describe('the market board', () => {
  it.each(VIEWS)('shows the pre-fetched prices when they are there ($view)', async ({ view, options, rules }) => {
    const sample = await harness.openPath(
      '/samples/market-board/',
      options,
      fakeBn({ body: JSON.stringify(marketData(base, NOW_MS)) }),
    );
    await sample.page.locator('#figures[data-state=ready]').waitFor();
    expect(await sample.page.locator('tbody tr').count()).toBe(12);
    expect(await sample.page.locator('#source').textContent()).toBe('Pre-fetch');
    expect(await sample.page.locator('#wait').textContent()).toMatch(/^\d+ ms$/);
    await expectWellMade(sample, `sample-market-${view}`, rules);
    expect(sample.troubles).toEqual([]);
    await sample.close();
  });

  it('asks its own server and says so when pre-fetch failed', async () => {
    const script = fakeBn({ body: null, errCode: 'timeout', stored: { 'market-board.server': base } });
    const sample = await harness.openPath('/samples/market-board/', {}, script);
    await sample.page.locator('#figures[data-state=ready]').waitFor();
    expect(await sample.page.locator('#source').textContent()).toBe('Own request');
    expect(await sample.page.locator('#problem').textContent()).toContain('the server took too long');
    await expectWellMade(sample, 'sample-market-own-request');
    await sample.close();
  });

  it('takes newer data when it arrives without being asked for', async () => {
    const sample = await harness.openPath(
      '/samples/market-board/',
      {},
      fakeBn({ body: JSON.stringify(marketData(base, NOW_MS)) }),
    );
    await sample.page.locator('#figures[data-state=ready]').waitFor();
    const newer = {
      ...marketData(base, NOW_MS),
      items: [{ symbol: 'NEW', name: 'New one', price: 1, change24h: -2, history: [1, 2] }],
    };
    await sample.page.evaluate((body) => {
      const { bnListeners } = window as unknown as { bnListeners: Set<(event: object) => void> };
      for (const listener of bnListeners)
        listener({ fetchType: 'periodic', fetchedData: body, timeStamp: Date.now() + 1000 });
    }, JSON.stringify(newer));
    expect(await sample.page.locator('tbody th').allTextContents()).toEqual(['NEWNew one']);
    expect(await sample.page.locator('#source').textContent()).toBe('Stored data');
    await sample.close();
  });
});

describe('the podcast', () => {
  it.each(VIEWS)('lists the pre-fetched episodes ($view)', async ({ view, options, rules }) => {
    const sample = await harness.openPath(
      '/samples/podcast/',
      options,
      fakeBn({ body: JSON.stringify(podcastData(base, NOW_MS)) }),
    );
    await sample.page.locator('body[data-state=ready]').waitFor();
    expect(await sample.page.locator('.episode').count()).toBe(12);
    await expectWellMade(sample, `sample-podcast-${view}`, rules);
    expect(sample.troubles).toEqual([]);
    await sample.close();
  });

  it('shows one episode when it is chosen and goes back to the list', async () => {
    const sample = await harness.openPath(
      '/samples/podcast/',
      {},
      fakeBn({ body: JSON.stringify(podcastData(base, NOW_MS)) }),
    );
    const first = sample.page.locator('.episode').first();
    const title = await first.locator('h3').textContent();
    await first.click();
    await expect.poll(() => sample.page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
    await expectWellMade(sample, 'sample-podcast-episode');
    await sample.page.getByRole('link', { name: 'All episodes' }).click();
    await sample.page.locator('.episode').first().waitFor();
    await sample.close();
  });

  it('says so and shows the last list when pre-fetch failed', async () => {
    const sample = await harness.openPath('/samples/podcast/', {}, fakeBn({ body: null, errCode: 'offline' }));
    await sample.page.locator('body[data-state=failed]').waitFor();
    expect(await sample.page.getByRole('alert').textContent()).toContain('You are offline.');
    await expectWellMade(sample, 'sample-podcast-offline');
    await sample.close();
  });
});

describe('the notebook', () => {
  const tip = JSON.stringify(notebookData('http://x.example', NOW_MS));

  it.each(VIEWS)('keeps notes across a reload ($view)', async ({ view, options, rules }) => {
    const sample = await harness.openPath('/samples/notebook/', options, fakeBn({ body: tip }));
    await sample.page.getByRole('button', { name: 'New note' }).click();
    await sample.page.getByLabel('Note', { exact: true }).fill('Apples, top shelf\nuse before March');
    await sample.page.reload();
    expect(await sample.page.getByLabel('Note', { exact: true }).inputValue()).toContain('Apples, top shelf');
    await sample.page.locator('#tip').waitFor();
    await expectWellMade(sample, `sample-notebook-${view}`, rules);
    expect(sample.troubles).toEqual([]);
    await sample.close();
  });

  it('logs every call without the token when functions are run', async () => {
    const sample = await harness.openPath('/samples/notebook/#bench', {}, fakeBn({ body: tip }));
    const { page } = sample;
    const run = (call: string) => page.locator(`form[data-call=${call}] button`).click();
    await run('getBackgroundFetchToken');
    await page.locator('#log li[data-outcome=failed]').waitFor();
    await page.getByLabel('token').fill('super-secret-token');
    await run('setBackgroundFetchToken');
    await run('getBackgroundFetchToken');
    await page.locator('#log li[data-call=getBackgroundFetchToken][data-outcome=ok]').waitFor();
    await page.getByLabel('callbacks').check();
    await run('getBackgroundFetchData');
    await page.locator('#log li[data-outcome=complete]').waitFor();
    const outcomes = await page
      .locator('#log li')
      .evaluateAll((lines) => lines.map((line) => `${line.dataset['call']} ${line.dataset['outcome']}`));
    expect(outcomes.toReversed()).toEqual([
      'getBackgroundFetchToken failed',
      'setBackgroundFetchToken ok',
      'getBackgroundFetchToken ok',
      'getBackgroundFetchData success',
      'getBackgroundFetchData complete',
    ]);
    expect(await page.locator('#log').textContent()).not.toContain('secret');
    await expectWellMade(sample, 'sample-notebook-bench');
    await page.locator('#log-title').scrollIntoViewIfNeeded();
    await sample.screenshot('sample-notebook-log');
    await sample.close();
  });
});

describe('the samples', () => {
  const DATA = {
    'market-board': marketData,
    podcast: podcastData,
    notebook: notebookData,
  } as const;
  const LATIN_WORDS = /[A-Za-z]{3,}/g;
  /** Names of money, which are the same everywhere. */
  const NAMES_OF_MONEY = new Set(
    marketData('', NOW_MS).items.flatMap(({ symbol, name }) => [symbol, ...name.split(' ')]),
  );

  it.each(
    Object.keys(DATA).flatMap((name) =>
      (['zh-Hans', 'fa'] as const).map((lang) => [name as keyof typeof DATA, lang] as const),
    ),
  )('%s speaks %s when its data was asked for in that, and keeps to it without data', async (name, lang) => {
    const body = JSON.stringify(DATA[name](base, NOW_MS, lang));
    for (const answer of [{ body }, { body: null, errCode: 'no-data', stored: { language: lang } }]) {
      const sample = await harness.openPath(`/samples/${name}/`, {}, fakeBn(answer));
      const { page } = sample;
      await page.locator(`html[lang=${lang}][dir=${lang === 'fa' ? 'rtl' : 'ltr'}]`).waitFor();
      await page.waitForLoadState('networkidle');
      const text = await page.locator('body').innerText();
      const foreign = (text.match(LATIN_WORDS) ?? []).filter((word) => !NAMES_OF_MONEY.has(word));
      expect(foreign).toEqual([]);
      expect(text).toMatch(lang === 'fa' ? /\p{Script=Arabic}/u : /\p{Script=Han}/u);
      await expectWellMade(sample, `sample-${name}-${answer.body === null ? 'nothing-' : ''}${lang}`);
      await sample.close();
    }
  });
});
