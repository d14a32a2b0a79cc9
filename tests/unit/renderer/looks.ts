/** The states of a page as a person meets them: rendered, written to `out/ui/`, checked with axe and for overflow. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLauncherHarness, type LauncherHarness, type LauncherPage } from './launcher-page.ts';

export type LookOptions = NonNullable<Parameters<LauncherHarness['open']>[1]>;

export interface Look {
  /** Also the name of its picture. */
  readonly name: string;
  readonly options?: LookOptions;
  /** Has the structure of a look before it: only colours and sizes differ, and only their rules are checked. */
  readonly isVariant?: boolean;
  /** Opens the page and waits until it stands. */
  open(harness: LauncherHarness, options: LookOptions | undefined): Promise<LauncherPage>;
  act?: ((launcher: LauncherPage) => Promise<void>) | undefined;
}

export const dark = { colorScheme: 'dark' } as const;
export const narrow = { viewport: { width: 420, height: 760 } };
export const wide = { viewport: { width: 1920, height: 1080 } };
export const zoomed = { viewport: { width: 520, height: 360 }, deviceScaleFactor: 2 };

const RULES_OF_VARIANTS = ['color-contrast', 'target-size', 'scrollable-region-focusable'];

/** One browser for all looks of `page`. */
export function describeLooks(page: string, looks: readonly Look[]): void {
  describe(`${page} looks right and breaks no accessibility rule`, () => {
    let harness: LauncherHarness;
    beforeAll(async () => {
      harness = await createLauncherHarness();
    });
    afterAll(() => harness?.dispose());

    it.each(looks)('when it shows $name', async ({ name, options, isVariant, open, act }) => {
      const launcher = await open(harness, options);
      await act?.(launcher);
      await launcher.screenshot(name);
      expect(await launcher.accessibilityProblems(isVariant ? RULES_OF_VARIANTS : undefined)).toEqual([]);
      expect(await overflowOf(launcher)).toBeLessThanOrEqual(0);
      expect(launcher.troubles).toEqual([]);
      await launcher.close();
    });
  });
}

/** By how many px the document, the page, a dialog or a row is wider than its box, or the document higher: only pages scroll. */
function overflowOf({ page }: LauncherPage): Promise<number> {
  return page.evaluate(() =>
    Math.max(
      document.documentElement.scrollHeight - document.documentElement.clientHeight,
      ...[document.documentElement, ...document.querySelectorAll('.page:not([hidden]), dialog, .request-toggle')].map(
        (box) => box.scrollWidth - box.clientWidth,
      ),
    ),
  );
}
