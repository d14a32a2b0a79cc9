/** The sample mini-programs in `renderer/samples/`, found by the `app_id` of their manifests. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

export interface DemoSample {
  readonly appId: string;
  readonly name: string;
  readonly names: Readonly<Record<'zh-Hans' | 'fa', string>>;
  /** Path of the sample's part of the developer server. */
  readonly developerPath: string;
  /** More that its details name; `{base}` is the developer server. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

export const DEMO_SAMPLES: readonly DemoSample[] = [
  {
    appId: 'LarderMarketBoard1',
    name: 'Market board',
    names: { 'zh-Hans': '行情板', fa: 'تابلوی بازار' },
    developerPath: '/market',
  },
  {
    appId: 'LarderNotebook2',
    name: 'Notebook',
    names: { 'zh-Hans': '记事本', fa: 'دفترچه' },
    developerPath: '/notebook',
  },
  { appId: 'LarderPodcast3', name: 'Podcast', names: { 'zh-Hans': '播客', fa: 'پادکست' }, developerPath: '/podcast' },
];

/** Served like the others, and added by whoever wants it: rules for pages, and data of the installation. */
export const FIELD_GUIDE: DemoSample = {
  appId: 'LarderFieldGuide4',
  name: 'Field guide',
  names: { 'zh-Hans': '野外手册', fa: 'راهنمای پرندگان' },
  developerPath: '/guide',
  settings: {
    installFetchUrl: '{base}/guide/install',
    preFetchRules: [
      { key: 'bird', page: '/bird/:id', url: '{base}/guide/bird/{page.id}' },
      { key: 'season', page: '/bird/:id', url: '{base}/guide/season/{page.id}?month={query.month}' },
    ],
    maxBytes: 3 * 1024 * 1024,
  },
};

/** The value of `LARDER_DEMO`: what the launcher shows of the samples of the demo backend at `url`. */
export function demoSamplesJson(url: string): string {
  return JSON.stringify(
    DEMO_SAMPLES.map(({ appId, name, names }) => ({ appId, name, names, iconUrl: `${url}/icons/${appId}` })),
  );
}

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
