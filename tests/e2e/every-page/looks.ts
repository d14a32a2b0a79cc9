/**
 * Looks at a page of the running product in one language, light and dark: a picture, and what is wrong
 * with it. `npm run screens` (`LARDER_LOOKS=all`) sees every language in both themes and keeps the
 * pictures; `npm test` sees English in both and the other languages light, for a theme is the same in each.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Appearance } from '../../../preload/contract/settings.ts';
import { LANGUAGE_DIRECTIONS, type Language } from '../../../preload/contract/messages/languages.ts';
import { expect } from '../larder-test.ts';

const PICTURES = path.resolve(import.meta.dirname, '../../../out/screens');
const SEES_ALL = process.env['LARDER_LOOKS'] === 'all';
const POLL_MS = [20];
const THEMES = ['light', 'dark'] as const satisfies readonly Appearance[];
type Theme = (typeof THEMES)[number];
/** What another theme can break; the structure is the same. */
const THEME_RULES = ['color-contrast', 'link-in-text-block'];
/** What another language can break. */
const LANGUAGE_RULES = [
  'html-has-lang',
  'html-lang-valid',
  'button-name',
  'link-name',
  'label',
  'scrollable-region-focusable',
  'target-size',
];

/** For the page: what is still coming is there. */
async function settled(): Promise<void> {
  await document.fonts.ready;
  // One that cannot be had is over, too.
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
  await Promise.all(
    document
      .getAnimations()
      .map((animation) =>
        animation.effect?.getComputedTiming().iterations === Infinity ? null : animation.finished.catch(() => null),
      ),
  );
}

export interface LookOptions {
  /** Part of the page to look at; a mini-program's own page, for one, is not ours to judge. */
  readonly isOurs?: boolean;
}

/**
 * Expects of each theme: the page's language and direction, no rule of axe broken (all of them in English
 * and light), nothing wider than the window. Saves `out/screens/<language>/<name>-<theme>.png`.
 */
export function createLook(language: Language, choose: (appearance: Appearance) => Promise<void>) {
  return async (page: Page, name: string, { isOurs = true }: LookOptions = {}): Promise<void> => {
    if (!isOurs && !SEES_ALL) return;
    const folder = path.join(PICTURES, language);
    await mkdir(folder, { recursive: true });
    // Playwright would hold every page light.
    await page.emulateMedia({ colorScheme: null, reducedMotion: 'reduce' });
    for (const theme of language === 'en' || SEES_ALL ? THEMES : (['light'] as const)) {
      await choose(theme);
      await expect
        .poll(() => isDark(page), {
          message: `${name} is ${theme}`,
          intervals: POLL_MS,
        })
        .toBe(theme === 'dark');
      let found: string[] = [];
      // The container's pages follow each other: one that goes away in between is looked at no more, but the next.
      await expect(async () => {
        await page.evaluate(settled);
        found = isOurs ? await problems(page, language, theme) : [];
      }).toPass({ timeout: 15_000, intervals: POLL_MS });
      if (SEES_ALL) await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`) });
      expect(found, `${name}, ${theme}`).toEqual([]);
    }
  };
}

/** `null` while a window goes from one of its pages to the next. */
function isDark(page: Page): Promise<boolean | null> {
  return page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches).catch(() => null);
}

async function problems(page: Page, language: Language, theme: Theme): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const rules = rulesFor(language, theme);
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  const broken = violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} (${node.failureSummary ?? ''})`),
  );
  const { lang, dir, overflow } = await page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir || 'ltr',
    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  }));
  if (lang !== language) broken.push(`the page says its language is "${lang}"`);
  if (dir !== LANGUAGE_DIRECTIONS[language]) broken.push(`the page's direction is "${dir}"`);
  if (overflow > 0) broken.push(`the page is ${overflow} px wider than its window`);
  return broken;
}

/** `null`: all of them. */
function rulesFor(language: Language, theme: Theme): string[] | null {
  if (SEES_ALL) return theme === 'light' && language === 'en' ? null : [...THEME_RULES, ...LANGUAGE_RULES];
  if (language !== 'en') return LANGUAGE_RULES;
  return theme === 'light' ? null : THEME_RULES;
}
