/** Apps that others have written, as mini-programs: opened, clicked, reloaded deep inside, and started without a network. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { readFolderFiles } from '../../build/author-kit/folder-files.ts';
import { fileChoiceOf } from '../../main/catalog/folders/development-files.ts';
import { startBackend } from '../demo-backend/backend.ts';
import { expect, test } from '../e2e/larder-test.ts';
import { originOf } from '../e2e/mini-programs.ts';
import type { RunningLarder } from '../e2e/running-larder.ts';
import { PAGE_APPS } from './page-apps.ts';
import type { Places, RealApp } from './real-app.ts';
import { ROUTED_APPS } from './routed-apps.ts';

async function makeFolder({ name, appId, manifest, make }: RealApp): Promise<string> {
  const apps = process.env['LARDER_APPS'];
  if (apps === undefined) throw new Error('Start it with: npm run apps');
  const places: Places = {
    folder: path.join(apps, 'made', name),
    sources: path.join(apps, 'sources', name),
    packages: path.join(apps, 'node_modules'),
  };
  for (const folder of [places.folder, places.sources]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  await make(places);
  const whole = { app_id: appId, name, version: { name: '1.0.0', code: 1 }, ...manifest };
  await writeFile(path.join(places.folder, 'manifest.json'), JSON.stringify(whole));
  return places.folder;
}

/** What the page and Larder have to complain of. */
function complaintsOf(larder: RunningLarder, page: Page): () => readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', ({ message }) => errors.push(message));
  return () => [
    ...errors,
    ...larder
      .events()
      .flatMap((event) =>
        event.event === 'problem' || event.event === 'page-request-refused' ? [`${event.event}: ${event.message}`] : [],
      ),
  ];
}

for (const app of [...ROUTED_APPS, ...PAGE_APPS])
  test(app.name, async ({ startLarder }) => {
    const folder = await makeFolder(app);
    const { files } = await readFolderFiles(folder, fileChoiceOf(app.details));
    const backend = await startBackend({ apps: [{ appId: app.appId, files }] });
    const args = [`--backend-url=${backend.url}`, '--dev', `--open=${app.appId}`];
    const first = await startLarder({ args });
    const page = await first.window(originOf(app.appId));
    const complaints = complaintsOf(first, page);
    await app.isOpen(page);
    await app.use(page);
    await app.isDeep(page);
    await page.reload();
    await app.isDeep(page);
    expect(complaints()).toEqual([]);
    expect(await first.stop()).toBe(0);
    await backend.close();

    const offline = await startLarder({ args });
    const again = await offline.window(originOf(app.appId));
    const laterComplaints = complaintsOf(offline, again);
    await app.isOpen(again);
    expect(laterComplaints()).toEqual([]);
  });
