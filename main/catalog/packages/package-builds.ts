/**
 * Builds of packages, one at a time for each mini-program, each told of in the log. An address that its server refuses
 * (a signature that has run out), and bytes that are not those that the details describe, may only mean that the
 * details are older than the package: then it is built once more by newer ones, in the same start.
 */
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import type { Details } from '../../models/details-schema.ts';
import { removeTree } from '../../storage/atomic-file.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import { codeOf } from '../../support/errors.ts';
import type { EventLog } from '../../log/event-log.ts';
import { buildPackage, type BuiltPackage, type PackageBuilderOptions } from './package-build.ts';
import { isOfOlderDetails } from './package-download.ts';
import { createSingleFlightBuilds, type SingleFlightBuilds } from './single-flight-builds.ts';

/** Asks the backend, or whoever asks it already. */
export type FreshDetails = (appId: string, signal: AbortSignal) => Promise<Details>;

export interface PackageBuildsDependencies {
  readonly builder: PackageBuilderOptions;
  readonly store: Pick<MiniProgramStore, 'get' | 'folderOf'>;
  readonly events: EventLog;
  /** Absolute folder `packages` of a mini-program. */
  packagesFolder(appId: string): string;
  /** Its updates tell of themselves. */
  isUpdating(appId: string): boolean;
  readonly freshDetails?: FreshDetails | undefined;
}

interface Build {
  /** By which it was built. */
  readonly details: Details;
  readonly built: BuiltPackage;
}

export function createPackageBuilds(dependencies: PackageBuildsDependencies): SingleFlightBuilds {
  const { builder, store, events, packagesFolder, isUpdating, freshDetails } = dependencies;

  /** `null`: there are none, or they describe the same package at the same address. */
  async function newerDetails(details: Details, signal: AbortSignal): Promise<Details | null> {
    const { appId, packageUrl, packageSha256, packageSize } = details;
    const isOther = (found: Details | undefined): found is Details =>
      found !== undefined &&
      (found.packageUrl !== packageUrl || found.packageSha256 !== packageSha256 || found.packageSize !== packageSize);
    // Fresh ones may have arrived since this start began.
    const kept = store.get(appId)?.details?.value;
    if (isOther(kept)) return kept;
    const fresh = await freshDetails?.(appId, signal).catch(() => undefined);
    return isOther(fresh) ? fresh : null;
  }

  async function build(
    details: Details,
    signal: AbortSignal,
    onProgress: (progress: InstallProgress) => void,
  ): Promise<Build> {
    const buildBy = async (by: Details): Promise<Build> => ({
      details: by,
      built: await buildPackage(builder, {
        details: by,
        packagesFolder: packagesFolder(by.appId),
        running: store.get(by.appId)?.installed ?? null,
        signal,
        onProgress,
      }),
    });
    try {
      return await buildBy(details);
    } catch (error) {
      const newer = isOfOlderDetails(error) && !signal.aborted ? await newerDetails(details, signal) : null;
      if (!newer) throw error;
      return buildBy(newer);
    }
  }

  return createSingleFlightBuilds(async (wanted, signal, onProgress) => {
    const { appId } = wanted;
    const started = performance.now();
    try {
      const { details, built } = await build(wanted, signal, onProgress);
      if (built.bytes > 0 && !isUpdating(appId))
        events.emit('package-installed', {
          appId,
          version: details.version,
          bytes: built.bytes,
          ms: Math.round(performance.now() - started),
        });
      if (built.warning !== null) events.emit('problem', { appId, message: built.warning });
      return built;
    } catch (error) {
      const errCode = codeOf(error);
      if (errCode !== 'aborted' && !isUpdating(appId)) events.emit('package-failed', { appId, errCode });
      throw error;
    } finally {
      // A package that lands after its mini-program was removed would bring it back at the next start.
      if (!store.get(appId)) await removeTree(store.folderOf(appId)).catch(() => {});
    }
  });
}
