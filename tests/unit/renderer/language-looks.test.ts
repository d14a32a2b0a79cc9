/** The launcher's pages in Chinese and Persian: rendered, checked with axe, and written to `out/ui/`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import { LANGUAGE_DIRECTIONS, type TextLanguage } from '../../../preload/contract/messages/languages.ts';
import { createActivity, MIXED_ENTRIES, SCHEDULE } from './activity-fixtures.ts';
import { createDownloads, HISTORY, PROGRAMS, UNDER_WAY } from './downloads-fixtures.ts';
import { createState, PREVIEW, SUGGESTIONS, THREE_CARDS, TROUBLED_CARDS } from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type LauncherPage } from './launcher-page.ts';

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

const NOTICES: LauncherState['notices'] = [
  { id: 'tokens', tone: 'info', text: { key: 'problems.token.inMemory' } },
  {
    id: 'state',
    tone: 'warning',
    text: {
      key: 'problems.state.damaged',
      values: { name: 'Weather', copy: 'quarantine/weather-state-1.json', fields: 'details, dataAt' },
    },
  },
];
const activity = createActivity({ entries: MIXED_ENTRIES, schedule: SCHEDULE });
const downloads = createDownloads({ items: [...UNDER_WAY, ...HISTORY], programs: PROGRAMS });

type Options = NonNullable<Parameters<LauncherHarness['open']>[1]>;
interface Look {
  readonly name: string;
  open(state: LauncherState, options: Options): Promise<LauncherPage>;
  act?(launcher: LauncherPage): Promise<void>;
}

const shelf =
  (change: Partial<LauncherState>) =>
  (state: LauncherState, options: Options): Promise<LauncherPage> =>
    harness.open({ ...state, ...change }, options);
const three = shelf({ miniPrograms: THREE_CARDS, isDemo: true, suggestions: SUGGESTIONS });
const asks = async (launcher: LauncherPage): Promise<void> => {
  await launcher.page.locator('.frame-tools .button-primary').click();
  await launcher.page.locator('dialog textarea').fill(PREVIEW.appId);
  await launcher.page.locator('.dialog-footer .button-primary').click();
};
const chooses =
  (item: number) =>
  async ({ page }: LauncherPage): Promise<void> => {
    await page.locator('.tile-more').first().click();
    await page.getByRole('menuitem').nth(item).click();
  };
const tab =
  (index: number) =>
  async ({ page }: LauncherPage): Promise<void> =>
    page.locator('[data-page]:not([hidden])').getByRole('tab').nth(index).click();

const LOOKS: readonly Look[] = [
  { name: 'shelf', open: shelf({ miniPrograms: [...TROUBLED_CARDS, ...THREE_CARDS], notices: NOTICES, isDev: true }) },
  { name: 'empty', open: shelf({ isDemo: true, suggestions: SUGGESTIONS }) },
  { name: 'details', open: three, act: chooses(1) },
  {
    name: 'remove',
    open: three,
    act: async ({ page }) => (
      await page.locator('.tile-more').first().click(),
      page.getByRole('menuitem').last().click()
    ),
  },
  {
    name: 'preview',
    open: three,
    act: async (launcher) => {
      await asks(launcher);
      await launcher.answer('launcher:look-up', { ok: true, value: PREVIEW });
      await launcher.page.locator('.dialog-note').waitFor();
    },
  },
  {
    name: 'not-found',
    open: three,
    act: async (launcher) => {
      await asks(launcher);
      await launcher.answer('launcher:look-up', {
        ok: false,
        error: {
          code: 'backend-unreachable',
          message: 'Cannot reach the backend to look up "x": the connection was refused (ECONNREFUSED).',
        },
      });
      await launcher.page.locator('.dialog-problem').waitFor();
    },
  },
  {
    name: 'requests',
    open: (state, options) => harness.open({ ...state, miniPrograms: THREE_CARDS, isDev: true }, options, activity),
    act: async ({ page }) => page.locator('.request-toggle').nth(1).click(),
  },
  {
    name: 'schedule',
    open: (state, options) => harness.open({ ...state, miniPrograms: THREE_CARDS }, options, activity),
    act: tab(1),
  },
  {
    name: 'downloads',
    open: (state, options) => harness.openDownloads({ ...state, miniPrograms: THREE_CARDS }, downloads, options),
  },
  {
    name: 'download-programs',
    open: (state, options) => harness.openDownloads({ ...state, miniPrograms: THREE_CARDS }, downloads, options),
    act: tab(1),
  },
];

const LANGUAGES: readonly TextLanguage[] = [
  { language: 'zh-Hans', locale: 'zh-Hans-CN' },
  { language: 'fa', locale: 'fa-IR' },
];

describe.each(LANGUAGES)('the launcher in $language', ({ language, locale }) => {
  it.each(LOOKS)(
    'is accessible and fits when it shows $name',
    async ({ name, open, act }) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const launcher = await open(createState({ language, locale }), { colorScheme });
        await launcher.page.locator('.frame-status').waitFor();
        await act?.(launcher);
        await launcher.screenshot(`language-${language}-${name}-${colorScheme}`);
        const page = await launcher.page.evaluate(() => ({
          lang: document.documentElement.lang,
          dir: document.documentElement.dir,
          overflows: document.documentElement.scrollWidth > innerWidth,
          title: document.title,
        }));
        expect(page).toMatchObject({ lang: language, dir: LANGUAGE_DIRECTIONS[language], overflows: false });
        expect(launcher.troubles).toEqual([]);
        expect(await launcher.accessibilityProblems()).toEqual([]);
        await launcher.close();
      }
    },
    60_000,
  );
});

describe('the launcher', () => {
  it('speaks the other language everywhere at once, and keeps what is open, when the language changes', async () => {
    const launcher = await harness.openDownloads(createState({ miniPrograms: THREE_CARDS }), downloads);
    const { page } = launcher;
    await page.getByRole('tab', { name: 'Mini-programs' }).click();
    await page.getByText('Keeps', { exact: false }).first().waitFor();
    await launcher.push(createState({ miniPrograms: THREE_CARDS, language: 'fa', locale: 'fa' }));
    await page.getByRole('tab', { name: 'مینی‌برنامه‌ها', selected: true }).waitFor();
    expect(await page.title()).toBe('\u2068دانلودها\u2069 – Larder');
    expect(await page.locator('body').innerText()).not.toMatch(/Downloads|Keeps|Shelf|Activity/);
    await page.getByRole('link', { name: 'قفسه' }).click();
    expect(await page.locator('.tile-line').first().innerText()).toMatch(/\p{Script=Arabic}/u);
    await launcher.push(createState({ miniPrograms: THREE_CARDS, language: 'zh-Hans', locale: 'zh-Hans' }));
    await page.getByRole('button', { name: '添加' }).waitFor();
    expect(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
      'zh-Hans',
      'ltr',
    ]);
    await launcher.close();
  });
});
