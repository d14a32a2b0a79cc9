/** A worker that Larder starts and that Larder ends with, again and again: nobody is kept from using Larder for long. */
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { originOf, probe } from '../e2e/mini-programs.ts';
import { MARKUP_BOMB } from './bombs.ts';

const LOOP_ID = 'crashLoop';

/** Tells of each event, loads a page of bombs, and never comes to its end. */
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('backgroundfetchsuccess', (event) => event.waitUntil((async () => {
  await (await fetch('bomb.html')).text();
  await fetch(event.registration.id + '/note');
  await new Promise(() => {});
})()));`;

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({
    apps: [
      probe({
        appId: LOOP_ID,
        preFetchUrl: null,
        files: {
          'index.html': '<!doctype html><title>loop</title>',
          'a.txt': 'a',
          'bomb.html': MARKUP_BOMB,
          'sw.js': WORKER,
        },
      }),
    ],
    routes: { '/note': () => ({ body: 'noted' }) },
  });
});
test.afterEach(() => backend.close());

test('an event that Larder ended with three times is kept, and its mini-program can be removed', async ({
  startLarder,
}) => {
  test.setTimeout(240_000);
  const args = [`--backend-url=${backend.url}`, '--dev'];
  const told = (): number => backend.requests().filter(({ path }) => path === '/note').length;

  const first = await startLarder({ args: [...args, `--open=${LOOP_ID}`] });
  const page = await first.window(`${originOf(LOOP_ID)}/`);
  await page.evaluate(async (base) => {
    await navigator.serviceWorker.register('/sw.js');
    const registration = await navigator.serviceWorker.ready;
    const { backgroundFetch } = registration as unknown as {
      backgroundFetch: { fetch(id: string, urls: readonly string[]): Promise<unknown> };
    };
    await backgroundFetch.fetch(base, ['/a.txt']);
  }, backend.url);
  await expect.poll(told, { timeout: 60_000 }).toBe(1);
  await first.kill();

  // Nothing is opened any more: Larder itself starts the worker.
  for (let start = 2; start <= 3; start += 1) {
    const next = await startLarder({ args });
    await next.window('larder://launcher/');
    await expect.poll(told, { timeout: 60_000 }).toBe(start);
    await next.kill();
  }

  const last = await startLarder({ args });
  const launcher = await last.window('larder://launcher/');
  await expect
    .poll(async () => {
      const answer = await launcher.evaluate(() => window.container.invoke('launcher:get-downloads'));
      return answer.ok ? answer.value.items.map(({ state }) => state) : answer.error.message;
    })
    .toEqual(['kept']);
  expect(told()).toBe(3);
  expect((await launcher.evaluate((id) => window.container.invoke('launcher:remove', id), LOOP_ID)).ok).toBe(true);
  await expect(launcher.locator(`[data-app-id="${LOOP_ID}"]`)).toHaveCount(0);
  expect(await last.stop()).toBe(0);
});
