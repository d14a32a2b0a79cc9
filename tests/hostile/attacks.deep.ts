/**
 * Attacks of one mini-program, one after the other in the same browser, beside a mini-program that must not notice.
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { probe } from '../e2e/mini-programs.ts';
import { downloads, open, prepareWorker, type BackgroundFetch } from './attack.ts';
import { NOTICED_MS, noticed, QUIET_ID, quietNeighbour } from './quiet-neighbour.ts';

const HOSTILE_ID = 'hostileOne';
const WORKER = `addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));`;

let backend: Backend;
let release: () => void;
test.beforeEach(async () => {
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  backend = await startBackend({
    apps: [
      quietNeighbour(),
      probe({
        appId: HOSTILE_ID,
        preFetchUrl: null,
        files: {
          'index.html': '<!doctype html><title>own</title>',
          'sw.js': WORKER,
        },
      }),
    ],
    routes: {
      '/hang/*': () => isReleased.then(() => ({ body: 'late' })),
    },
  });
});
test.afterEach(async () => {
  release();
  await backend.close();
});

function folderBytes(folder: string): number {
  return (
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      // A file may be a temporary one, and gone.
      .map(({ parentPath, name }) => statSync(path.join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0)
      .reduce((sum, bytes) => sum + bytes, 0)
  );
}

test('one mini-program’s attacks come to nothing, and nobody else notices', async ({ startLarder, dataFolder }) => {
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

  await attack('what fetches keep besides bodies', async () => {
    const outcomes = await page.evaluate(async (base) => {
      const { fetches } = window as unknown as { fetches: BackgroundFetch };
      const seen: string[] = [];
      for (let index = 0; index < 40; index += 1) {
        // No longer than the server reads: what fails at once keeps nothing.
        const urls = Array.from({ length: 96 }, (_, n) => `${base}/hang/${index}/${n}?${'p'.repeat(10_000)}`);
        seen.push(
          await fetches.fetch(`meta|${index}`, urls).then(
            () => 'kept',
            (error: Error) => error.name,
          ),
        );
      }
      const tooMuch = Array.from({ length: 500 }, (_, n) => `${base}/hang/${n}?${'p'.repeat(60_000)}`);
      seen.push(
        await fetches.fetch('more', tooMuch).then(
          () => 'kept',
          (error: Error) => error.name,
        ),
      );
      return seen;
    }, backend.url);
    expect(outcomes.filter((outcome) => outcome === 'kept').length).toBeLessThan(20);
    expect(outcomes.at(-1)).toBe('QuotaExceededError');
    expect(folderBytes(path.join(dataFolder, 'mini-programs'))).toBeLessThan(64 * 1024 * 1024);
    for (const { id, appId } of (await downloads(launcher)).items)
      await launcher.evaluate(
        ([app, one]) => window.container.invoke('launcher:download-abort', app!, one!),
        [appId, id],
      );
  });

  await attack('searches in a fetch of thousands of records', async () => {
    const found = await page.evaluate(async (base) => {
      const { fetches } = window as unknown as { fetches: BackgroundFetch };
      const urls = Array.from({ length: 2_000 }, (_, index) => `${base}/hang/${index}`);
      const registration = await fetches.fetch('search', urls);
      const long = `${base}/${'%C3%A4'.repeat(10_000)}`;
      const answers = await Promise.all(Array.from({ length: 50 }, () => registration.match(long)));
      const all = await Promise.all([registration.matchAll(), registration.matchAll()]);
      return [answers.filter(Boolean).length, ...all.map(({ length }) => length)];
    }, backend.url);
    expect(found).toEqual([0, 2_000, 2_000]);
  });
});
