/**
 * Details and packages of mini-programs in use, renewed by the sweep: a cold start asks the backend nothing before its
 * pre-fetch leaves, and runs the newest package.
 */
import type { MiniProgramSummary } from '../models/mini-program-summary.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Clock } from '../support/clock.ts';
import { codeOf } from '../support/errors.ts';
import { TimeLimitError, withTimeLimit } from '../support/time-limit.ts';
import type { DetailsSource } from './details/details.ts';
import type { PackageInstaller } from './packages/packages.ts';
import { planRenewals, type RenewalPlan, type RenewalRecord } from './renewal-plan.ts';

export interface RenewalsDependencies {
  readonly store: Pick<MiniProgramStore, 'list' | 'get'>;
  readonly details: Pick<DetailsSource, 'renew'>;
  readonly packages: Pick<PackageInstaller, 'update'>;
  readonly clock: Clock;
  /** `null`: there is no backend, and nothing to renew. */
  backendUrl(): string | null;
  /** ms. Default: `RENEWAL_TURN_MS`. */
  readonly turnMs?: number;
}

/** The others go on after this long; a download that takes longer ends beside them. */
const RENEWAL_TURN_MS = 2 * 60_000;

export interface Renewals {
  plan(): RenewalPlan;
  /** Never rejects. */
  renew(appId: string, signal: AbortSignal): Promise<void>;
}

export function createRenewals({
  store,
  details,
  packages,
  clock,
  backendUrl,
  turnMs = RENEWAL_TURN_MS,
}: RenewalsDependencies): Renewals {
  /** Only of this run: the next one may try at once. What a full disk does not keep is not asked for in a loop. */
  const triedAt = new Map<string, number>();

  const recordOf = ({
    appId,
    lastOpenedAt,
    details: kept,
    periodic,
    openFolder,
  }: MiniProgramSummary): RenewalRecord => ({
    appId,
    lastOpenedAt,
    fetchedAt: kept?.fetchedAt ?? null,
    triedAt: triedAt.get(appId) ?? null,
    // Whoever runs from a folder has no backend to ask.
    enabled: openFolder === null && (periodic?.enabled ?? true),
  });

  return {
    plan: () => (backendUrl() === null ? planRenewals([], 0) : planRenewals(store.list().map(recordOf), clock.now())),
    async renew(appId, signal) {
      triedAt.set(appId, clock.now());
      try {
        const found = await details.renew(appId, signal);
        if (signal.aborted || !store.get(appId)?.installed) return;
        // A server may send a byte now and then for ever.
        await withTimeLimit(turnMs, () => packages.update(appId, found, signal));
        if (signal.aborted) triedAt.delete(appId);
      } catch (error) {
        // What the log should say the source has said; an end from outside is nobody's failure.
        if (!(error instanceof TimeLimitError) && codeOf(error) === 'aborted') triedAt.delete(appId);
      }
    },
  };
}
