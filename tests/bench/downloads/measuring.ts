/** Background fetches of a page that `plain-page.ts` describes, be it Chromium's own or a mini-program's. */
import type { Page } from '@playwright/test';

interface Measured {
  readonly ms: number;
  readonly type: string;
}

/** ms from `fetch()` in the page to the success event in its worker. Throws when the fetch ends in another way. */
export async function timeFetch(page: Page, urls: readonly string[]): Promise<number> {
  const { ms, type } = (await page.evaluate(
    (list) => (window as unknown as { measure(urls: readonly string[]): Promise<Measured> }).measure(list),
    urls,
  )) as Measured;
  if (type !== 'backgroundfetchsuccess') throw new Error(`a fetch ended with "${type}"`);
  return ms;
}
