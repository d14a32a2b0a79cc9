/** How long a mini-program's call waits while another one floods the container with calls, or loads a large page. */
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { startBackend, type BackendApp } from '../demo-backend/backend.ts';
import { ICON_BOMB } from '../hostile/bombs.ts';
import { startLarder } from './bench-larder.ts';
import { atEnd, createBenchFolder } from './cleaning-up.ts';
import type { BenchRow } from './figure.ts';

const QUIET_ID = 'BenchQuiet';
const NOISY_ID = 'BenchNoisy';
const BOMB_ID = 'BenchBomb';
const CALLS = 5_000;
const AT_MOST_MS = 100;
const PAUSE_MS = 10;
/** Longer than a picture may take. */
const ICON_MS = 3000;

const scripts = Array.from(
  { length: 400 },
  () => `<script>document.title="${randomBytes(1_250).toString('hex')}"</script><p onclick="go()">text</p>`,
);
/** Nothing that could be packed: a package must not look like a bomb. */
const LARGE_PAGE = `<!doctype html><title>Large</title>${scripts.join('\n')}`;

export const NOISY_NEIGHBOUR: BenchRow = {
  name: 'noisy-neighbour',
  title: 'The longest answer to another mini-program’s call while one is noisy',
  async measure() {
    const backend = await startBackend({ apps: [appOf(QUIET_ID), appOf(NOISY_ID), bombAt(BOMB_ID)] });
    atEnd(() => backend.close());
    const larder = await startLarder(await createBenchFolder(), [`--backend-url=${backend.url}`, '--dev']);
    atEnd(() => larder.stop());
    const launcher = await larder.window('larder://launcher/');
    const open = async (appId: string): Promise<Page> => {
      const answer = await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId);
      if (!answer.ok) throw new Error(`"${appId}" does not open: ${answer.error.message}`);
      const page = await larder.window(`mp://${hostOfAppId(appId)}/`);
      await page.waitForFunction(() => 'bn' in window);
      return page;
    };
    const quiet = await open(QUIET_ID);
    const noisy = await open(NOISY_ID);
    const alone = await worstWhile(quiet, () =>
      noisy.evaluate(() => new Promise((resolve) => setTimeout(resolve, 1000))),
    );
    const beside = await worstWhile(quiet, () =>
      noisy.evaluate(async (count) => {
        const ask = (): Promise<unknown> => Promise.resolve(window.bn.getBackgroundFetchToken()).catch(() => null);
        await Promise.all(Array.from({ length: count }, ask));
      }, CALLS),
    );
    const loading = await worstWhile(quiet, () =>
      noisy.evaluate(async () => {
        for (let time = 0; time < 5; time += 1) await (await fetch(`large.html?${time}`)).text();
      }),
    );
    const drawing = await worstWhile(quiet, async () => {
      await open(BOMB_ID);
      await new Promise((resolve) => setTimeout(resolve, ICON_MS));
    });
    return [
      { what: 'while a bomb as icon is installed and drawn', value: drawing, unit: 'ms', atMost: AT_MOST_MS },
      { what: `while it makes ${CALLS} calls`, value: beside, unit: 'ms', atMost: AT_MOST_MS },
      { what: 'while it loads a page of 1 MiB of inline scripts', value: loading, unit: 'ms', atMost: AT_MOST_MS },
      { what: 'while it does nothing', value: alone, unit: 'ms' },
    ];
  },
};

/** The longest `getBackgroundFetchToken` of `quiet` from before `noise` until it is over. */
async function worstWhile(quiet: Page, noise: () => Promise<unknown>): Promise<number> {
  await quiet.evaluate((pauseMs) => {
    const watch = { isOver: false, done: Promise.resolve(0) };
    const run = async (): Promise<number> => {
      let worst = 0;
      do {
        const at = performance.now();
        await Promise.resolve(window.bn.getBackgroundFetchToken()).catch(() => null);
        worst = Math.max(worst, performance.now() - at);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      } while (!watch.isOver);
      return worst;
    };
    watch.done = run();
    Object.assign(window, { watch });
  }, PAUSE_MS);
  await noise();
  return quiet.evaluate(() => {
    const { watch } = window as unknown as { watch: { isOver: boolean; done: Promise<number> } };
    watch.isOver = true;
    return watch.done;
  });
}

/** Its icon is a picture that cannot be drawn in time. */
function bombAt(appId: string): BackendApp {
  const { files, ...app } = appOf(appId);
  const manifest: unknown = JSON.parse(String(files?.['manifest.json']));
  const icons = [{ src: 'icon.svg', sizes: 'any' }];
  return {
    ...app,
    files: { ...files, 'manifest.json': JSON.stringify({ ...(manifest as object), icons }), 'icon.svg': ICON_BOMB },
  };
}

function appOf(appId: string): BackendApp {
  return {
    appId,
    files: {
      'manifest.json': JSON.stringify({ app_id: appId, name: appId, version: '1.0.0', start_url: 'index.html' }),
      'index.html': '<!doctype html><html lang="en"><head><title>Bench</title></head><body></body></html>',
      'large.html': LARGE_PAGE,
    },
  };
}
