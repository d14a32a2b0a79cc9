/**
 * Tokens, one for each mini-program, encrypted by the system's secret store and kept in the state
 * file. Without a secret store they live in memory, unless a setting keeps them readable on the
 * disk. A token never appears in a message or an error.
 */
import type { LocalizedText } from '../../../preload/contract/messages/index.ts';
import { AppError } from '../../support/errors.ts';
import { KeyedQueue } from '../../support/keyed-queue.ts';
import type { MiniProgramStore, SecretStore, TokenVault } from '../ports.ts';
import type { StoredToken } from '../../models/state-schema.ts';

export interface TokenVaultOptions {
  readonly store: MiniProgramStore;
  readonly secrets: SecretStore;
  /** The setting `keepTokensWithoutSecretStore`, asked at every use. */
  readonly keepWithoutSecretStore: () => boolean;
  /** ms that never jump. Default: since the start of the process. */
  readonly monotonicNow?: () => number;
  /** How long a token may be waited for, in ms. */
  readonly answerLimitMs?: number;
  /** The system has said what it offers: at once, or when its user has unlocked it. */
  readonly onAnswer?: (persistence: TokenVault['persistence']) => void;
  /** A token that cannot be read; once for each mini-program. */
  readonly onProblem: (appId: string, text: LocalizedText) => void;
}

/** The system's secret store may be asking its user for a password, and nobody is there. */
const ANSWER_LIMIT_MS = 2000;

/** Chromium's `PosixKeyProvider`; a keyring's is v11, the portal's v12. */
const FIXED_KEY_MARK = 'v10';
const SAMPLE = 'sample';

/** How often one mini-program's token is written: so many at once, then one each pause. */
export const TOKEN_LIMITS = { burstWrites: 20, pauseMs: 50 } as const;

/**
 * Finds out what the system offers, so it must wait for `app.whenReady()`. Readable tokens on the
 * disk that need not or must not be there are encrypted, or taken into memory. It resolves when that is
 * done, or after `answerLimitMs`: a store that asks its user must not keep the windows from opening.
 */
export async function openTokenVault({
  store,
  secrets,
  keepWithoutSecretStore,
  monotonicNow = () => performance.now(),
  answerLimitMs = ANSWER_LIMIT_MS,
  onAnswer = () => {},
  onProblem,
}: TokenVaultOptions): Promise<TokenVault> {
  /** `null`: the system has not said. */
  let canEncrypt: boolean | null = null;
  const answer = canEncryptTokens(secrets).then((can) => (canEncrypt = can));
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
    if (await answer) return { kind: 'encrypted', value: (await secrets.encryptStringAsync(token)).toString('base64') };
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
      const decrypting = secrets.decryptStringAsync(Buffer.from(stored.value, 'base64'));
      const decrypted = await within(answerLimitMs, decrypting);
      if (decrypted === null) {
        // What comes later is there for the next who asks.
        void decrypting.then(
          ({ result }) => void (store.get(appId) && !known.has(appId) && known.set(appId, result)),
          () => {},
        );
        return null;
      }
      const { result, shouldReEncrypt } = decrypted;
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

  async function putInPlace(): Promise<void> {
    for (const { appId, token: kept } of store.list()) {
      if (kept?.kind !== 'plain' || (!canEncrypt && keepWithoutSecretStore())) continue;
      const token = store.get(appId)?.token;
      if (token?.kind !== 'plain') continue;
      if (!known.has(appId)) known.set(appId, token.value);
      await queue
        .run(appId, () => save(appId, known.get(appId) ?? token.value))
        .catch(() => report(appId, { key: 'problems.token.plain', values: { id: appId } }));
    }
  }

  function persistenceNow(): TokenVault['persistence'] {
    // A store that asks its user is one.
    if (canEncrypt !== false) return 'encrypted';
    return keepWithoutSecretStore() ? 'plain' : 'memory';
  }

  const inPlace = answer.then(putInPlace).then(() => onAnswer(persistenceNow()));
  await within(answerLimitMs, inPlace);

  return {
    get persistence() {
      return persistenceNow();
    },
    async get(appId) {
      if (!queue.isBusy(appId) && known.has(appId)) return known.get(appId) ?? null;
      // It is saved when the system lets it be.
      const waiting = canEncrypt === null ? unsaved.get(appId) : undefined;
      if (waiting) return waiting.token;
      unsaved.delete(appId);
      return queue.run(appId, () => read(appId));
    },
    async reseal() {
      if (await answer) return;
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
    has: (appId) => (known.has(appId) ? known.get(appId) !== null : (store.summary(appId)?.token ?? null) !== null),
    set(appId, token) {
      if (token === '') return Promise.reject(new RangeError('Cannot set an empty token: clear it instead.'));
      const waiting = unsaved.get(appId);
      if (waiting) {
        waiting.token = token;
        return waiting.saved;
      }
      const saved = queue.run(appId, async () => {
        await waitForTurn(appId);
        await answer;
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
  if (!(await secrets.isAsyncEncryptionAvailable().catch(() => false))) return false;
  // Linux: without a running keyring whatever is asked for encrypts with that key, and marks it.
  if (backend === undefined) return true;
  const sample = await secrets.encryptStringAsync(SAMPLE).catch(() => null);
  return sample !== null && sample.subarray(0, FIXED_KEY_MARK.length).toString('latin1') !== FIXED_KEY_MARK;
}

/** `null` when `ms` were not enough; `waiting` goes on. */
async function within<T>(ms: number, waiting: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  return Promise.race([waiting, limit]).finally(() => clearTimeout(timer));
}

function notHere(appId: string): AppError {
  return new AppError('storage-failed', `Cannot save the token of "${appId}": it is not on this computer.`);
}
