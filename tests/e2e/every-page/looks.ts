/** Looks at a page of the running product in one language, light and dark: a picture, and what is wrong with it. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { Appearance } from '../../../preload/contract/settings.ts';
import { LANGUAGE_DIRECTIONS, type Language } from '../../../preload/contract/messages/languages.ts';
import { expect } from '../larder-test.ts';

const PICTURES = path.resolve(import.meta.dirname, '../../../out/screens');
const THEMES = ['light', 'dark'] as const satisfies readonly Appearance[];
/** What another theme or language can break; the structure is the same. */
const VARIANT_RULES = [
  'color-contrast',
  'link-in-text-block',
  'html-has-lang',
  'html-lang-valid',
  'button-name',
  'link-name',
  'label',
  'scrollable-region-focusable',
  'target-size',
];

export interface LookOptions {
  /** Part of the page to look at; a mini-program's own page, for one, is not ours to judge. */
  readonly isOurs?: boolean;
}

/**
 * Saves `out/screens/<language>/<name>-<theme>.png` for both themes and expects: the page's language and
 * direction, no rule of axe broken (all of them in English and light), nothing wider than the window.
 */
export function createLook(language: Language, choose: (appearance: Appearance) => Promise<void>) {
  return async (page: Page, name: string, { isOurs = true }: LookOptions = {}): Promise<void> => {
    const folder = path.join(PICTURES, language);
    await mkdir(folder, { recursive: true });
    // Playwright would hold every page light.
    await page.emulateMedia({ colorScheme: null, reducedMotion: 'reduce' });
    for (const theme of THEMES) {
      await choose(theme);
      await expect
        .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches), {
          message: `${name} is ${theme}`,
        })
        .toBe(theme === 'dark');
      await page.evaluate(async () => {
        await document.fonts.ready;
        await Promise.all(
          document
            .getAnimations()
            .map((animation) =>
              animation.effect?.getComputedTiming().iterations === Infinity
                ? null
                : animation.finished.catch(() => null),
            ),
        );
      });
      await page.screenshot({ path: path.join(folder, `${name}-${theme}.png`) });
      if (isOurs) expect(await problems(page, language, theme), `${name}, ${theme}`).toEqual([]);
    }
  };
}

async function problems(page: Page, language: Language, theme: (typeof THEMES)[number]): Promise<string[]> {
  const axe = new AxeBuilder({ page }).setLegacyMode(true);
  const { violations } = await (theme === 'light' && language === 'en' ? axe : axe.withRules(VARIANT_RULES)).analyze();
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
