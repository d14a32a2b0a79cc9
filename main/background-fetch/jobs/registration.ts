/** Makes a new fetch: checks, quota, files (https://wicg.github.io/background-fetch/#background-fetch-manager-fetch). */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { isDiskError } from '../../storage/disk.ts';
import { admit } from '../http/admission.ts';
import { fetchesFolder, FetchFolder } from './fetch-folder.ts';
import { BackgroundFetchJob } from './job.ts';
import type { JobHooks } from './job-hooks.ts';
import { fetchMetadataBytes, METADATA_LIMITS } from './metadata.ts';
import type { BackgroundFetchDependencies, BackgroundFetchLimits } from '../ports.ts';
import { FETCH_SCHEMA_VERSION, type FetchState } from './state-schema.ts';
import { bodyBytesOf, type BackgroundFetchRequest, type NewBackgroundFetch, type RegisterError } from '../types.ts';
import type { Usage } from './usage.ts';
import { PRIVATE_FOLDER_MODE } from '../../storage/atomic-file.ts';

export interface RegistrationContext {
  readonly deps: BackgroundFetchDependencies;
  readonly limits: BackgroundFetchLimits;
  readonly usage: Usage;
  readonly hooks: JobHooks;
  /** The fetches of the mini-program that have not settled, with those being made. */
  readonly activeCount: number;
  readonly isIdTaken: boolean;
  /** A worker asks, and the mini-program has no window. */
  readonly isWindowless: boolean;
  /** Bytes that the fetches of the mini-program keep besides bodies. */
  readonly metadataBytes: number;
  /** Only storing it is left, which may fail: what can be repeated may leave beside that. */
  onAdmitted(job: BackgroundFetchJob): void;
}

export type CreateOutcome =
  { readonly ok: true; readonly job: BackgroundFetchJob } | { readonly ok: false; readonly error: RegisterError };

export async function createFetch(
  appId: string,
  fetch: NewBackgroundFetch,
  context: RegistrationContext,
): Promise<CreateOutcome> {
  const { deps, limits } = context;
  if (!deps.miniPrograms.isAllowed(appId))
    return refuse('NotAllowedError', 'Cannot fetch: the user does not allow background fetches here');
  const origin = deps.miniPrograms.originOf(appId);
  const admission = admit(fetch, { origin, dev: deps.dev, recordsPerFetch: limits.recordsPerFetch });
  if (!admission.ok) return admission;
  if (context.isIdTaken) return refuse('TypeError', 'Cannot fetch: there already is a background fetch with this id');
  if (context.activeCount >= limits.activeFetchesPerApp)
    return refuse('TypeError', 'Cannot fetch: there are too many background fetches under way');
  if (context.isWindowless && !deps.miniPrograms.countWindowless(appId))
    return refuse('NotAllowedError', 'Cannot fetch: too many fetches were started since it was last opened');
  const { requests } = admission;
  const metadataBytes = fetchMetadataBytes({ ...fetch, requests });
  const isTooMuch =
    metadataBytes > METADATA_LIMITS.perFetch || context.metadataBytes + metadataBytes > METADATA_LIMITS.perApp;
  if (isTooMuch)
    return refuse('QuotaExceededError', 'Cannot fetch: its addresses, headers and icons take too much room');
  const state = newState(appId, fetch, requests, metadataBytes, deps.clock.now());
  const folder = fetchesFolder(deps.miniPrograms.folderOf(appId));
  const room = await roomFor(appId, state, folder, context);
  if (typeof room === 'object')
    return refuse('QuotaExceededError', `Cannot fetch: there is not enough room for it: ${room.none}`);
  const files = new FetchFolder(path.join(folder, state.uuid));
  const job = new BackgroundFetchJob(state, files, context.hooks);
  if (room === 'to-be-asked') job.neededRoom = state.downloadTotal;
  context.onAdmitted(job);
  try {
    await files.create(state, requests);
    await job.journal.append({ t: 'open', id: state.id, scope: state.scope, title: state.title });
  } catch (error) {
    await job.journal.close();
    await files.remove().catch(() => {});
    if (!isDiskError(error)) throw error;
    return refuse('QuotaExceededError', 'Cannot fetch: its requests cannot be stored');
  }
  context.usage.add(appId, state.uploadTotal + state.metadataBytes);
  return { ok: true, job };
}

const NO_QUOTA = 'it may keep less (Settings, on the page of the mini-program)';
const NO_DISK = 'the disk is too full';

/** `to-be-asked`: the quota has none for what is to come, the disk has, and the user may allow it. `none`: why there is none. */
async function roomFor(
  appId: string,
  state: FetchState,
  folder: string,
  { deps, limits, usage }: RegistrationContext,
): Promise<'enough' | 'to-be-asked' | { readonly none: string }> {
  const kept = state.uploadTotal + state.metadataBytes;
  const needed = kept + state.downloadTotal;
  const fits = usage.fits(appId, needed);
  const mayAsk = usage.fits(appId, kept) && deps.miniPrograms.mayAskForRoom?.(appId) === true;
  if (!fits && !mayAsk) return { none: NO_QUOTA };
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const free = await deps.freeBytes(folder).catch(() => Infinity);
  if (free < needed + limits.diskReserveBytes) return { none: NO_DISK };
  return fits ? 'enough' : 'to-be-asked';
}

function newState(
  appId: string,
  { id, scope, options }: NewBackgroundFetch,
  requests: readonly BackgroundFetchRequest[],
  metadataBytes: number,
  registeredAt: number,
): FetchState {
  return {
    schemaVersion: FETCH_SCHEMA_VERSION,
    appId,
    uuid: randomUUID(),
    id,
    scope,
    title: options.title,
    icons: [...options.icons],
    downloadTotal: options.downloadTotal,
    uploadTotal: requests.reduce((sum, { body }) => sum + (bodyBytesOf(body) ?? 0), 0),
    registeredAt,
    metadataBytes,
    requests: requests.map(({ body, headers, ...request }) => ({
      ...request,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      bodyBytes: bodyBytesOf(body),
    })),
    finished: null,
  };
}

function refuse(name: RegisterError['name'], message: string): { readonly ok: false; readonly error: RegisterError } {
  return { ok: false, error: { name, message } };
}
