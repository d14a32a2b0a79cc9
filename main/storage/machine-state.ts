/** What Larder remembers for itself on this computer: `machine-state.json`. The user chooses nothing of it. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ElectronStore from 'electron-store';
import * as z from 'zod';
import { keptConfigSchema } from '../models/identity.ts';
import { AppError } from '../support/errors.ts';
import { PRIVATE_FILE_MODE } from './atomic-file.ts';

/** Of each of its lists. */
export const UNSEEN_FETCHES_LIMIT = 1000;
const appIds = z.array(z.string().max(100)).max(UNSEEN_FETCHES_LIMIT);
const unseenFetchesSchema = z.object({
  firstAt: z.number().int().nonnegative(),
  lastAt: z.number().int().nonnegative(),
  fetched: appIds,
  failed: appIds,
});

/** What sweeps fetched while nobody looked, by app ids. Times: ms since epoch. */
export type KeptUnseenFetches = z.infer<typeof unseenFetchesSchema>;

/** Every field has a default, so that one that cannot be read costs no other. */
export const machineStateSchema = z.object({
  /** Ids of notices that are shown once, and were dismissed. */
  acknowledgements: z.array(z.string().max(200)).max(1000).catch([]),
  /** When the last fixed time of periodic fetch was served, ms since epoch; `null`: never. */
  lastFixedTimeRun: z.number().int().nonnegative().nullable().catch(null),
  /** Of proxies, by `host:port`: as tokens are kept. */
  proxyCredentials: z
    .record(z.string().max(300), z.object({ kind: z.enum(['encrypted', 'plain']), value: z.string().max(20_000) }))
    .catch({}),
  /** What the backend said about signing in. */
  backendConfig: keptConfigSchema.nullable().catch(null),
  /** The user's sign-in: as tokens are kept. */
  signIn: z
    .object({ kind: z.enum(['encrypted', 'plain']), value: z.string().max(200_000) })
    .nullable()
    .catch(null),
  unseenFetches: unseenFetchesSchema.nullable().catch(null),
  /** Random, made at the first start; never sent anywhere. It spreads the requests of a fleet. */
  installationId: z
    .string()
    .min(1)
    .max(100)
    .catch(() => randomUUID()),
});

export type MachineStateValues = z.infer<typeof machineStateSchema>;

export interface MachineState {
  get(): MachineStateValues;
  /** Throws `AppError('storage-failed')`; nothing has changed then. */
  update(change: Partial<MachineStateValues>): void;
}

export interface MachineStateOptions {
  /** Absolute. */
  readonly folder: string;
  /** Fields of the settings file, where older versions kept it; used when there is no file yet. */
  readonly olderFields: Readonly<Record<string, unknown>>;
  /** It cannot be written: this run has one of its own. */
  onProblem(error: unknown): void;
}

const NAME = 'machine-state';

/** A file that cannot be read is made anew: nothing in it is worth a question. */
export function openMachineState({ folder, olderFields, onProblem }: MachineStateOptions): MachineState {
  const file = path.join(folder, `${NAME}.json`);
  const isThere = existsSync(file);
  const known = isThere ? readFields(file) : olderFields;
  let values = machineStateSchema.parse(known ?? {});
  const save = (next: MachineStateValues): void => {
    try {
      const options = { accessPropertiesByDotNotation: false, configFileMode: PRIVATE_FILE_MODE };
      new ElectronStore<Record<string, unknown>>({
        cwd: folder,
        name: NAME,
        clearInvalidConfig: true,
        ...options,
      }).set({ ...next });
    } catch (cause) {
      throw new AppError('storage-failed', { key: 'problems.settingsNotSaved' }, { cause });
    }
  };
  if (!isThere || known === null || JSON.stringify(known) !== JSON.stringify(values)) {
    try {
      save(values);
    } catch (error) {
      onProblem(error);
    }
  }
  return {
    get: () => values,
    update(change) {
      const next = { ...values, ...change };
      save(next);
      values = next;
    },
  };
}

/** `null`: it is none of ours. */
function readFields(file: string): Record<string, unknown> | null {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null && !Array.isArray(content)
      ? (content as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
