/** A second brand, started: what it is called, which links open it, and whom it asks. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { readBrand } from '../../build/brand/read-brand.ts';
import { bundle } from '../../build/bundle.ts';
import { startBackend, type Backend } from '../demo-backend/backend.ts';
import { SECOND_BRAND, writeSecondBrand } from '../fakes/second-brand.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { probe, PROBE_ID } from './mini-programs.ts';

const { id, linkHost, name, scheme, cdnPermission } = SECOND_BRAND;

let folder: string;
let backend: Backend;
test.beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'brand-'));
});
// The application reads its pictures until it has ended, which is after each test.
test.afterAll(() => rm(folder, { recursive: true, force: true }));
test.beforeEach(async () => {
  backend = await startBackend({ apps: [probe({ details: { permissions: [cdnPermission] } })] });
});
test.afterEach(() => backend.close());

test('a second brand has its own name, links, pages and backend', DEEP, async ({ startLarder }) => {
  const outDir = path.join(folder, 'app');
  const brand = readBrand({}, writeSecondBrand(folder, { backendUrl: backend.url }));
  await bundle({ outDir, production: true, brand });
  const environment = { LARDER_APP_DIR: outDir };
  const link = `${scheme}://${linkHost}/mp/app?appId=${PROBE_ID}`;

  const product = await startLarder({ environment, args: ['--dev', link] });
  const launcher = await product.window(`${id}://launcher/`);
  await expect(launcher).toHaveTitle(name);
  await expect(launcher.locator('.frame-brand-name')).toHaveText(name);
  const mark = launcher.locator('.brand-mark').first();
  await expect.poll(() => mark.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  // Nobody chose a backend: the brand's is asked, and says what the link opens.
  const dialog = launcher.getByRole('dialog');
  await expect(dialog).toContainText(`A link asks to open this mini-program from ${backend.host}`);
  await expect(dialog).toContainText(name);

  expect(await product.openByHandOver(`bnc://app.binance.com/mp/app?appId=${PROBE_ID}`)).toBe(0);
  await expect.poll(product.standardError).toContain(`${name} opens only ${scheme}: links`);
  const said = product
    .standardError()
    .replaceAll(/^chromium host: .*$/gm, '')
    .replaceAll(folder, '');
  expect(said).not.toMatch(/larder/i);
});
