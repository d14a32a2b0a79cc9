/** What the rest of the main process needs of storage; `main/storage` implements it. */
import type { MiniProgramSummary } from '../models/mini-program-summary.ts';
import type { MiniProgramState } from '../models/state-schema.ts';
import type { StorageProblem } from '../models/storage-problem.ts';

/** The state of every local mini-program, one file each, and an index of what a start needs of them. All writes are atomic. */
export interface MiniProgramStore {
  /** All of them; no file is read. */
  list(): readonly MiniProgramSummary[];
  /** One of them; no file is read. */
  summary(appId: string): MiniProgramSummary | undefined;
  /** The first call reads the mini-program's file; what cannot be read is a problem, and then nothing is there. */
  get(appId: string): MiniProgramState | undefined;
  /** Adds a mini-program; the existing state is returned when there is one. */
  add(initial: Pick<MiniProgramState, 'appId' | 'name' | 'description'>): MiniProgramState;
  /** Merges `change` into the state and writes it. Throws `AppError('storage-failed')`. */
  update(appId: string, change: Partial<Omit<MiniProgramState, 'appId' | 'schemaVersion'>>): MiniProgramState;
  /** Deletes the state and the whole folder: packages, bodies, token. */
  remove(appId: string): Promise<void>;
  /** Absolute folder of one mini-program's files. */
  folderOf(appId: string): string;
  /** What was set aside until now. */
  readonly problems: readonly StorageProblem[];
  /** Called when something is set aside later. Returns the function that ends it. */
  onProblem(listener: (problem: StorageProblem) => void): () => void;
  /** The index was missing or of no use, and was made of so many files; `null`: it was used. */
  readonly indexWasMadeOf: number | null;
  /** Compares, after the start, the files that opening has left to the index alone. Returns the function that ends it. */
  compareInBackground(): () => void;
  /** Called after every add, update and remove, and when a file says something else than the index. Returns the function that ends it. */
  onChange(listener: (appId: string) => void): () => void;
}

/** Tokens, encrypted at rest where the system has a secret store. */
export interface TokenVault {
  /** `null` when none is set. A token that cannot be decrypted counts as none and is reported once. */
  get(appId: string): Promise<string | null>;
  /** Whether one is set, as far as is known without decrypting it. */
  has(appId: string): boolean;
  /** `''` is not accepted here: use `clear`. */
  set(appId: string, token: string): Promise<void>;
  clear(appId: string): Promise<void>;
  /** The setting has changed: tokens that are known are written to the disk, or taken off it. */
  reseal(): Promise<void>;
  /** `memory`: no secret store here, and the setting to keep tokens all the same is off. */
  readonly persistence: 'encrypted' | 'plain' | 'memory';
}

/** The part of Electron's `safeStorage` that the vault uses. */
export interface SecretStore {
  isAsyncEncryptionAvailable(): Promise<boolean>;
  encryptStringAsync(plainText: string): Promise<Buffer>;
  decryptStringAsync(encrypted: Buffer): Promise<{ shouldReEncrypt: boolean; result: string }>;
  /** Linux only. */
  getSelectedStorageBackend?(): string;
}
