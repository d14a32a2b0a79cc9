/** The pages of a mini-program's window, as the main process addresses them: rendered, checked with axe, written to `out/ui/`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createMessages } from '../../../main/system/language/messages.ts';
import { ALL_CATALOGS } from '../system/texts.ts';
import {
  aboutPage,
  containerPageUrl,
  loadingPage,
  problemPage,
  type ContainerPage,
} from '../../../main/windows/container-pages/container-page.ts';
import { createPageSeal } from '../../../main/windows/container-pages/page-seal.ts';
import { PROBLEM_ACTIONS, type ProblemKind } from '../../../main/windows/container-pages/program-problem.ts';
import { LANGUAGE_DIRECTIONS, LANGUAGES, type Language } from '../../../preload/contract/messages/languages.ts';
import { HOSTILE_NAME } from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type PlainPage } from './launcher-page.ts';

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

const MARKET_BOARD = { appId: 'LarderMarketBoard1', name: 'Market board' };
const KINDS = Object.keys(PROBLEM_ACTIONS) as ProblemKind[];
/** Each page in one theme of each language: the catalogs' tests compare the texts themselves. */
const THEMES: Readonly<Record<Language, 'light' | 'dark'>> = { en: 'light', 'zh-Hans': 'dark', fa: 'dark' };

/** `npm run screens` takes all. */
const LANGUAGES_TO_TAKE = process.env['LARDER_LOOKS'] === 'all' ? LANGUAGES : LANGUAGES.slice(0, 1);

const messagesIn = (language: Language) =>
  createMessages({
    languages: () => [language],
    watch: () => {},
    catalogs: ALL_CATALOGS,
    report: (problem) => expect.unreachable(problem),
  });

function show(page: ContainerPage, colorScheme: 'light' | 'dark' = 'light'): Promise<PlainPage> {
  const { search, hash } = new URL(containerPageUrl(page, createPageSeal()));
  return harness.openPath(`/pages/${page.page}.html${search}${hash}`, { colorScheme });
}

/** A picture, and what is wrong with the page. */
async function check(shown: PlainPage, name: string, language: Language): Promise<void> {
  await shown.screenshot(`page-${name}`);
  expect(await shown.accessibilityProblems()).toEqual([]);
  expect(await shown.page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
    language,
    LANGUAGE_DIRECTIONS[language],
  ]);
  expect(
    await shown.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0);
  expect(shown.troubles).toEqual([]);
  await shown.close();
}

describe('a page of a mini-program’s window', () => {
  describe.each(LANGUAGES_TO_TAKE)('in %s', (language) => {
    const messages = messagesIn(language);
    it.each(KINDS)('says what happened and what to do when it is %s', async (kind) => {
      const shown = await show(
        problemPage(
          MARKET_BOARD,
          { kind, message: 'Cannot open "https://files.example.com/market-board.zip": it answered 503.' },
          messages,
        ),
        THEMES[language],
      );
      const actions = await shown.page
        .getByRole('button')
        .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      expect(actions).toEqual(PROBLEM_ACTIONS[kind].map((action) => `larder://action/${action}`));
      await check(shown, `${kind}-${language}`, language);
    });

    it('says how much of the package has come', async () => {
      const shown = await show(
        loadingPage(MARKET_BOARD, messages, { received: '1200000', total: '4000000' }),
        THEMES[language],
      );
      expect(await shown.page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('30');
      await check(shown, `loading-${language}`, language);
    });

    it('tells about the mini-program', async () => {
      const rows = [
        ['1', ['1.4.2']],
        ['2', ['api.example.com', '*.cdn.example.com:8443']],
      ] as const;
      await check(await show(aboutPage(MARKET_BOARD, rows, messages), THEMES[language]), `about-${language}`, language);
    });
  });

  it('shows every text as text when the mini-program has a hostile name', async () => {
    const message = '<b onclick="alert(1)">The package is damaged.</b>';
    const shown = await show(
      problemPage({ appId: 'Hostile', name: HOSTILE_NAME }, { kind: 'failed', message }, messagesIn('en')),
    );
    expect(await shown.page.getByRole('heading').textContent()).toContain(HOSTILE_NAME);
    expect(await shown.page.locator('#details-text').textContent()).toBe(message);
    expect(await shown.page.locator('main img, main b').count()).toBe(0);
    expect(shown.troubles).toEqual([]);
    await shown.close();
  });

  it('shows the amount anew when more has come', async () => {
    const shown = await show(loadingPage(MARKET_BOARD, messagesIn('en')));
    expect(await shown.page.locator('#amount').textContent()).toBe('Opening…');
    await shown.page.evaluate(() => (location.hash = 'received=1200000&total=4000000'));
    await shown.page.getByText('1.2 MB of 4 MB').waitFor();
    await shown.close();
  });

  it('has no figures of a small package, and none of what is done with it when it has come', async () => {
    const shown = await show(loadingPage(MARKET_BOARD, messagesIn('en'), { received: '903', total: '1021' }));
    const bar = shown.page.getByRole('progressbar');
    const amount = shown.page.locator('#amount');
    expect([await amount.textContent(), await bar.getAttribute('aria-valuenow')]).toEqual(['Opening…', '88']);
    await shown.page.evaluate(() => (location.hash = 'received=2500000&total=4000000'));
    await shown.page.getByText('2.5 MB of 4 MB').waitFor();
    await shown.page.evaluate(() => (location.hash = 'phase=unpack'));
    await expect.poll(() => bar.getAttribute('aria-valuenow')).toBeNull();
    expect(await amount.textContent()).toBe('Opening…');
    await shown.close();
  });

  const SQUARE = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=',
    'base64',
  );
  it.each([
    ['its icon', '/icons/abc?v=01234567', SQUARE, 1],
    ['the letter when its icon cannot be read', '/icons/abc?v=01234567', Buffer.from('x'), 0],
    ['the letter when it is told of a picture elsewhere', 'https://a.example/icon.png', SQUARE, 0],
  ])('shows %s', async (_what, iconUrl, body, icons) => {
    const shown = await show(loadingPage(MARKET_BOARD, messagesIn('en')));
    await shown.page.route('**/icons/**', (route) => route.fulfill({ body, contentType: 'image/png' }));
    const problem = problemPage({ ...MARKET_BOARD, iconUrl }, { kind: 'crashed', message: '' }, messagesIn('en'));
    const { search } = new URL(containerPageUrl(problem, createPageSeal()));
    const asked = icons === 1 || iconUrl.startsWith('/') ? shown.page.waitForResponse('**/icons/**') : null;
    await shown.page.goto(new URL(`/pages/problem.html${search}`, shown.page.url()).href);
    await asked;
    await expect.poll(() => shown.page.locator('img.icon').count()).toBe(icons);
    expect(await shown.page.locator('#letter').count()).toBe(1 - icons);
    await shown.close();
  });
});
