/** The three sample mini-programs in `renderer/samples/`, found by the `app_id` of their manifests. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

export interface DemoSample {
  readonly appId: string;
  readonly name: string;
  /** Path of the sample's part of the developer server. */
  readonly developerPath: string;
}

export const DEMO_SAMPLES: readonly DemoSample[] = [
  { appId: 'LarderMarketBoard1', name: 'Market board', developerPath: '/market' },
  { appId: 'LarderNotebook2', name: 'Notebook', developerPath: '/notebook' },
  { appId: 'LarderPodcast3', name: 'Podcast', developerPath: '/podcast' },
];

const SAMPLES_FOLDER = path.resolve(import.meta.dirname, '..', '..', 'renderer', 'samples');

/** Absolute folder of each sample that is there, by app id. */
export async function findSampleFolders(): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  for (const entry of await readdir(SAMPLES_FOLDER, { withFileTypes: true })) {
    const folder = path.join(SAMPLES_FOLDER, entry.name);
    const manifest = await readFile(path.join(folder, 'manifest.json'), 'utf8').catch(() => null);
    const appId: unknown = manifest === null ? null : (JSON.parse(manifest) as Record<string, unknown>)['app_id'];
    if (typeof appId === 'string') folders.set(appId, folder);
  }
  return folders;
}
