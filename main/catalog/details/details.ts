/**
 * The details of mini-programs: fetched, kept with the state, and used again.
 *
 * When no fresh answer can be had, the kept one is used up to 7 days after it was fetched,
 * whether the backend is out of reach or answers nonsense: a fault of the platform must not take
 * a working mini-program away. "Not found" is an answer, not a fault: the mini-program has been
 * withdrawn, and a cold start that waits for that answer fails.
 */
import type { ErrorCode } from '../../../preload/contract/errors.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { MiniProgramState } from '../../models/state-schema.ts';
import type { Clock } from '../../support/clock.ts';
import { AppError, codeOf, errorMessage } from '../../support/errors.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { DetailsClient } from './details-client.ts';
import { shownTexts, type Details } from '../../models/details-schema.ts';

/** Younger details are used at once; where the package is installed, older ones, too. */
export const FRESH_FOR_MS = 24 * 60 * 60 * 1000;
/** Details of mini-programs that are not here yet, kept in memory until they are added. */
const MAX_LOOKED_UP = 50;
/** Older details are never used. */
export const USABLE_FOR_MS = 7 * 24 * 60 * 60 * 1000;

export interface DetailsSourceOptions {
  readonly client: DetailsClient;
  /** Where the client asks. */
  readonly backendUrl?: () => string | null;
  /** Of whoever reads names. Default: the details' own. */
  readonly locale?: (() => string) | undefined;
  readonly store: MiniProgramStore;
  readonly clock: Clock;
  readonly events: EventLog;
}

type KeptDetails = NonNullable<MiniProgramState['details']>;

/** `cached`: younger than 24 h. `fresh`: fetched now. `stale`: at most 7 days old, and no fresh ones to be had. */
export type DetailsOrigin = 'cached' | 'fresh' | 'stale';

export type RefreshOutcome =
  { readonly ok: true; readonly details: Details } | { readonly ok: false; readonly error: AppError };

export interface ColdStartDetails {
  readonly details: Details;
  readonly origin: DetailsOrigin;
  /**
   * Asks for fresh ones, unless this start has; call it once the pre-fetch has left. How that ends, for whoever wants
   * to know; never rejects.
   */
  refresh(): Promise<RefreshOutcome>;
}

export interface DetailsSource {
  /** For a cold start. Throws what `DetailsClient.fetch` throws, when there is nothing to fall back on. */
  forColdStart(appId: string, signal?: AbortSignal): Promise<ColdStartDetails>;
  /** Asks whether kept ones have changed, when nobody waits for them. Throws what `DetailsClient.fetch` throws. */
  renew(appId: string, signal?: AbortSignal): Promise<Details>;
  /** Asks the backend in any case, for the "Add" dialog. Throws what `DetailsClient.fetch` throws. */
  lookUp(appId: string, signal?: AbortSignal): Promise<Details>;
}

export function createDetailsSource({
  client,
  store,
  clock,
  events,
  backendUrl = () => null,
  locale = () => '',
}: DetailsSourceOptions): DetailsSource {
  const underWay = new Map<string, Promise<Details>>();
  const lookedUp = new Map<string, KeptDetails>();

  // The details that were looked up before a mini-program was added are good for its first start.
  store.onChange((appId) => {
    const found = lookedUp.get(appId);
    if (!found || !store.get(appId)) return;
    lookedUp.delete(appId);
    if (store.get(appId)?.details === null) keep(found);
  });

  /** One request at a time for each mini-program; a caller that gives up does not end it for the others. */
  function fetchShared(appId: string, usedBy: 'this-start' | 'next-start'): Promise<Details> {
    // The backend may be another one when the answer comes; it is not that one's, and is not kept.
    const asked = backendUrl();
    const key = JSON.stringify([asked, appId]);
    const shared = underWay.get(key);
    if (shared) return shared;
    const started = performance.now();
    const elapsedMs = (): number => Math.round(performance.now() - started);
    const kept = keptBy(asked, store.get(appId)?.details ?? null);
    const request = client
      .renew(appId, kept ? { etag: kept.etag, lastModified: kept.lastModified } : {})
      .then(
        (answer) => {
          if (!answer && !kept) throw new AppError('backend-bad-answer', `Nothing is known of "${appId}" to renew.`);
          const found = answer
            ? { value: answer.details, ...answer.validators }
            : { value: kept!.value, etag: kept!.etag, lastModified: kept!.lastModified };
          events.emit('details-fetched', { appId, ok: true, ms: elapsedMs(), usedBy });
          if (asked === backendUrl()) keep({ ...found, fetchedAt: clock.now(), backendUrl: asked });
          return found.value;
        },
        (error: unknown) => {
          const errCode = codeOf(error);
          events.emit('details-fetched', { appId, ok: false, ms: elapsedMs(), usedBy, errCode });
          throw error;
        },
      )
      .finally(() => underWay.delete(key));
    underWay.set(key, request);
    return request;
  }

  function keep(found: KeptDetails): void {
    const { appId } = found.value;
    if (!store.get(appId)) {
      lookedUp.set(appId, found);
      const oldest = lookedUp.keys().next().value;
      if (lookedUp.size > MAX_LOOKED_UP && oldest !== undefined) lookedUp.delete(oldest);
      return;
    }
    try {
      store.update(appId, { details: found, ...shownTexts(found.value, locale()) });
    } catch (error) {
      // The details are good for this start all the same.
      events.emit('problem', { appId, message: errorMessage(error) });
    }
  }

  return {
    async forColdStart(appId, signal) {
      const state = store.get(appId);
      const kept = keptBy(backendUrl(), state?.details ?? null);
      const ageMs = kept ? ageOf(kept.fetchedAt, clock.now()) : Infinity;
      const isInstalled = (state?.installed ?? state?.pending ?? null) !== null;
      if (kept && (ageMs < FRESH_FOR_MS || (isInstalled && ageMs <= USABLE_FOR_MS))) {
        return {
          details: kept.value,
          origin: 'cached',
          refresh: () => outcomeOf(fetchShared(appId, 'next-start')),
        };
      }
      const request = fetchShared(appId, 'this-start');
      const refresh = (): Promise<RefreshOutcome> => outcomeOf(request);
      try {
        return { details: await unlessAborted(request, appId, signal), origin: 'fresh', refresh };
      } catch (error) {
        if (kept && ageMs <= USABLE_FOR_MS && isFaultOfBackend(error))
          return { details: kept.value, origin: 'stale', refresh };
        throw error;
      }
    },
    renew: (appId, signal) => unlessAborted(fetchShared(appId, 'next-start'), appId, signal),
    lookUp: (appId, signal) => unlessAborted(fetchShared(appId, 'this-start'), appId, signal),
  };
}

/** Another backend's details describe another platform's mini-program. */
function keptBy(backendUrl: string | null, details: KeptDetails | null): KeptDetails | null {
  return details && (!details.backendUrl || details.backendUrl === backendUrl) ? details : null;
}

/** The clock may have been set back since: a time in the future counts as now. */
function ageOf(fetchedAt: number, now: number): number {
  return Math.max(0, now - fetchedAt);
}

/** What is kept still holds when the backend cannot say anything else. */
const FAULTS_OF_BACKEND: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'backend-unreachable',
  'backend-bad-answer',
  'denied',
  'not-configured',
  'offline',
]);

export function isFaultOfBackend(error: unknown): error is AppError {
  return error instanceof AppError && FAULTS_OF_BACKEND.has(error.code);
}

async function outcomeOf(request: Promise<Details>): Promise<RefreshOutcome> {
  try {
    return { ok: true, details: await request };
  } catch (error) {
    return {
      ok: false,
      error: error instanceof AppError ? error : new AppError('internal', errorMessage(error), { cause: error }),
    };
  }
}

function unlessAborted<T>(promise: Promise<T>, appId: string, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new AppError('aborted', `Looking up "${appId}" was cancelled.`));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
