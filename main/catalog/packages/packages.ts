/**
 * Which package of a mini-program is in use. An installed version starts at once; a newer one is
 * fetched in the background into `pending` and takes its place at the next cold start; the one it
 * replaces stays as `previous`, to go back to when the new one does not start, or when it is damaged
 * and no other can be had. Older ones are deleted.
 */
import type { LocalizedText } from '../../../preload/contract/messages/index.ts';
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { InstalledPackage, MiniProgramState } from '../../models/state-schema.ts';
import { inEnglish } from '../../support/english.ts';
import type { Clock } from '../../support/clock.ts';
import type { Disposable } from '../../support/shutdown-list.ts';
import { AppError } from '../../support/errors.ts';
import { KeyedQueue } from '../../support/keyed-queue.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { NetworkSwitches } from '../../network/client/network-switches.ts';
import type { RequestObserver } from '../../network/client/request-observer.ts';
import type { BackendHttp } from '../../network/client/backend-http.ts';
import type { Details } from '../../models/details-schema.ts';
import { freeBytesOnDisk, type FreeBytes } from '../../storage/disk.ts';
import type { BuiltInPackages } from '../built-in/built-in-packages.ts';
import { createPackageScripts } from '../inline-scripts/package-scripts.ts';
import { pageOf, type PageHasher } from '../inline-scripts/page-hasher.ts';
import { createPackageBuilds, type FreshDetails } from './package-builds.ts';
import type { PackageSourceRules } from './package-download.ts';
import type { PackageLimits } from './package-entries.ts';
import { openPackageFile, type PackageFile } from './package-files.ts';
import { createPackageFolders } from './package-folders.ts';
import { createPackageUpdates } from './package-updates.ts';
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
  readonly switches?: Pick<NetworkSwitches, 'admit'>;
  readonly hasher: Pick<PageHasher, 'hash'>;
  /** Packages that came with the application; asked before the network. */
  readonly builtIn?: Pick<BuiltInPackages, 'copy'> | undefined;
  /** For a package that cannot be had as its details say. */
  readonly freshDetails?: FreshDetails;
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
  /** Fetches what `details` describe for the next cold start, when it is another package. Resolves when that has ended, however; `signal` ends it. */
  update(appId: string, details: Details, signal?: AbortSignal): Promise<void>;
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

export function createPackageInstaller(options: PackageInstallerOptions): PackageInstaller {
  const { store, http, clock, events: events, freeBytes = freeBytesOnDisk } = options;
  const { onWentBack = (appId, text) => events.emit('problem', { appId, message: inEnglish(text) }) } = options;
  const rules: PackageSourceRules = {
    dev: options.dev,
    maxBytes: options.maxPackageBytes,
    backendUrl: options.backendUrl ?? (() => null),
  };
  const folders = createPackageFolders(store.folderOf);
  const { isWhole } = folders;
  /** Looks at and changes of which package is in use, one after the other for each mini-program. */
  const choices = new KeyedQueue();
  const inTurn = <T>(appId: string, task: () => Promise<T>): Promise<T> => choices.run(appId, task);
  const updates = createPackageUpdates({
    clock,
    events,
    use: (appId, built) =>
      inTurn(appId, async () => {
        if (stateOf(appId).installed?.sha256 !== built.sha256) store.update(appId, { pending: built });
        await removeUnused(appId);
      }),
  });
  const scripts = createPackageScripts(options.hasher, (message) => events.emit('problem', { message }));

  const builds = createPackageBuilds({
    builder: {
      http,
      rules,
      freeBytes,
      now: () => clock.now(),
      observer: options.observer,
      switches: options.switches,
      hasher: options.hasher,
      builtIn: options.builtIn,
      ...(options.limits ? { limits: options.limits } : {}),
    },
    store,
    events,
    packagesFolder: folders.all,
    isUpdating: (appId) => updates.isUnderWay(appId),
    freshDetails: options.freshDetails,
  });
  const endWatching = store.onChange((appId) => {
    if (!store.get(appId)) void builds.cancel(appId);
  });

  const { goBackInTurn, ...trials } = createVersionTrials({
    store,
    clock,
    events,
    isWhole,
    inTurn,
    removeUnused,
    onWentBack,
  });

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

  async function removeUnused(appId: string): Promise<void> {
    if (!builds.isUnderWay(appId)) await folders.removeUnused(stateOf(appId));
  }

  async function cancel(appId: string): Promise<void> {
    await builds.cancel(appId);
    await updates.settled(appId);
    await choices.settled(appId);
  }

  return {
    trials,
    packageFolder: folders.of,
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
    async openFile(appId, installed, urlPath) {
      const folder = folders.of(appId, installed);
      const file = await openPackageFile(folder, urlPath);
      return file && pageOf(file.name) ? { ...file, inlineScripts: await scripts.of(folder, file.name) } : file;
    },
    async ensureInstalled(appId, details, { signal, onProgress } = {}) {
      const present = await inTurn(appId, () => choose(appId, details));
      if (signal?.aborted) throw new AppError('aborted', `The installation of "${appId}" was cancelled.`);
      if (present) {
        if (present.sha256 !== details.packageSha256)
          updates.start(stateOf(appId), details, () => builds.join(details, {}));
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
    async update(appId, details, signal) {
      const state = store.get(appId);
      const there = [state?.installed, state?.pending].map((one) => one?.sha256);
      if (!state || there.includes(details.packageSha256)) return;
      updates.start(state, details, () => builds.join(details, { signal }));
      await updates.settled(appId);
    },
    updateSettled: (appId) => updates.settled(appId),
    async dispose() {
      endWatching();
      await builds.cancelAll();
      await updates.settled();
      await choices.settled();
    },
  };
}
