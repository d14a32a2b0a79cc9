/**
 * What a process that will be killed writes, numbered, and what is on the disk afterwards. Every
 * kind goes through the product's own storage; the number is in everything that one write changes.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { createPeriodicRecordStore } from '../../main/data-fetch/periodic/record-store.ts';
import { isTemporaryName } from '../../main/storage/atomic-file.ts';
import { createBodyStore, type BodyStore } from '../../main/storage/bodies.ts';
import { openMiniProgramStore } from '../../main/storage/mini-program-store.ts';
import type { MiniProgramStore, TokenVault } from '../../main/storage/ports.ts';
import { openTokenVault } from '../../main/storage/tokens/token-vault.ts';
import { inEnglish } from '../../main/support/english.ts';
import { createFakeSecretStore } from '../fakes/secret-store.ts';

export const WRITE_KINDS = ['token', 'details', 'body', 'state'] as const;
export type WriteKind = (typeof WRITE_KINDS)[number];
/** The newest number of each kind; 0 when it was never written. */
export type Numbers = Readonly<Record<WriteKind, number>>;

export const NOTHING_WRITTEN: Numbers = { token: 0, details: 0, body: 0, state: 0 };

const APP_ID = 'abc';
const BODY_BYTES = 256 * 1024;
/** As long as the details may say. */
const DESCRIPTION = 'x'.repeat(2000);

export interface WrittenStorage {
  /** Resolves when the write is committed. */
  write(kind: WriteKind, number: number): Promise<void>;
  /** The numbers, and whatever is unreadable or does not fit together. */
  read(): Promise<{ readonly numbers: Numbers; readonly unreadable: readonly string[] }>;
}

/** Opens the storage in `folder` the way the product does. Throws `AppError('storage-failed')`. */
export async function openWrittenStorage(folder: string): Promise<WrittenStorage> {
  const unreadable: string[] = [];
  const store = openMiniProgramStore({ folder });
  for (const { message } of store.problems) unreadable.push(message);
  const bodies = createBodyStore(store.folderOf);
  const tokens = await openTokenVault({
    store,
    secrets: createFakeSecretStore(),
    keepWithoutSecretStore: () => false,
    onProblem: (_appId, text) => void unreadable.push(inEnglish(text)),
  });
  const writers = createWriters(store, bodies, tokens);
  return {
    async write(kind, number) {
      store.add({ appId: APP_ID, name: 'Sample', description: DESCRIPTION });
      await writers[kind](number);
    },
    async read() {
      const numbers = store.get(APP_ID) ? await readNumbers(store, bodies, tokens, unreadable) : NOTHING_WRITTEN;
      return { numbers, unreadable };
    },
  };
}

/** Files that a write had not put in place yet when its process was killed, anywhere below `folder`. */
export function temporaryFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    isTemporaryName(path.basename(name)),
  );
}

type Writers = Readonly<Record<WriteKind, (number: number) => Promise<unknown>>>;

function createWriters(store: MiniProgramStore, bodies: BodyStore, tokens: TokenVault): Writers {
  const records = createPeriodicRecordStore({
    store,
    bodies,
    tokens,
    isAllowed: () => true,
    fixedTime: { get: () => null, set: () => {} },
  });
  const neverAborted = new AbortController().signal;
  return {
    token: (number) => tokens.set(APP_ID, tokenOf(number)),
    state: async (number) => store.update(APP_ID, { lastOpenedAt: number }),
    details: async (number) =>
      store.update(APP_ID, {
        name: `Sample ${number}`,
        details: {
          fetchedAt: number,
          value: {
            appId: APP_ID,
            name: `Sample ${number}`,
            description: DESCRIPTION,
            version: `${number}`,
            packageUrl: 'https://backend.example/package.zip',
            packageSha256: '0'.repeat(64),
            permissions: [],
            serviceDomains: [],
            developmentSettings: {},
          },
        },
      }),
    async body(number) {
      const kept = await records.saveSuccess(
        APP_ID,
        {
          kind: 'data',
          host: 'developer.example',
          status: 200,
          bytes: BODY_BYTES,
          body: bodyOf(number),
          etag: `"${number}"`,
          lastModified: null,
          requestKey: 'key',
          sent: { appid: APP_ID, timestamp: number, lang: 'en', version: '1' },
        },
        number,
        neverAborted,
      );
      if (kept !== 'saved') throw new Error(`The body ${number} was ${kept}`);
    },
  };
}

async function readNumbers(
  store: MiniProgramStore,
  bodies: BodyStore,
  tokens: TokenVault,
  unreadable: string[],
): Promise<Numbers> {
  const { details, name, lastOpenedAt, periodic } = store.get(APP_ID)!;
  const token = await tokens.get(APP_ID);
  const tokenNumber = token === null ? 0 : Number.parseInt(token, 10);
  if (token !== null && token !== tokenOf(tokenNumber)) unreadable.push('the token is not one that was set');
  if (details && (details.value.version !== `${details.fetchedAt}` || name !== details.value.name))
    unreadable.push('the details are of two writes');
  const data = periodic?.data ?? null;
  if (data) {
    const text = await bodies.readText(APP_ID, data.body);
    if (text !== bodyOf(data.arrivedAt)) unreadable.push(`the body is not that of write ${data.arrivedAt}`);
    if (periodic?.validators?.etag !== `"${data.arrivedAt}"`)
      unreadable.push('the ETag is of another write than the body');
  }
  return { token: tokenNumber, details: details?.fetchedAt ?? 0, body: data?.arrivedAt ?? 0, state: lastOpenedAt ?? 0 };
}

function tokenOf(number: number): string {
  return `${number} ${'t'.repeat(1000)}`;
}

function bodyOf(number: number): string {
  const line = `${number}\n`;
  return line.repeat(Math.ceil(BODY_BYTES / line.length));
}
