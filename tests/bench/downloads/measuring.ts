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

/** A fetch that has not ended by then never will. */
const LIMIT_MS = 10 * 60_000;

/**
 * ms from `fetch()` in the page to the success event in its worker. Throws when the fetch ends in another way, or not within
 * `limitMs`.
 */
export async function timeFetch(page: Page, urls: readonly string[], limitMs = LIMIT_MS): Promise<number> {
  const measuring = page.evaluate((list) => (window as unknown as MeasuringPage).measure(list), urls);
  return msOf(await within(limitMs, measuring));
}

/** The same of a POST to `url` with so many bytes; a multiple of 1 MiB. */
export async function timeUpload(page: Page, url: string, bytes: number): Promise<number> {
  const upload = { url, bytes };
  const measuring = page.evaluate((of) => (window as unknown as MeasuringPage).upload(of.url, of.bytes), upload);
  return msOf(await within(LIMIT_MS, measuring));
}

/** The page that it asked may go when nobody waits any more: what becomes of `answer` then is nothing. */
async function within<T>(limitMs: number, answer: Promise<T>): Promise<T> {
  const limit = Promise.withResolvers<never>();
  const timer = setTimeout(() => limit.reject(new Error(`a fetch did not end within ${limitMs / 1000} s`)), limitMs);
  try {
    return await Promise.race([answer, limit.promise]);
  } finally {
    clearTimeout(timer);
    answer.catch(() => {});
  }
}
