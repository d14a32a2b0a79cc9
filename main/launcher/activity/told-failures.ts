/** What the event log tells of requests that nobody observes: downloads that failed, and requests of pages that were refused. */
import type { ActivityKind } from '../../../preload/contract/activity.ts';
import type { ErrorCode } from '../../../preload/contract/errors.ts';
import type { LarderEvent, ObservableEventLog } from '../../log/event-log.ts';
import type { RequestObserver } from '../../network/client/request-observer.ts';

interface ToldFailure {
  readonly appId: string;
  readonly kind: ActivityKind;
  readonly host: string;
  readonly errCode: ErrorCode;
  readonly message: string;
  /** Of one download, or of one page, the same is told once. */
  readonly key: string;
}

/** As many are known apart; the oldest are forgotten. */
const MAX_KNOWN = 500;
/** Of one mini-program in a minute: what it does must not push the requests of others out of the list. */
const MAX_IN_A_MINUTE = 20;
const MINUTE_MS = 60_000;

/** Returns the function that ends it. */
export function tellFailures(
  events: Pick<ObservableEventLog, 'onEvent'>,
  observer: RequestObserver,
  monotonicNow: () => number = () => performance.now(),
): () => void {
  const known = new Set<string>();
  const counts = new Map<string, { count: number; since: number }>();

  function isOneTooMany(appId: string): boolean {
    const now = monotonicNow();
    const counted = counts.get(appId);
    const current = counted && now - counted.since < MINUTE_MS ? counted : { count: 0, since: now };
    counts.set(appId, { ...current, count: current.count + 1 });
    return current.count >= MAX_IN_A_MINUTE;
  }

  return events.onEvent((event) => {
    const told = failureIn(event);
    if (!told || known.has(told.key) || isOneTooMany(told.appId)) return;
    known.add(told.key);
    const [oldest] = known;
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
    const { appId, kind, host, errCode, message } = told;
    const shownUrl = URL.parse(`https://${host}/`);
    if (shownUrl) observer.begin({ appId, kind, method: 'GET', shownUrl }).end({ errCode, message });
  });
}

function failureIn(event: LarderEvent): ToldFailure | null {
  switch (event.event) {
    case 'background-fetch-record-failed': {
      const { appId, uuid, host, failureReason, isRefused } = event;
      const errCode = isRefused
        ? 'domain-not-allowed'
        : failureReason === 'bad-status'
          ? 'bad-status'
          : 'network-error';
      const message = `Cannot download from "${host}": ${event.message}`;
      return { appId, kind: 'download', host, errCode, message, key: JSON.stringify([uuid, host, event.message]) };
    }
    case 'background-fetch-refused': {
      const { appId, id, host, message } = event;
      return {
        appId,
        kind: 'download',
        host,
        errCode: 'denied',
        message,
        key: JSON.stringify([appId, id, host, message]),
      };
    }
    case 'page-request-refused': {
      const { appId, host } = event;
      const message = `The page may not ask "${host}": ${event.message}`;
      return { appId, kind: 'page', host, errCode: 'domain-not-allowed', message, key: JSON.stringify([appId, host]) };
    }
    default:
      return null;
  }
}
