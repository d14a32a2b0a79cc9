/** How attacks find their way around a started Larder. */
import type { Page } from '@playwright/test';
import type { DownloadsState } from '../../preload/contract/downloads.ts';
import { expect } from '../e2e/larder-test.ts';
import { originOf } from '../e2e/mini-programs.ts';
import type { RunningLarder } from '../e2e/running-larder.ts';

export type BackgroundFetch = {
  fetch(id: string, requests: readonly string[], options?: object): Promise<Registration>;
};
type Registration = { match(url: string): Promise<unknown>; matchAll(): Promise<readonly unknown[]> };

export async function downloads(launcher: Page): Promise<DownloadsState> {
  const answer = await launcher.evaluate(() => window.container.invoke('launcher:get-downloads'));
  if (!answer.ok) throw new Error(answer.error.message);
  return answer.value;
}

export const open =
  (larder: RunningLarder, launcher: Page) =>
  async (appId: string): Promise<Page> => {
    expect((await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId)).ok).toBe(true);
    const page = await larder.window(`${originOf(appId)}/`);
    await page.waitForFunction(() => 'bn' in window);
    return page;
  };

/** In the page: `/sw.js` is its worker, and `fetches` what starts background fetches. */
export async function prepareWorker(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/sw.js');
    const registration = await navigator.serviceWorker.ready;
    const active = registration.active!;
    while (active.state !== 'activated')
      await new Promise((resolve) => active.addEventListener('statechange', resolve, { once: true }));
    Object.assign(window, { fetches: (registration as unknown as { backgroundFetch: unknown }).backgroundFetch });
  });
}

/** A page that hangs draws none. */
export async function drawsFrames(page: Page): Promise<void> {
  for (let frame = 0; frame < 5; frame += 1)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}
