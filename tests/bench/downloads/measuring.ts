/** Background fetches of a page that `plain-page.ts` describes. */
import type { Page } from '@playwright/test';

interface Measured {
  readonly ms: number;
  readonly type: string;
}

function msOf({ ms, type }: Measured): number {
  if (type !== 'backgroundfetchsuccess') throw new Error(`a fetch ended with "${type}"`);
  return ms;
}

interface MeasuringPage {
  measure(urls: readonly string[]): Promise<Measured>;
  upload(url: string, bytes: number): Promise<Measured>;
}

/** ms from `fetch()` in the page to the success event in its worker. Throws when the fetch ends in another way. */
export async function timeFetch(page: Page, urls: readonly string[]): Promise<number> {
  return msOf(await page.evaluate((list) => (window as unknown as MeasuringPage).measure(list), urls));
}

/** The same of a POST to `url` with so many bytes; a multiple of 1 MiB. */
export async function timeUpload(page: Page, url: string, bytes: number): Promise<number> {
  const upload = { url, bytes };
  return msOf(await page.evaluate((of) => (window as unknown as MeasuringPage).upload(of.url, of.bytes), upload));
}
