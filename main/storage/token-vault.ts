/**
 * Tokens, one for each mini-program, encrypted by the system's secret store and kept in the state
 * file. Without a secret store they live in memory, unless a setting keeps them readable on the
 * disk. A token never appears in a message or an error.
 */
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { AppError } from '../support/errors.ts';
import { KeyedQueue } from '../support/keyed-queue.ts';
import type { MiniProgramStore, SecretStore, TokenVault } from './ports.ts';
import type { StoredToken } from '../models/state-schema.ts';

export interface TokenVaultOptions {
  readonly store: MiniProgramStore;
  readonly secrets: SecretStore;
  /** The setting `keepTokensWithoutSecretStore`, asked at every use. */
  readonly keepWithoutSecretStore: () => boolean;
  /** ms that never jump. Default: since the start of the process. */
  readonly monotonicNow?: () => number;
  /** A token that cannot be read; once for each mini-program. */
  readonly onProblem: (appId: string, text: LocalizedText) => void;
}

/** How often one mini-program's token is written: so many at once, then one each pause. */
export const TOKEN_LIMITS = { burstWrites: 20, pauseMs: 50 } as const;

/**
 * Finds out what the system offers, so it must wait for `app.whenReady()`. Readable tokens on the
 * disk that need not or must not be there are encrypted, or taken into memory, before it resolves.
 */
export async function openTokenVault({
  store,
  secrets,
  keepWithoutSecretStore,
  monotonicNow = () => performance.now(),
  onProblem,
}: TokenVaultOptions): Promise<TokenVault> {
  const canEncrypt = await canEncryptTokens(secrets);
  /** Decrypted tokens; `null`: none is set. Absent: not read yet. */
  const known = new Map<string, string | null>();
  /** Reads and writes of one mini-program run in the order of the calls. */
  const queue = new KeyedQueue();
  const reported = new Set<string>();
  /** Tokens that wait to be saved, each the last that was set; a read in between ends the waiting for more. */
  const unsaved = new Map<string, { token: string; readonly saved: Promise<void> }>();
  const pace = new Map<string, { allowance: number; at: number }>();

  store.onChange((appId) => {
    if (!store.get(appId)) known.delete(appId);
  });

  /** Each is a file: a mini-program that sets many is made to wait. */
  async function waitForTurn(appId: string): Promise<void> {
    const now = monotonicNow();
    const own = pace.get(appId) ?? { allowance: TOKEN_LIMITS.burstWrites, at: now };
    pace.set(appId, own);
    own.allowance = Math.min(TOKEN_LIMITS.burstWrites, own.allowance + (now - own.at) / TOKEN_LIMITS.pauseMs) - 1;
    own.at = now;
    if (own.allowance < 0) await new Promise((resolve) => setTimeout(resolve, -own.allowance * TOKEN_LIMITS.pauseMs));
  }

  function report(appId: string, text: LocalizedText): void {
    if (reported.has(appId)) return;
    reported.add(appId);
    onProblem(appId, text);
  }

  async function seal(token: string): Promise<StoredToken | null> {
    if (canEncrypt) return { kind: 'encrypted', value: (await secrets.encryptStringAsync(token)).toString('base64') };
    return keepWithoutSecretStore() ? { kind: 'plain', value: token } : null;
  }

  async function save(appId: string, token: string): Promise<void> {
    let sealed: StoredToken | null;
    try {
      sealed = await seal(token);
    } catch (cause) {
      throw new AppError('storage-failed', `Cannot encrypt the token of "${appId}".`, { cause });
    }
    // Removed while the token was being encrypted: there is nothing to save it in.
    if (!store.get(appId)) throw notHere(appId);
    store.update(appId, { token: sealed });
    known.set(appId, token);
  }

  async function read(appId: string): Promise<string | null> {
    if (known.has(appId)) return known.get(appId) ?? null;
    const stored = store.get(appId)?.token ?? null;
    if (stored === null) return null;
    if (stored.kind === 'plain') {
      known.set(appId, stored.value);
      return stored.value;
    }
    try {
      const { result, shouldReEncrypt } = await secrets.decryptStringAsync(Buffer.from(stored.value, 'base64'));
      if (!store.get(appId)) return null;
      known.set(appId, result);
      if (shouldReEncrypt && canEncrypt) await save(appId, result).catch(() => {});
      return result;
    } catch {
      // The encrypted token stays on the disk: the secret store may be back at the next start.
      known.set(appId, null);
      report(appId, { key: 'problems.token.unreadable', values: { name: store.get(appId)?.name ?? appId } });
      return null;
    }
  }

  for (const { appId, token } of store.list()) {
    if (token?.kind !== 'plain' || (!canEncrypt && keepWithoutSecretStore())) continue;
    known.set(appId, token.value);
    await save(appId, token.value).catch(() => report(appId, { key: 'problems.token.plain', values: { id: appId } }));
  }

  return {
    get persistence() {
      if (canEncrypt) return 'encrypted';
      return keepWithoutSecretStore() ? 'plain' : 'memory';
    },
    async get(appId) {
      if (!queue.isBusy(appId) && known.has(appId)) return known.get(appId) ?? null;
      unsaved.delete(appId);
      return queue.run(appId, () => read(appId));
    },
    async reseal() {
      if (canEncrypt) return;
      const wanted = keepWithoutSecretStore();
      for (const { appId, token } of store.list()) {
        // What another start encrypted is not readable here, and stays.
        const isInPlace = wanted ? token !== null : token?.kind !== 'plain';
        if (isInPlace || !store.get(appId)) continue;
        await queue.run(appId, async () => {
          const value = await read(appId);
          if (value !== null) await save(appId, value);
        });
      }
    },
    has: (appId) => (known.has(appId) ? known.get(appId) !== null : (store.get(appId)?.token ?? null) !== null),
    set(appId, token) {
      if (token === '') return Promise.reject(new RangeError('Cannot set an empty token: clear it instead.'));
      const waiting = unsaved.get(appId);
      if (waiting) {
        waiting.token = token;
        return waiting.saved;
      }
      const saved = queue.run(appId, async () => {
        await waitForTurn(appId);
        if (unsaved.get(appId) === entry) unsaved.delete(appId);
        if (!store.get(appId)) throw notHere(appId);
        await save(appId, entry.token);
      });
      const entry = { token, saved };
      unsaved.set(appId, entry);
      return saved;
    },
    clear(appId) {
      unsaved.delete(appId);
      return queue.run(appId, async () => {
        if (store.get(appId)?.token) store.update(appId, { token: null });
        known.delete(appId);
      });
    },
  };
}

/**
 * Whether the system keeps what is encrypted from who copies the disk. On Linux Electron's own check says
 * yes for `basic_text` too, whose key is the same on every computer.
 */
export async function canEncryptTokens(secrets: SecretStore): Promise<boolean> {
  const backend = secrets.getSelectedStorageBackend?.();
  if (backend === 'basic_text' || backend === 'unknown') return false;
  return secrets.isAsyncEncryptionAvailable().catch(() => false);
}

function notHere(appId: string): AppError {
  return new AppError('storage-failed', `Cannot save the token of "${appId}": it is not on this computer.`);
}
