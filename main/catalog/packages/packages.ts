/**
 * Which package of a mini-program is in use. An installed version starts at once; a newer one is
 * fetched in the background into `pending` and takes its place at the next cold start; the one it
 * replaces stays as `previous`, to go back to when the new one does not start, or when it is damaged
 * and no other can be had. Older ones are deleted.
 */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { LocalizedText } from '../../../preload/contract/messages/index.ts';
import type { ErrorCode } from '../../../preload/contract/errors.ts';
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import { isTemporaryName, removeTree } from '../../storage/atomic-file.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { InstalledPackage, MiniProgramState } from '../../models/state-schema.ts';
import { inEnglish } from '../../support/english.ts';
import type { Clock } from '../../support/clock.ts';
import type { Disposable } from '../../support/shutdown-list.ts';
import { AppError } from '../../support/errors.ts';
import type { EventLog } from '../../support/event-log.ts';
import type { RequestObserver } from '../../network/client/request-observer.ts';
import type { BackendHttp } from '../../network/client/backend-http.ts';
import type { Details } from '../../models/details-schema.ts';
import { freeBytesOnDisk, type FreeBytes } from '../../storage/disk.ts';
import { buildPackage } from './package-build.ts';
import type { PackageSourceRules } from './package-download.ts';
import type { PackageLimits } from './package-entries.ts';
import { openPackageFile, type PackageFile } from './package-files.ts';
import { isPackageWhole } from './package-stamp.ts';
import { createSharedBuilds } from './single-flight-builds.ts';
import { createVersionTrials, hasUsedUpItsStarts, packageToKeep, type VersionTrials } from './version-trials.ts';

export interface PackageInstallerOptions {
  readonly store: MiniProgramStore;
  readonly http: BackendHttp;
  readonly clock: Clock;
  readonly events: EventLog;
  /** Developer mode: packages may come over `http:` and from private addresses. */
  readonly dev: boolean;
  /** Larger downloads are refused. */
  readonly maxPackageBytes: () => number;
  /** Packages on the backend's own host may come from a private address (over `https:`). */
  readonly backendUrl?: () => string | null;
  readonly limits?: PackageLimits;
  readonly freeBytes?: FreeBytes;
  readonly observer?: RequestObserver;
  /** Tells the user that the version before is used again. Default: a `problem` event. */
  readonly onWentBack?: (appId: string, text: LocalizedText) => void;
}

export interface InstallOptions {
  /** Ends this caller's waiting; the work ends when nobody waits for it. */
  readonly signal?: AbortSignal | undefined;
  /** Called while this caller waits; never when the installed version starts at once. */
  readonly onProgress?: ((progress: InstallProgress) => void) | undefined;
}

export interface PackageInstaller extends Disposable {
  /**
   * For a cold start: adopts what is pending, then resolves with the installed package at once
   * when it is whole, and fetches the one `details` describe in the background when it is another.
   * Otherwise downloads and installs it. The mini-program must have been added to the store.
   *
   * Throws `AppError`: `package-mismatch`, `package-invalid`, `package-unreachable`,
   * `storage-failed`, `aborted`.
   */
  ensureInstalled(appId: string, details: Details, options?: InstallOptions): Promise<InstalledPackage>;
  /** Whether a newly adopted version starts, and the way back when it does not. */
  readonly trials: VersionTrials;
  /** Makes a whole pending package the installed one. True when it did. */
  adoptPending(appId: string): Promise<boolean>;
  /** Resolves when no download of `appId` is under way in the background. */
  updateSettled(appId: string): Promise<void>;
  /** Ends whatever is under way for `appId`; call before its files are removed. */
  cancel(appId: string): Promise<void>;
  /** Deletes every version of `appId`, for the next start to fetch anew. Its window must be closed. */
  discard(appId: string): Promise<void>;
  /** Absolute folder of an installed package. */
  packageFolder(appId: string, installed: InstalledPackage): string;
  /** The file of an installed package that the path of a URL names; `null` when there is none. */
  openFile(appId: string, installed: InstalledPackage, urlPath: string): Promise<PackageFile | null>;
}

/** A bad update is not downloaded again at every start. */
const REFUSED_UPDATE_PAUSE_MS = 60 * 60 * 1000;

export function createPackageInstaller(options: PackageInstallerOptions): PackageInstaller {
  const { store, http, clock, events: events, freeBytes = freeBytesOnDisk } = options;
  const { onWentBack = (appId, text) => events.emit('problem', { appId, message: inEnglish(text) }) } = options;
  const rules: PackageSourceRules = {
    dev: options.dev,
    maxBytes: options.maxPackageBytes,
    backendUrl: options.backendUrl ?? (() => null),
  };
  const updates = new Map<string, Promise<void>>();
  const refusedUpdates = new Map<string, { readonly sha256: string; readonly at: number }>();
  /** Looks at and changes of which package is in use, one after the other for each mini-program. */
  const choices = new Map<string, Promise<unknown>>();

  const builds = createSharedBuilds(async (details, signal, onProgress) => {
    const { appId, version } = details;
    const started = performance.now();
    try {
      const { limits } = options;
      const built = await buildPackage(
        { http, rules, freeBytes, now: () => clock.now(), observer: options.observer, ...(limits ? { limits } : {}) },
        { details, packagesFolder: packagesFolder(appId), signal, onProgress },
      );
      if (built.bytes > 0 && !updates.has(appId))
        events.emit('package-installed', { appId, version, bytes: built.bytes, ms: elapsedMs(started) });
      if (built.warning !== null) events.emit('problem', { appId, message: built.warning });
      return built;
    } catch (error) {
      const errCode = codeOf(error);
      if (errCode !== 'aborted' && !updates.has(appId)) events.emit('package-failed', { appId, errCode });
      throw error;
    } finally {
      // A package that lands after its mini-program was removed would bring it back at the next start.
      if (!store.get(appId)) await removeTree(store.folderOf(appId)).catch(() => {});
    }
  });
  const endWatching = store.onChange((appId) => {
    if (!store.get(appId)) void builds.cancel(appId);
  });

  function packagesFolder(appId: string): string {
    return path.join(store.folderOf(appId), 'packages');
  }

  function packageFolder(appId: string, installed: InstalledPackage): string {
    return path.join(packagesFolder(appId), installed.folder);
  }

  const isWhole = (appId: string, candidate: InstalledPackage): Promise<boolean> =>
    isPackageWhole(packageFolder(appId, candidate), appId, candidate.sha256);

  const { goBackInTurn, ...trials } = createVersionTrials({
    store,
    clock,
    events,
    isWhole,
    inTurn,
    removeUnused,
    onWentBack,
  });

  function inTurn<T>(appId: string, task: () => Promise<T>): Promise<T> {
    const result = (choices.get(appId) ?? Promise.resolve()).then(task);
    const end = result
      .catch(() => {})
      .then(() => {
        if (choices.get(appId) === end) choices.delete(appId);
      });
    choices.set(appId, end);
    return result;
  }

  function stateOf(appId: string): MiniProgramState {
    const state = store.get(appId);
    if (!state) throw new AppError('aborted', `Cannot install "${appId}": it was removed.`);
    return state;
  }

  /** `details`, when given, tell a pending package that the backend has taken back. */
  async function adopt(appId: string, details?: Details): Promise<boolean> {
    const { pending, installed, previous } = stateOf(appId);
    if (!pending) return false;
    const isTakenBack =
      details !== undefined && installed?.sha256 === details.packageSha256 && pending.sha256 !== installed.sha256;
    const isGood = !isTakenBack && (await isWhole(appId, pending));
    stateOf(appId);
    store.update(
      appId,
      isGood
        ? { previous: packageToKeep({ installed, previous, pending }), installed: pending, pending: null }
        : { pending: null },
    );
    if (isGood)
      events.emit('update-adopted', { appId, fromVersion: installed?.version ?? null, version: pending.version });
    await removeUnused(appId);
    return isGood;
  }

  /** The installed package when it can start. */
  async function choose(appId: string, details: Details): Promise<InstalledPackage | null> {
    const { rejectedSha256 } = stateOf(appId);
    if (rejectedSha256 !== null && rejectedSha256 !== details.packageSha256)
      store.update(appId, { rejectedSha256: null });
    await adopt(appId, details);
    const current = stateOf(appId).installed;
    if (current && hasUsedUpItsStarts(current)) await goBackInTurn(appId, current, 'never-loaded');
    const { installed } = stateOf(appId);
    if (!installed) return null;
    if (await isWhole(appId, installed)) return relabel(appId, installed, details);
    events.emit('problem', {
      appId,
      message: `The installed files of "${stateOf(appId).name}" are damaged and are fetched again.`,
    });
    return null;
  }

  /** The backend may give the same package another version; requests carry the new one. */
  function relabel(appId: string, installed: InstalledPackage, { packageSha256, version }: Details): InstalledPackage {
    if (installed.sha256 !== packageSha256 || installed.version === version) return installed;
    const relabelled = { ...installed, version };
    store.update(appId, { installed: relabelled });
    return relabelled;
  }

  async function use(appId: string, built: InstalledPackage): Promise<InstalledPackage> {
    const { installed, previous } = stateOf(appId);
    // The same package again has proven itself; another one replaces what is damaged, not the good version before that.
    const used = installed?.sha256 === built.sha256 ? { ...built, provenAt: installed.provenAt } : built;
    const replaced =
      installed && installed.folder !== built.folder && (await isWhole(appId, installed)) ? installed : previous;
    stateOf(appId);
    store.update(appId, {
      installed: used,
      pending: null,
      previous: replaced?.folder === used.folder ? null : replaced,
    });
    await removeUnused(appId);
    return used;
  }

  /** Damaged, and nothing new to be had: the version before works until it is. */
  async function goBack(appId: string): Promise<InstalledPackage | null> {
    const { previous, installed } = stateOf(appId);
    if (!installed || !previous || !(await isWhole(appId, previous))) return null;
    const { name } = stateOf(appId);
    store.update(appId, { installed: previous, previous: null });
    events.emit('update-rolled-back', {
      appId,
      fromVersion: installed.version,
      version: previous.version,
      errCode: 'damaged',
    });
    onWentBack(appId, {
      key: 'problems.filesDamaged',
      values: { version: installed.version, name, previous: previous.version },
    });
    return previous;
  }

  function updateInBackground(appId: string, details: Details): void {
    const refused = refusedUpdates.get(appId);
    const isRefused =
      refused?.sha256 === details.packageSha256 && Math.abs(clock.now() - refused.at) < REFUSED_UPDATE_PAUSE_MS;
    const { installed, rejectedSha256 } = stateOf(appId);
    if (!installed || updates.has(appId) || isRefused || rejectedSha256 === details.packageSha256) return;
    const about = { appId, fromVersion: installed.version, version: details.version };
    const started = performance.now();
    events.emit('update-started', about);
    const update = builds
      .join(details, {})
      .then((built) =>
        inTurn(appId, async () => {
          if (stateOf(appId).installed?.sha256 !== built.installed.sha256)
            store.update(appId, { pending: built.installed });
          await removeUnused(appId);
          events.emit('update-installed', { ...about, bytes: built.bytes, ms: elapsedMs(started) });
        }),
      )
      // The installed version keeps working.
      .catch((error: unknown) => {
        const errCode = codeOf(error);
        events.emit('update-failed', { ...about, errCode });
        const isBad = errCode === 'package-mismatch' || errCode === 'package-invalid';
        if (isBad) refusedUpdates.set(appId, { sha256: details.packageSha256, at: clock.now() });
      })
      .finally(() => updates.delete(appId));
    updates.set(appId, update);
  }

  async function removeUnused(appId: string): Promise<void> {
    if (builds.isUnderWay(appId)) return;
    const { installed, pending, previous } = stateOf(appId);
    const used = new Set(
      [installed, pending, previous].flatMap((one) => (one ? [one.folder, `${one.folder}.json`] : [])),
    );
    const folder = packagesFolder(appId);
    const names = await readdir(folder).catch(() => []);
    for (const name of names) {
      if (!used.has(name) && !isTemporaryName(name)) await removeTree(path.join(folder, name)).catch(() => {});
    }
  }

  async function cancel(appId: string): Promise<void> {
    await builds.cancel(appId);
    await updates.get(appId);
    await choices.get(appId);
  }

  return {
    trials,
    packageFolder,
    cancel,
    async discard(appId) {
      await cancel(appId);
      await inTurn(appId, async () => {
        stateOf(appId);
        // The state first: files that nothing names are deleted at the next chance.
        store.update(appId, { installed: null, pending: null, previous: null, rejectedSha256: null });
        await removeUnused(appId);
      });
    },
    openFile: (appId, installed, urlPath) => openPackageFile(packageFolder(appId, installed), urlPath),
    async ensureInstalled(appId, details, { signal, onProgress } = {}) {
      const present = await inTurn(appId, () => choose(appId, details));
      if (signal?.aborted) throw new AppError('aborted', `The installation of "${appId}" was cancelled.`);
      if (present) {
        if (present.sha256 !== details.packageSha256) updateInBackground(appId, details);
        return present;
      }
      try {
        const { installed } = await builds.join(details, { signal, onProgress });
        return await inTurn(appId, () => use(appId, installed));
      } catch (error) {
        if (error instanceof AppError && error.code === 'aborted') throw error;
        const before = await inTurn(appId, () => goBack(appId));
        if (before) return before;
        throw error;
      }
    },
    adoptPending: (appId) => inTurn(appId, () => adopt(appId)),
    async updateSettled(appId) {
      await updates.get(appId);
    },
    async dispose() {
      endWatching();
      await builds.cancelAll();
      await Promise.all([...updates.values(), ...choices.values()]);
    },
  };
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof AppError ? error.code : 'internal';
}

function elapsedMs(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
