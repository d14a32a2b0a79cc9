/** A data folder with thousands of mini-programs, each as after some weeks of use. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { createPeriodicRecordStore } from '../../main/data-fetch/periodic/record-store.ts';
import { createBodyStore } from '../../main/storage/bodies.ts';
import { openMiniProgramStore } from '../../main/storage/mini-program-store.ts';
import { miniProgramStateSchema } from '../../main/models/state-schema.ts';
import { openTokenVault } from '../../main/storage/tokens/token-vault.ts';
import { createFakeSecretStore } from '../fakes/secret-store.ts';

export const BODY = JSON.stringify(
  Array.from({ length: 100 }, (_, index) => ({ symbol: `COIN${index}`, price: index * 1.5, change: -0.25 })),
);

const HOUR_MS = 3_600_000;
const AT_ONCE = 32;

/** Fills `folder` with `count` mini-programs; the first `due` of them are due at `now`, the others an hour old. */
export async function createManyMiniPrograms(folder: string, count: number, due: number, now: number): Promise<void> {
  const appIdOf = (index: number): string => `app${String(index).padStart(6, '0')}`;
  const first = appIdOf(0);
  const { text, body } = await writeOne(folder, first, now);
  const root = path.join(folder, 'mini-programs');
  const writeCopy = async (index: number): Promise<void> => {
    const cwd = path.join(root, hostOfAppId(appIdOf(index)));
    await mkdir(path.join(cwd, 'bodies'), { recursive: true });
    const lastSuccessAt = now - (index < due ? 13 : 1) * HOUR_MS;
    await writeFile(
      path.join(cwd, 'state.json'),
      text.replaceAll(first, appIdOf(index)).replaceAll(String(now), String(lastSuccessAt)),
    );
    await writeFile(path.join(cwd, 'bodies', body), BODY);
  };
  for (let index = 0; index < count; index += AT_ONCE) {
    await Promise.all(
      Array.from({ length: Math.min(AT_ONCE, count - index) }, (_, offset) => writeCopy(index + offset)),
    );
  }
}

/** Writes one through the product's own storage; answers its state file and the name of its body. */
async function writeOne(folder: string, appId: string, now: number): Promise<{ text: string; body: string }> {
  const store = openMiniProgramStore({ folder });
  const bodies = createBodyStore(store.folderOf);
  const tokens = await openTokenVault({
    store,
    secrets: createFakeSecretStore(),
    keepWithoutSecretStore: () => false,
    onProblem: () => {},
  });
  const records = createPeriodicRecordStore({
    store,
    bodies,
    tokens,
    isAllowed: () => true,
    fixedTime: { get: () => null, set: () => {} },
  });
  const name = `Mini-program ${appId}`;
  const description = 'Prices, charts and news of everything that is traded. '.repeat(6);
  const value = {
    appId,
    name,
    description,
    iconUrl: 'https://cdn.platform.example/icons/icon.png',
    version: '3.14.0',
    packageUrl: `https://cdn.platform.example/packages/${appId}/3.14.0.zip`,
    packageSha256: '5'.repeat(64),
    packageSize: 812_345,
    permissions: ['USE_BINANCE_DYNAMIC_DOMAINS'],
    serviceDomains: ['api', 'cdn', 'stream', 'static'].map((label) => ({
      domain: `${label}.${appId}.example`,
      certificates: [],
    })),
    developmentSettings: {
      preFetchUrl: `https://api.${appId}.example/prefetch?market={appid}`,
      backgroundFetchUrl: `https://api.${appId}.example/periodic?market={appid}`,
    },
  };
  store.add({ appId, name, description });
  await tokens.set(appId, 'a session token of a usual length, 0123456789abcdef');
  const installed = miniProgramStateSchema().shape.installed.parse({
    version: '3.14.0',
    sha256: '5'.repeat(64),
    folder: '3.14.0-555555555555',
    startPage: 'index.html',
    fallbackPage: null,
    charset: null,
    icon: 'icon.png',
    installedAt: now - 500 * HOUR_MS,
  });
  store.update(appId, { details: { value, fetchedAt: now - HOUR_MS }, lastOpenedAt: now - 20 * HOUR_MS, installed });
  await records.saveSuccess(
    appId,
    {
      kind: 'data',
      host: `api.${appId}.example`,
      status: 200,
      bytes: BODY.length,
      body: BODY,
      etag: '"1"',
      lastModified: null,
      requestKey: 'key',
      sent: { appid: appId, timestamp: now, lang: 'en', version: '3.14.0' },
    },
    now,
    new AbortController().signal,
  );
  const text = await readFile(path.join(store.folderOf(appId), 'state.json'), 'utf8');
  return { text, body: store.get(appId)?.periodic?.data?.body ?? '' };
}
