/** Fetches a newer package while the installed one is in use. */
import type { Details } from '../../models/details-schema.ts';
import type { InstalledPackage, MiniProgramState } from '../../models/state-schema.ts';
import type { Clock } from '../../support/clock.ts';
import { codeOf } from '../../support/errors.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { BuiltPackage } from './package-build.ts';

export interface PackageUpdatesDependencies {
  readonly clock: Clock;
  readonly events: EventLog;
  /** Keeps what was built for the next cold start. */
  use(appId: string, built: InstalledPackage): Promise<void>;
}

export interface PackageUpdates {
  /** Starts `build` unless one is under way, or its result was refused or rejected before. Never throws. */
  start(state: MiniProgramState, details: Details, build: () => Promise<BuiltPackage>): void;
  isUnderWay(appId: string): boolean;
  /** Resolves when no update of `appId` is under way; without one, of anything. */
  settled(appId?: string): Promise<void>;
}

/** A bad update is not downloaded again at every start. */
const REFUSED_UPDATE_PAUSE_MS = 60 * 60 * 1000;

export function createPackageUpdates({ clock, events, use }: PackageUpdatesDependencies): PackageUpdates {
  const updates = new Map<string, Promise<void>>();
  const refused = new Map<string, { readonly sha256: string; readonly at: number }>();

  function isRefused({ appId, packageSha256 }: Details): boolean {
    const last = refused.get(appId);
    return last?.sha256 === packageSha256 && Math.abs(clock.now() - last.at) < REFUSED_UPDATE_PAUSE_MS;
  }

  return {
    start({ appId, installed, rejectedSha256 }, details, build) {
      const isUnwanted = isRefused(details) || rejectedSha256 === details.packageSha256;
      if (!installed || updates.has(appId) || isUnwanted) return;
      const about = { appId, fromVersion: installed.version, version: details.version };
      const started = performance.now();
      events.emit('update-started', about);
      const update = build()
        .then(async (built) => {
          await use(appId, built.installed);
          const ms = Math.round(performance.now() - started);
          events.emit('update-installed', { ...about, bytes: built.bytes, ms });
        })
        // The installed version keeps working.
        .catch((error: unknown) => {
          const errCode = codeOf(error);
          events.emit('update-failed', { ...about, errCode });
          const isBad = errCode === 'package-mismatch' || errCode === 'package-invalid';
          if (isBad) refused.set(appId, { sha256: details.packageSha256, at: clock.now() });
        })
        .finally(() => updates.delete(appId));
      updates.set(appId, update);
    },
    isUnderWay: (appId) => updates.has(appId),
    async settled(appId) {
      await (appId === undefined ? Promise.all(updates.values()) : updates.get(appId));
    },
  };
}
