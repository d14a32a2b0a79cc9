/** What is left when pictures are suspected: a launcher that died comes up without them, and `--safe` opens nothing. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { startBackend } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { probe } from '../e2e/mini-programs.ts';

const LAUNCHER = 'larder://launcher/';
const APP = 'goodDrawing';

function program(): ReturnType<typeof probe> {
  const app = probe({ appId: APP, preFetchUrl: null });
  const manifest = {
    app_id: APP,
    name: APP,
    version: '1.0.0',
    start_url: 'index.html',
    icons: [{ src: 'icon.svg', sizes: 'any' }],
  };
  const icon = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128"><rect width="128" height="128" fill="red"/></svg>`;
  return {
    ...app,
    files: { ...app.files, 'manifest.json': JSON.stringify(manifest), 'icon.svg': icon },
    details: { ...app.details, name: APP },
  };
}

test('a launcher that died is started without pictures, and --safe opens nothing', async ({
  startLarder,
  dataFolder,
}) => {
  test.setTimeout(180_000);
  const backend = await startBackend({ apps: [program()] });
  const args = [`--backend-url=${backend.url}`, '--dev'];
  const first = await startLarder({ args });
  const launcher = await first.window(LAUNCHER);
  await first.openByHandOver(APP);
  await expect(launcher.locator(`[data-app-id="${APP}"] img`)).toBeVisible();
  const devTools = await launcher.context().newCDPSession(launcher);
  void devTools.send('Page.crash').catch(() => {});
  await expect.poll(() => existsSync(path.join(dataFolder, 'launcher-hung')), { timeout: 30_000 }).toBe(true);
  await first.kill();

  const second = await startLarder({ args });
  const again = await second.window(LAUNCHER);
  await expect(again.locator(`[data-app-id="${APP}"] .app-icon-letter`)).toBeVisible();
  await again.getByRole('button', { name: 'Show pictures' }).click();
  await expect(again.locator(`[data-app-id="${APP}"] img`)).toBeVisible();
  await second.stop();

  const third = await startLarder({ args: [...args, '--safe', `--open=${APP}`] });
  const safe = await third.window(LAUNCHER);
  await expect(safe.getByText('It was not opened: Larder runs in safe mode.')).toBeVisible();
  await expect(safe.getByRole('button', { name: 'Start normally' })).toBeVisible();
  await expect(safe.locator(`[data-app-id="${APP}"] .app-icon-letter`)).toBeVisible();
  await third.stop();
  expect(third.events().map(({ event }) => event)).not.toContain('miniprogram-opened');
  await backend.close();
});
