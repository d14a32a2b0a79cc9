/** Activity as HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), without bodies and headers. */
import { BRAND } from '../../../preload/contract/brand.ts';
import type { ActivityEntry, ActivityTimings } from '../../../preload/contract/activity.ts';
import type { RecordedRequest } from './activity-log.ts';

export interface Har {
  readonly log: {
    readonly version: '1.2';
    readonly creator: { readonly name: string; readonly version: string };
    readonly entries: readonly HarEntry[];
  };
}

/** Times in ms; -1 stands for "does not apply" or "not known", as the specification says. */
export interface HarTimings {
  readonly blocked: number;
  readonly dns: number;
  /** With `ssl`. */
  readonly connect: number;
  readonly ssl: number;
  readonly send: number;
  readonly wait: number;
  readonly receive: number;
}

export interface HarEntry {
  /** ISO 8601 */
  readonly startedDateTime: string;
  /** The sum of all timings but `ssl`, which is a part of `connect`. */
  readonly time: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly httpVersion: string;
    readonly cookies: readonly never[];
    readonly headers: readonly never[];
    readonly queryString: readonly { readonly name: string; readonly value: string }[];
    readonly headersSize: number;
    readonly bodySize: number;
  };
  readonly response: {
    /** 0: there was no answer. */
    readonly status: number;
    readonly statusText: string;
    readonly httpVersion: string;
    readonly cookies: readonly never[];
    readonly headers: readonly never[];
    readonly content: { readonly size: number; readonly mimeType: string };
    readonly redirectURL: string;
    readonly headersSize: number;
    readonly bodySize: number;
  };
  readonly cache: Record<string, never>;
  readonly timings: HarTimings;
  /** Kind, mini-program and, after a failure, why. */
  readonly comment: string;
}

const NOT_KNOWN = -1;
const HTTP_VERSION = 'HTTP/1.1';

/** The requests that have ended, oldest first. `version`: the application's. */
export function toHar(requests: readonly RecordedRequest[], version: string): Har {
  const entries = requests
    .flatMap(({ entry, shownUrl }) => {
      const { outcome, timings } = entry;
      return outcome && timings ? [harEntry(entry, outcome, timings, shownUrl)] : [];
    })
    .sort((a, b) => (a.startedDateTime < b.startedDateTime ? -1 : a.startedDateTime > b.startedDateTime ? 1 : 0));
  return { log: { version: '1.2', creator: { name: BRAND.name, version }, entries } };
}

function harEntry(
  entry: ActivityEntry,
  outcome: NonNullable<ActivityEntry['outcome']>,
  parts: ActivityTimings,
  shownUrl: string,
): HarEntry {
  const timings = harTimings(parts);
  const { blocked, dns, connect, send, wait, receive } = timings;
  const isNotModified = outcome.ok && outcome.notModified;
  return {
    startedDateTime: new Date(entry.startedAt).toISOString(),
    time: rounded([blocked, dns, connect, send, wait, receive].reduce((sum, ms) => sum + Math.max(0, ms), 0)),
    request: {
      method: entry.method,
      url: shownUrl,
      httpVersion: HTTP_VERSION,
      cookies: [],
      headers: [],
      // An address that was cut may be none any more.
      queryString: [...(URL.parse(shownUrl)?.searchParams ?? [])].map(([name, value]) => ({ name, value })),
      headersSize: NOT_KNOWN,
      bodySize: entry.method === 'GET' ? 0 : NOT_KNOWN,
    },
    response: {
      status: outcome.status ?? 0,
      statusText: '',
      httpVersion: HTTP_VERSION,
      cookies: [],
      headers: [],
      content: { size: entry.bytes, mimeType: 'x-unknown' },
      redirectURL: '',
      headersSize: NOT_KNOWN,
      // What came over the wire may have been compressed.
      bodySize: isNotModified ? 0 : NOT_KNOWN,
    },
    cache: {},
    timings,
    comment: `${entry.kind} of ${entry.name}${entry.appId === null ? '' : ` (${entry.appId})`}${outcome.ok ? '' : `: ${outcome.errCode}: ${outcome.message}`}`,
  };
}

/** What no part accounts for (redirects, proxies, turns of the event loop) counts as `blocked`. */
function harTimings({ totalMs, dnsMs, connectMs, tlsMs, firstByteMs = 0, bodyMs = 0 }: ActivityTimings): HarTimings {
  const connection = connectMs === undefined && tlsMs === undefined ? undefined : (connectMs ?? 0) + (tlsMs ?? 0);
  const accounted = (dnsMs ?? 0) + (connection ?? 0) + firstByteMs + bodyMs;
  return {
    blocked: rounded(Math.max(0, totalMs - accounted)),
    dns: dnsMs ?? NOT_KNOWN,
    connect: connection === undefined ? NOT_KNOWN : rounded(connection),
    ssl: tlsMs ?? NOT_KNOWN,
    send: 0,
    wait: firstByteMs,
    receive: bodyMs,
  };
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10;
}
