/** Finds the fetches on the disk at the start; what is damaged is set aside and reported. */
import { BRAND } from '../../../preload/contract/brand.ts';
import path from 'node:path';
import { fetchesFolder, FetchFolder, listFetches, readFetch } from './fetch-folder.ts';
import type { BackgroundFetchJob } from './job.ts';
import type { JobHooks } from './job-hooks.ts';
import type { BackgroundFetchDependencies } from '../ports.ts';
import { restoreJob } from './restore-job.ts';
import { removeStagedFiles } from './uploads.ts';
import { FETCH_SCHEMA_VERSION, type FetchState } from './state-schema.ts';

type Dependencies = Pick<BackgroundFetchDependencies, 'miniPrograms' | 'quarantine' | 'reportProblem' | 'clock'>;

/** The fetches of one mini-program; one that cannot be read does not keep the others from it. */
export async function readStoredFetches(
  appId: string,
  deps: Dependencies,
  hooks: JobHooks,
): Promise<readonly BackgroundFetchJob[]> {
  const folder = fetchesFolder(deps.miniPrograms.folderOf(appId));
  const jobs: BackgroundFetchJob[] = [];
  await removeStagedFiles(folder);
  for (const uuid of listFetches(folder)) {
    try {
      const job = await readOne(appId, uuid, new FetchFolder(path.join(folder, uuid)), deps, hooks);
      if (job) jobs.push(job);
    } catch (error) {
      deps.reportProblem(
        appId,
        `A background fetch of "${appId}" cannot be read from the disk (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}).`,
      );
    }
  }
  return jobs;
}

async function readOne(
  appId: string,
  uuid: string,
  folder: FetchFolder,
  deps: Dependencies,
  hooks: JobHooks,
): Promise<BackgroundFetchJob | null> {
  if (folder.isTooLarge()) {
    deps.reportProblem(appId, `A background fetch of "${appId}" keeps far more than it may, and was removed.`);
    await folder.remove();
    return null;
  }
  const reading = readFetch(folder, appId, uuid);
  switch (reading.kind) {
    case 'fetch':
      if (reading.state.finished) await folder.removeLeftovers();
      if (!reading.isWhole) deps.quarantine(folder.journalFile, `${appId}-background-fetch`);
      return restoreJob(reading.state, reading.journal, folder, hooks);
    case 'newer':
      deps.reportProblem(
        appId,
        `A background fetch of "${appId}" was made by a newer version of ${BRAND.name} and is left as it is.`,
      );
      return null;
    case 'nothing':
      await folder.remove();
      return null;
    case 'damaged': {
      deps.quarantine(folder.stateFile, `${appId}-background-fetch`);
      deps.reportProblem(
        appId,
        `The saved state of a background fetch of "${appId}" was damaged and was set aside; the fetch has failed.`,
      );
      if (!reading.about) {
        await folder.remove();
        return null;
      }
      return failedFetch(appId, uuid, reading.about, folder, deps, hooks);
    }
  }
}

/** What is left of a fetch whose state is lost: its worker still learns that it failed. */
async function failedFetch(
  appId: string,
  uuid: string,
  about: { readonly id: string; readonly scope: string; readonly title: string },
  folder: FetchFolder,
  deps: Dependencies,
  hooks: JobHooks,
): Promise<BackgroundFetchJob> {
  const { id, scope, title } = about;
  const registeredAt = deps.clock.now();
  const state: FetchState = {
    schemaVersion: FETCH_SCHEMA_VERSION,
    appId,
    uuid,
    id,
    scope,
    title,
    icons: [],
    downloadTotal: 0,
    uploadTotal: 0,
    registeredAt,
    metadataBytes: 0,
    requests: [],
    finished: null,
  };
  await folder.removeContent();
  await folder.writeState(state);
  const job = restoreJob(state, [], folder, hooks);
  await job.journal.append({ t: 'open', id, scope, title });
  await job.settle('fetch-error');
  return job;
}
