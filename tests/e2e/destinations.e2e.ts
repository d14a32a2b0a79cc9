/** What a page may load from where, and as what: each is tried for real, here and in Chromium on a site without our policy. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { ATTEMPTS, filesWith, SOURCES, type ServedFile, type Source } from './destinations/attempts.ts';
import { openPlainSite, type PlainSite } from './destinations/plain-site.ts';
import { DESTINATION_ROWS, TYPE_ROWS } from './destinations/tables.ts';
import { expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

const PAGE = '<!doctype html><meta charset="utf-8"><title>Attempts</title><body><script src="attempts.js"></script>';

let files: Readonly<Record<string, ServedFile>>;
let backend: Backend;
let plain: PlainSite;

test.beforeEach(async () => {
  const font = await readFile(path.join(import.meta.dirname, '../../renderer/launcher/fonts/figtree-latin.woff2'));
  files = { ...filesWith(font), 'index.html': [PAGE, 'text/html'], 'attempts.js': [ATTEMPTS, 'text/javascript'] };
  const packed = Object.fromEntries(Object.entries(files).map(([name, [content]]) => [name, content]));
  backend = await startBackend({
    apps: [probe({ preFetchUrl: null, files: packed })],
    routes: {
      '/*': ({ url }) => {
        const file = files[url.pathname.slice(1)];
        return file ? { body: file[0], headers: { 'content-type': file[1] } } : { status: 404 };
      },
    },
  });
  plain = await openPlainSite(files);
});
test.afterEach(async () => {
  await plain.close();
  await backend.close();
});

const open = async (
  startLarder: (options: { args: string[] }) => Promise<{ window(url: string): Promise<Page> }>,
): Promise<Page> => {
  const page = await (
    await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', `--open=${PROBE_ID}`] })
  ).window(originOf(PROBE_ID));
  // Not by a function that the page evaluates: its policy forbids that.
  await expect.poll(() => page.evaluate('typeof attempt')).toBe('function');
  return page;
};
const attempt = (page: Page, destination: string, file: string, source: Source): Promise<string> =>
  page.evaluate(`attempt(...${JSON.stringify([destination, file, source, backend.url])})`);

test('each destination takes what the table says, and Chromium alone would take what is held', async ({
  startLarder,
}) => {
  test.setTimeout(180_000);
  const page = await open(startLarder);
  for (const { destination, file, loaded, held, why } of DESTINATION_ROWS)
    for (const source of SOURCES) {
      const seen = [
        await attempt(page, destination, file, source),
        await attempt(plain.page, destination, file, source),
      ];
      const expected = loaded.includes(source)
        ? ['loaded', 'loaded']
        : ['refused', held.includes(source) ? 'loaded' : 'refused'];
      expect.soft(seen, `${destination} from ${source}; ${why}`).toEqual(expected);
    }
});

test('each kind of file is what Chromium makes of the type that the standards give it', async ({ startLarder }) => {
  test.setTimeout(180_000);
  const page = await open(startLarder);
  for (const [name, [, type]] of Object.entries(files)) {
    // A server may say what it likes of events; files have no ending for them.
    if (name === 'a.events') continue;
    const served = await page.evaluate(async (url) => (await fetch(url)).headers.get('content-type'), `/${name}`);
    expect.soft(served?.split(';')[0], name).toBe(type);
  }
  const outcomes = new Set<string>();
  for (const [destination, names] of TYPE_ROWS)
    for (const name of names) {
      const seen = await attempt(page, destination, name, 'own');
      outcomes.add(seen);
      expect.soft(seen, `${name} as ${destination}`).toBe(await attempt(plain.page, destination, name, 'own'));
    }
  expect([...outcomes].sort()).toEqual(['loaded', 'refused']);
});
