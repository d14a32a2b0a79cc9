/**
 * What a mini-program does by its background fetches: icons, floods beside them, addresses of windows, chains. A
 * neighbour must not notice, the launcher goes on being drawn, and in the end the mini-program can be removed.
 */
import { randomBytes } from 'node:crypto';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { originOf, probe } from '../e2e/mini-programs.ts';
import { downloads, drawsFrames, open, prepareWorker, type BackgroundFetch } from './attack.ts';
import { ICON_BOMB } from './bombs.ts';
import { NOTICED_MS, noticed, QUIET_ID, quietNeighbour } from './quiet-neighbour.ts';
import { startUnlistedServer, type UnlistedServer } from './unlisted-server.ts';

const HOSTILE_ID = 'hostileOne';
const ORIGIN = originOf(HOSTILE_ID);
const WAITING_RECORDS = 2_000;

/** The id of a fetch says what its events do: `chain`: start the next; `open`: go to addresses that are none of its own. */
const WORKER = `
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('backgroundfetchsuccess', (event) => event.waitUntil((async () => {
  const [what, base, count] = event.registration.id.split('|');
  if (what === 'chain')
    await self.registration.backgroundFetch.fetch(['chain', base, Number(count) + 1].join('|'), [base + '/chain']);
})()));
let clicks = 0;
addEventListener('backgroundfetchclick', (event) => event.waitUntil((async () => {
  const [, base] = event.registration.id.split('|');
  const address = ADDRESSES[clicks++];
  const outcome = await clients.openWindow(address).then(() => 'opened', (error) => error.name);
  await fetch(base + '/note?' + new URLSearchParams({ address, outcome }));
})()));`;

const addresses = (unlisted: string): readonly string[] => [
  `${ORIGIN}/http://${unlisted}/remote.html`,
  `${ORIGIN}/larder://page/problem.html?title=Locked&what=Call%20us&name=Larder`,
  `${ORIGIN}/data:text/html;base64,PHNjcmlwdD5kb2N1bWVudC50aXRsZT0iREFUQSI8L3NjcmlwdD4=`,
  `${ORIGIN}/file:///etc/passwd`,
  `${ORIGIN}//${unlisted}/remote.html`,
  `http://${unlisted}/remote.html`,
  'larder://page/problem.html',
];

let backend: Backend;
let unlisted: UnlistedServer;
let release: () => void;
test.beforeEach(async () => {
  unlisted = await startUnlistedServer();
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  backend = await startBackend({
    apps: [
      quietNeighbour(),
      probe({
        appId: HOSTILE_ID,
        preFetchUrl: null,
        files: {
          'index.html': '<!doctype html><title>own</title>',
          'sw.js': WORKER.replace('ADDRESSES', JSON.stringify(addresses(unlisted.host))),
          'bomb.svg': ICON_BOMB,
          // Nothing that could be packed: a package must not look like a bomb. 300 of them unread are less than Chromium
          // lets wait for all mini-programs on the Chromium host together, whose one server they come from.
          'unread.txt': randomBytes(10_000).toString('hex'),
        },
      }),
    ],
    routes: {
      '/hang/*': () => isReleased.then(() => ({ body: 'late' })),
      '/chain': () => new Promise((resolve) => setTimeout(resolve, 100, { body: 'x' })),
      '/note': () => ({ body: 'noted' }),
    },
  });
});
test.afterEach(async () => {
  release();
  await backend.close();
  await unlisted.close();
});

test('fetches with bombs, floods, foreign addresses and chains stay with their mini-program, which can be removed', async ({
  startLarder,
}) => {
  test.setTimeout(300_000);
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await larder.window('larder://launcher/');
  const openProgram = open(larder, launcher);
  const neighbour = await openProgram(QUIET_ID);
  await neighbour.waitForFunction(() => 'quiet' in window);
  const page = await openProgram(HOSTILE_ID);
  await prepareWorker(page);
  const attack = async (what: string, run: () => Promise<void>): Promise<void> => {
    await test.step(what, async () => {
      const seen = await noticed(neighbour, run);
      expect(seen.failures).toBe(0);
      expect(seen.worst).toBeLessThan(NOTICED_MS);
    });
  };

  await attack('a bomb as the icon of a download, on the Downloads page, beside records that wait', async () => {
    const waiting = await page.evaluate(
      async ([base, count]) => {
        const { fetches } = window as unknown as { fetches: BackgroundFetch };
        const urls = Array.from({ length: count }, (_, index) => `${base}/hang/${index}`);
        const all = await (await fetches.fetch('many', urls)).matchAll();
        await fetches.fetch('icon', [`${base}/hang/icon`], {
          title: 'With a bomb',
          icons: [{ src: '/bomb.svg', sizes: '128x128', type: 'image/svg+xml' }],
        });
        return all.length;
      },
      [backend.url, WAITING_RECORDS] as const,
    );
    expect(waiting).toBe(WAITING_RECORDS);
    await launcher.evaluate(() => (location.hash = 'downloads'));
    await expect(launcher.getByText('With a bomb')).toBeVisible();
    await drawsFrames(launcher);
  });

  await attack('floods of calls, refusals, files, titles and frames', async () => {
    const seen = await page.evaluate(async () => {
      const settled = async (work: readonly Promise<unknown>[]): Promise<number> =>
        (await Promise.allSettled(work)).length;
      const calls = await settled(
        Array.from({ length: 10_000 }, () => Promise.resolve(window.bn.getBackgroundFetchToken())),
      );
      const refused = await settled(
        Array.from({ length: 5_000 }, () =>
          Promise.resolve(window.bn.getBackgroundFetchData({ fetchType: 'x'.repeat(10_000) as 'pre' })),
        ),
      );
      const large = await settled(
        Array.from({ length: 50 }, () =>
          Promise.resolve(window.bn.setBackgroundFetchToken({ token: 'x'.repeat(5_000_000) })),
        ),
      );
      const files = await settled(
        Array.from({ length: 300 }, (_, index) => fetch(`/unread.txt?${index}`).then((answer) => answer.status)),
      );
      for (let index = 0; index < 5_000; index += 1) document.title = `Larder ${index}`;
      const longPath = await fetch(`/${'a/'.repeat(100_000)}`).then(
        (answer) => answer.status,
        () => 0,
      );
      for (let index = 0; index < 50; index += 1) {
        const frame = document.createElement('iframe');
        frame.src = '/index.html';
        document.body.append(frame);
      }
      return { calls, refused, large, files, longPath };
    });
    expect(seen).toMatchObject({ calls: 10_000, refused: 5_000, large: 50, files: 300 });
    expect([0, 404]).toContain(seen.longPath);
    expect(larder.standardError().length).toBeLessThan(200_000);
  });

  await attack('addresses behind a slash, and others, for openWindow', async () => {
    await page.evaluate(
      (base) =>
        (window as unknown as { fetches: BackgroundFetch }).fetches.fetch(`open|${base}`, [`${base}/hang/open`]),
      backend.url,
    );
    const wanted = addresses(unlisted.host);
    const items = (await downloads(launcher)).items.filter(
      ({ appId, state }) => appId === HOSTILE_ID && state !== 'aborted',
    );
    for (let index = 0; index < wanted.length; index += 1) {
      await launcher.evaluate(
        ([app, id]) => window.container.invoke('launcher:download-click', app!, id!),
        [HOSTILE_ID, items[0]!.id],
      );
      await expect
        .poll(() => backend.requests().filter(({ path: asked }) => asked === '/note').length, { timeout: 30_000 })
        .toBeGreaterThan(index);
    }
    const shown = launcher.context().pages();
    expect(shown.map((one) => new URL(one.url()).protocol).filter((scheme) => /^(?:data|file):$/.test(scheme))).toEqual(
      [],
    );
    expect(shown.filter((one) => new URL(one.url()).host === unlisted.host)).toEqual([]);
    expect(await Promise.all(shown.map((one) => one.title()))).not.toContain('DATA');
    expect(larder.hasWindow('larder://page/problem.html')).toBe(false);
    expect(unlisted.heard).toEqual([]);
  });

  await attack('fetches that start the next, without a window', async () => {
    // What hangs has the connections of its mini-program.
    for (const { id, appId } of (await downloads(launcher)).items)
      await launcher.evaluate(
        ([app, one]) => window.container.invoke('launcher:download-abort', app!, one!),
        [appId, id],
      );
    const current = await larder.window(`${ORIGIN}/`);
    await prepareWorker(current);
    await current.evaluate(
      (base) => (window as unknown as { fetches: BackgroundFetch }).fetches.fetch(`chain|${base}|0`, [`${base}/chain`]),
      backend.url,
    );
    const chained = (): number => backend.requests().filter(({ path: asked }) => asked === '/chain').length;
    await expect.poll(chained, { timeout: 30_000 }).toBeGreaterThan(2);
    await current.close();
    await expect
      .poll(async () => (await downloads(launcher)).programs.find(({ appId }) => appId === HOSTILE_ID)?.isHeldBack, {
        timeout: 60_000,
      })
      .toBe(true);
    const held = chained();
    await neighbour.waitForTimeout(3_000);
    expect(chained() - held).toBeLessThanOrEqual(1);
  });

  await drawsFrames(launcher);
  await launcher.evaluate((id) => window.container.invoke('launcher:remove', id), HOSTILE_ID);
  await launcher.evaluate(() => (location.hash = ''));
  await expect(launcher.locator(`[data-app-id="${HOSTILE_ID}"]`)).toHaveCount(0);
});
