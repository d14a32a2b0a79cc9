/** Larder with a mini-program that downloads from the source. */
import type { Page } from '@playwright/test';
import { startBackend } from '../../demo-backend/backend.ts';
import { hostOfAppId } from '../../../main/models/app-id.ts';
import type { RunningLarder } from '../../e2e/running-larder.ts';
import { startLarder } from '../bench-larder.ts';
import { atEnd, createBenchFolder } from '../cleaning-up.ts';
import { PLAIN_PAGE, PLAIN_WORKER } from './plain-page.ts';
import type { Source } from './source.ts';

const APP_ID = 'BenchDownloads';

export interface DownloadLarder {
  readonly larder: RunningLarder;
  readonly page: Page;
}

/**
 * Starts Larder in data folders of its own; `start` may be called again when the one before has ended. `files`: more of
 * the mini-program's package.
 */
export async function createDownloadLarder(
  source: Source,
  files: Readonly<Record<string, Uint8Array>> = {},
): Promise<{ start(): Promise<DownloadLarder> }> {
  const backend = await startBackend({ apps: [appOf(source, files)] });
  atEnd(() => backend.close());
  const dataFolder = await createBenchFolder();
  return {
    async start() {
      const larder = await startLarder(dataFolder, [`--backend-url=${backend.url}`, '--dev', `--open=${APP_ID}`]);
      atEnd(() => larder.stop());
      const page = await larder.window(`mp://${hostOfAppId(APP_ID)}/`);
      await page.waitForFunction('document.readyState === "complete"');
      return { larder, page };
    },
  };
}

function appOf(source: Source, files: Readonly<Record<string, Uint8Array>>) {
  return {
    appId: APP_ID,
    files: {
      ...files,
      'manifest.json': JSON.stringify({
        app_id: APP_ID,
        name: 'Bench',
        version: { name: '1.0.0', code: 1 },
        start_url: 'index.html',
        icons: [],
      }),
      'index.html': PLAIN_PAGE,
      'sw.js': PLAIN_WORKER,
    },
    details: { serviceDomains: ['{host}', `127.0.0.1:${source.port}`] },
  };
}
