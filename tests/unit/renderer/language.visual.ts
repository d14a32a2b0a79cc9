/** The launcher's pages in Chinese and Persian: rendered, checked with axe, and written to `out/ui/`. */
import { expect } from 'vitest';
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import { LANGUAGE_DIRECTIONS, type TextLanguage } from '../../../preload/contract/messages/languages.ts';
import { createActivity, MIXED_ENTRIES, SCHEDULE } from './activity-fixtures.ts';
import { createDownloads, HISTORY, PROGRAMS, UNDER_WAY } from './downloads-fixtures.ts';
import { createState, PREVIEW, SUGGESTIONS, THREE_CARDS, TROUBLED_CARDS } from './fixtures.ts';
import type { LauncherHarness, LauncherPage } from './launcher-page.ts';
import { describeLooks, type Look, type LookOptions } from './looks.ts';

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

interface LanguageLook {
  readonly name: string;
  open(harness: LauncherHarness, state: LauncherState, options: LookOptions | undefined): Promise<LauncherPage>;
  act?(launcher: LauncherPage): Promise<void>;
}

const shelf =
  (change: Partial<LauncherState>): LanguageLook['open'] =>
  (harness, state, options) =>
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

const LOOKS: readonly LanguageLook[] = [
  { name: 'shelf', open: shelf({ miniPrograms: [...TROUBLED_CARDS, ...THREE_CARDS], notices: NOTICES, isDev: true }) },
  { name: 'empty', open: shelf({ isDemo: true, suggestions: SUGGESTIONS }) },
  { name: 'details', open: three, act: chooses(1) },
  {
    name: 'remove',
    open: three,
    async act({ page }) {
      await page.locator('.tile-more').first().click();
      await page.getByRole('menuitem').last().click();
    },
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
    open: (harness, state, options) =>
      harness.open({ ...state, miniPrograms: THREE_CARDS, isDev: true }, options, activity),
    act: async ({ page }) => page.locator('.request-toggle').nth(1).click(),
  },
  {
    name: 'schedule',
    open: (harness, state, options) => harness.open({ ...state, miniPrograms: THREE_CARDS }, options, activity),
    act: tab(1),
  },
  {
    name: 'downloads',
    open: (harness, state, options) =>
      harness.openDownloads({ ...state, miniPrograms: THREE_CARDS }, downloads, options),
  },
  {
    name: 'download-programs',
    open: (harness, state, options) =>
      harness.openDownloads({ ...state, miniPrograms: THREE_CARDS }, downloads, options),
    act: tab(1),
  },
];

const LANGUAGES: readonly TextLanguage[] = [
  { language: 'zh-Hans', locale: 'zh-Hans-CN' },
  { language: 'fa', locale: 'fa-IR' },
];

const SCHEMES = ['light', 'dark'] as const;

async function expectLanguage({ page }: LauncherPage, language: TextLanguage['language']): Promise<void> {
  const { lang, dir } = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
  }));
  expect({ lang, dir }).toEqual({ lang: language, dir: LANGUAGE_DIRECTIONS[language] });
}

describeLooks(
  'the launcher in Chinese and Persian',
  LANGUAGES.flatMap(({ language, locale }) =>
    LOOKS.flatMap(({ name, open, act }) =>
      SCHEMES.map((colorScheme): Look => ({
        name: `language-${language}-${name}-${colorScheme}`,
        options: { colorScheme },
        async open(harness, options) {
          const launcher = await open(harness, createState({ language, locale }), options);
          await launcher.page.locator('.frame-status').waitFor();
          await expectLanguage(launcher, language);
          return launcher;
        },
        act,
      })),
    ),
  ),
);
