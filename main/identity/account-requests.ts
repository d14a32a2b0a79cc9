/** Tells Activity and the log of each request about accounts: of the backend, and of its provider. No query, no token, no body. */
import type { AccountKind } from '../../preload/contract/activity.ts';
import type { EventLog } from '../log/event-log.ts';
import { describeNetworkError, findAppError } from '../network/client/network-errors.ts';
import type { RequestFacts, RequestFailure, RequestObserver } from '../network/client/request-observer.ts';

export interface AccountRequest {
  /** `accounts`: of the backend. `sign-in`: of the provider. */
  readonly kind: AccountKind;
  readonly method: 'GET' | 'POST';
  readonly url: URL;
}

export type NoteFacts = (facts: RequestFacts) => void;

/** Runs `work` as one request. An answer of a status that `work` notes is a failure unless it is expected there. */
export type ObserveAccountRequest = <T>(request: AccountRequest, work: (note: NoteFacts) => Promise<T>) => Promise<T>;

const isExpected = (kind: AccountRequest['kind'], status: number): boolean =>
  (status >= 200 && status < 300) ||
  // Nothing has changed; there are no accounts.
  (kind === 'accounts' && (status === 304 || status === 404 || status === 410));

export function createAccountRequests(
  observer: RequestObserver,
  events: EventLog,
  monotonicNow: () => number = () => performance.now(),
): ObserveAccountRequest {
  return async ({ kind, method, url }, work) => {
    const { host, origin, pathname } = url;
    const startedAt = monotonicNow();
    // Of a provider even the query is its own business.
    const observation = observer.begin({ appId: null, kind, method, shownUrl: new URL(`${origin}${pathname}`) });
    let facts: RequestFacts = {};
    const end = (failure: RequestFailure | null): void => {
      observation.end(failure);
      events.emit('account-request', {
        ...{ kind, method, host, ok: failure === null },
        ...(facts.status === undefined ? {} : { status: facts.status }),
        ...{ bytes: facts.bytes ?? 0, ms: Math.round(monotonicNow() - startedAt) },
        ...(failure === null ? {} : { errCode: failure.errCode }),
      });
    };
    try {
      const result = await work((more) => {
        facts = { ...facts, ...more };
        observation.note(more);
      });
      end(unexpected(kind, host, facts.status));
      return result;
    } catch (error) {
      end(unexpected(kind, host, facts.status) ?? failureOf(error, host, facts.status));
      throw error;
    }
  };
}

function unexpected(kind: AccountRequest['kind'], host: string, status: number | undefined): RequestFailure | null {
  if (status === undefined || isExpected(kind, status)) return null;
  return { errCode: 'bad-status', message: `Cannot use the answer of "${host}": it answered ${status}` };
}

function failureOf(error: unknown, host: string, status: number | undefined): RequestFailure {
  const refused = findAppError(error);
  if (refused) return { errCode: refused.code, message: refused.message };
  if (error instanceof Error && error.name === 'TimeoutError')
    return { errCode: 'timeout', message: `Cannot request "${host}": it took too long` };
  if (error instanceof Error && error.name === 'AbortError')
    return { errCode: 'aborted', message: `The request to "${host}" was given up` };
  // It answered, or redirects, and not as it must; the words are Larder's own.
  const isOwn = error instanceof Error && !('code' in error);
  if (isOwn && (status !== undefined || error.constructor === Error))
    return { errCode: 'backend-bad-answer', message: `Cannot use the answer of "${host}": ${error.message}` };
  if (isOwn && error instanceof TypeError)
    return { errCode: 'denied', message: `Cannot request "${host}": ${error.message}` };
  const { code, message } = describeNetworkError(error, host);
  return { errCode: code, message };
}
