/**
 * Whether a new version of a mini-program starts. Until its page has loaded once, an adopted version
 * is on trial: when it fails, the version it replaced is used again, and the failed one is not
 * fetched until the details name another. A version that has loaded once is proven for good; a
 * crash later is no reason to go back.
 */
import type { LocalizedText } from '../../../preload/contract/messages/index.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { InstalledPackage, MiniProgramState } from '../../models/state-schema.ts';
import type { Clock } from '../../support/clock.ts';
import { errorMessage } from '../../support/errors.ts';
import type { EventLog, RollbackCode } from '../../log/event-log.ts';

/** So many starts may end with the process, before the page has loaded, until the version counts as broken. */
const MAX_UNPROVEN_STARTS = 2;

type Packages = Pick<MiniProgramState, 'installed' | 'pending' | 'previous'>;

/** What the next cold start runs, as far as it is known without looking at the files. */
export function packageOfNextStart({ pending, installed, previous }: Packages): InstalledPackage | null {
  return pending ?? (installed && previous && hasUsedUpItsStarts(installed) ? previous : installed);
}

/** What to go back to when `installed` is replaced: the newest version that is known to start. */
export function packageToKeep({ installed, previous }: Packages): InstalledPackage | null {
  return installed && (installed.provenAt !== null || !previous || previous.provenAt === null) ? installed : previous;
}

/** True when `installed` was started so often, and the process ended before its page had loaded. */
export function hasUsedUpItsStarts({ provenAt, unprovenStarts }: InstalledPackage): boolean {
  return provenAt === null && unprovenStarts >= MAX_UNPROVEN_STARTS;
}

export interface VersionTrials {
  /** True when `candidate` is in use, has never loaded, and there is a version to go back to. */
  isOnTrial(appId: string, candidate: InstalledPackage): boolean;
  /** Writes down that `candidate` is about to be loaded. Throws `AppError('storage-failed')`. */
  begin(appId: string, candidate: InstalledPackage): void;
  /** The page of `candidate` has loaded. */
  markHealthy(appId: string, candidate: InstalledPackage): void;
  /** The window was closed in order before the page had loaded: that says nothing about `candidate`. */
  cancelTrial(appId: string, candidate: InstalledPackage): void;
  /**
   * `candidate` did not start. Resolves with the version that is installed again; `null` when
   * `candidate` is not on trial, or the version before is damaged. Throws `AppError('storage-failed')`.
   */
  goBack(appId: string, candidate: InstalledPackage, errCode: RollbackCode): Promise<InstalledPackage | null>;
}

export interface VersionTrialDependencies {
  readonly store: MiniProgramStore;
  readonly clock: Clock;
  readonly events: EventLog;
  /** Runs `task` when nothing else changes which package of `appId` is in use. */
  readonly inTurn: <T>(appId: string, task: () => Promise<T>) => Promise<T>;
  readonly isWhole: (appId: string, candidate: InstalledPackage) => Promise<boolean>;
  readonly removeUnused: (appId: string) => Promise<void>;
  /** Tells the user. */
  readonly onWentBack: (appId: string, text: LocalizedText) => void;
}

export function createVersionTrials(dependencies: VersionTrialDependencies): VersionTrials & {
  /** `goBack` for a caller that has its turn already. */
  goBackInTurn(appId: string, candidate: InstalledPackage, errCode: RollbackCode): Promise<InstalledPackage | null>;
} {
  const { store, clock, events: events } = dependencies;

  /** `candidate` as the state knows it, when it is still the one in use and unproven. */
  const unproven = (appId: string, candidate: InstalledPackage): InstalledPackage | null => {
    const installed = store.get(appId)?.installed;
    return installed && installed.sha256 === candidate.sha256 && installed.provenAt === null ? installed : null;
  };
  const isOnTrial = (appId: string, candidate: InstalledPackage): boolean =>
    unproven(appId, candidate) !== null && (store.get(appId)?.previous ?? null) !== null;

  /** For what is told from an event of a window: nobody is there to catch. */
  const saveOrReport = (appId: string, installed: InstalledPackage): void => {
    try {
      store.update(appId, { installed });
    } catch (error) {
      events.emit('problem', { appId, message: errorMessage(error) });
    }
  };

  const goBackInTurn: VersionTrials['goBack'] = async (appId, candidate, errCode) => {
    const previous = store.get(appId)?.previous;
    if (!previous || !isOnTrial(appId, candidate) || !(await dependencies.isWhole(appId, previous))) return null;
    const name = store.get(appId)?.name;
    if (name === undefined) return null;
    store.update(appId, { installed: previous, previous: null, rejectedSha256: candidate.sha256 });
    events.emit('update-rolled-back', { appId, fromVersion: candidate.version, version: previous.version, errCode });
    dependencies.onWentBack(appId, {
      key: `problems.update.${errCode}`,
      values: { version: candidate.version, name, previous: previous.version, starts: MAX_UNPROVEN_STARTS },
    });
    await dependencies.removeUnused(appId);
    return previous;
  };

  return {
    isOnTrial,
    goBackInTurn,
    begin(appId, candidate) {
      const installed = unproven(appId, candidate);
      // Without a version to go back to the number is of no use.
      if (installed && isOnTrial(appId, candidate))
        store.update(appId, { installed: { ...installed, unprovenStarts: installed.unprovenStarts + 1 } });
    },
    markHealthy(appId, candidate) {
      const installed = unproven(appId, candidate);
      if (installed) saveOrReport(appId, { ...installed, provenAt: clock.now(), unprovenStarts: 0 });
    },
    cancelTrial(appId, candidate) {
      const installed = unproven(appId, candidate);
      if (installed && installed.unprovenStarts > 0)
        saveOrReport(appId, { ...installed, unprovenStarts: installed.unprovenStarts - 1 });
    },
    goBack: (appId, candidate, errCode) => dependencies.inTurn(appId, () => goBackInTurn(appId, candidate, errCode)),
  };
}
