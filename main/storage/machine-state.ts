/** What Larder remembers for itself on this computer: `machine-state.json`. The user chooses nothing of it. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ElectronStore from 'electron-store';
import * as z from '../support/zod.ts';
import { keptConfigSchema } from '../models/identity.ts';
import { AppError } from '../support/errors.ts';
import { PRIVATE_FILE_MODE } from './atomic-file.ts';

/** Of each of its lists. */
export const UNSEEN_FETCHES_LIMIT = 1000;
const appIds = z.array(z.string().check(z.maxLength(100))).check(z.maxLength(UNSEEN_FETCHES_LIMIT));
const unseenFetchesSchema = z.object({
  firstAt: z.int().check(z.nonnegative()),
  lastAt: z.int().check(z.nonnegative()),
  fetched: appIds,
  failed: appIds,
});

/** What sweeps fetched while nobody looked, by app ids. Times: ms since epoch. */
export type KeptUnseenFetches = z.infer<typeof unseenFetchesSchema>;

/** Every field has a default, so that one that cannot be read costs no other. */
export const machineStateSchema = z.object({
  /** Ids of notices that are shown once, and were dismissed. */
  acknowledgements: z.catch(z.array(z.string().check(z.maxLength(200))).check(z.maxLength(1000)), []),
  /** When the last fixed time of periodic fetch was served, ms since epoch; `null`: never. */
  lastFixedTimeRun: z.catch(z.nullable(z.int().check(z.nonnegative())), null),
  /** Of proxies, by `host:port`: as tokens are kept. */
  proxyCredentials: z.catch(
    z.record(
      z.string().check(z.maxLength(300)),
      z.object({ kind: z.enum(['encrypted', 'plain']), value: z.string().check(z.maxLength(20_000)) }),
    ),
    {},
  ),
  /** What the backend said about signing in. */
  backendConfig: z.catch(z.nullable(z.lazy(keptConfigSchema)), null),
  /** The user's sign-in: as tokens are kept. */
  signIn: z.catch(
    z.nullable(z.object({ kind: z.enum(['encrypted', 'plain']), value: z.string().check(z.maxLength(200_000)) })),
    null,
  ),
  unseenFetches: z.catch(z.nullable(unseenFetchesSchema), null),
  /** Random, made at the first start; never sent anywhere. It spreads the requests of a fleet. */
  installationId: z.catch(z.string().check(z.minLength(1), z.maxLength(100)), () => randomUUID()),
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
