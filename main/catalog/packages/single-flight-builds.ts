/** One build at a time for each mini-program, shared by all who wait for the same package. */
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import { AppError } from '../../support/errors.ts';
import { createListeners, type Listeners } from '../../support/listeners.ts';
import { untilAborted } from '../../support/until-aborted.ts';
import type { Details } from '../../models/details-schema.ts';
import type { BuiltPackage } from './package-build.ts';

export type RunBuild = (
  details: Details,
  signal: AbortSignal,
  onProgress: (progress: InstallProgress) => void,
) => Promise<BuiltPackage>;

export interface Waiter {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: InstallProgress) => void) | undefined;
}

export interface SingleFlightBuilds {
  /**
   * Waits for the build of `details`, started when there is none. Rejects with
   * `AppError('aborted')` when the waiter's signal says so; the build itself ends when nobody
   * waits for it any more.
   */
  join(details: Details, waiter: Waiter): Promise<BuiltPackage>;
  isUnderWay(appId: string): boolean;
  /** Ends the build of `appId` and resolves when it is over. */
  cancel(appId: string): Promise<void>;
  cancelAll(): Promise<void>;
}

interface Build {
  readonly sha256: string;
  readonly abort: AbortController;
  readonly result: Promise<BuiltPackage>;
  readonly listeners: Listeners<[InstallProgress]>;
  readonly progress: { last: InstallProgress | null };
  waiters: number;
}

export function createSingleFlightBuilds(run: RunBuild): SingleFlightBuilds {
  const builds = new Map<string, Build>();

  function start(details: Details): Build {
    const abort = new AbortController();
    const listeners: Build['listeners'] = createListeners();
    const progress: Build['progress'] = { last: null };
    const result = run(details, abort.signal, (amount) => {
      progress.last = amount;
      listeners.notify(amount);
    }).finally(() => builds.delete(details.appId));
    const build: Build = { sha256: details.packageSha256, abort, result, listeners, progress, waiters: 0 };
    result.catch(() => {});
    builds.set(details.appId, build);
    return build;
  }

  function waitFor(build: Build, appId: string, { signal, onProgress }: Waiter): Promise<BuiltPackage> {
    build.waiters += 1;
    const endProgress = onProgress && build.listeners.add(onProgress);
    if (build.progress.last) onProgress?.(build.progress.last);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        signal?.removeEventListener('abort', giveUp);
        endProgress?.();
        build.waiters -= 1;
      };
      function giveUp(): void {
        leave();
        if (build.waiters === 0) build.abort.abort();
        reject(cancelled(appId));
      }
      signal?.addEventListener('abort', giveUp, { once: true });
      build.result.then(resolve, reject).finally(() => {
        if (!signal?.aborted) leave();
      });
    });
  }

  async function cancel(appId: string): Promise<void> {
    const build = builds.get(appId);
    build?.abort.abort();
    await build?.result.catch(() => {});
  }

  return {
    async join(details, waiter) {
      const { appId, packageSha256 } = details;
      for (;;) {
        if (waiter.signal?.aborted) throw cancelled(appId);
        const current = builds.get(appId);
        if (!current) return waitFor(start(details), appId, waiter);
        if (current.sha256 === packageSha256 && !current.abort.signal.aborted) return waitFor(current, appId, waiter);
        // Another version, or one that is being given up: its files are in the way until it is over.
        await untilAborted(waiter.signal, current.result).catch(() => {});
      }
    },
    isUnderWay: (appId) => builds.has(appId),
    cancel,
    async cancelAll() {
      await Promise.all([...builds.keys()].map(cancel));
    },
  };
}

function cancelled(appId: string): AppError {
  return new AppError('aborted', `The installation of "${appId}" was cancelled.`);
}
