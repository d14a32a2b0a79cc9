/** Where the time of one request went, as the container and the page tell it, on the scale of the demo. */
import { PARTS, type Part, type RequestFigures, type Span } from './figures.ts';

export type PartTimes = Readonly<Partial<Record<Part, number>>>;

/**
 * Loopback opens a connection at once, and the relay holds its first bytes for a round trip instead: that round trip,
 * which is measured in the first thing that was sent, is that of connecting.
 */
export function asOnANetwork(times: PartTimes, roundTripMs: number): PartTimes {
  const { connect, tls } = times;
  if (connect === undefined || tls === undefined || tls < roundTripMs) return times;
  return { ...times, connect: connect + roundTripMs, tls: tls - roundTripMs };
}

/** Each part after the one before it, from `fromMs` on. */
export function layOut(times: PartTimes, fromMs: number): RequestFigures['parts'] {
  const spans: Partial<Record<Part, Span>> = {};
  let at = fromMs;
  for (const part of PARTS) {
    const ms = times[part];
    if (ms === undefined) continue;
    spans[part] = { fromMs: Math.round(at), toMs: Math.round(at + ms) };
    at += ms;
  }
  return spans;
}

/** What a page knows of its own request: https://www.w3.org/TR/resource-timing/ */
export type ResourceTimes = Pick<
  PerformanceResourceTiming,
  | 'startTime'
  | 'domainLookupStart'
  | 'domainLookupEnd'
  | 'connectStart'
  | 'secureConnectionStart'
  | 'connectEnd'
  | 'requestStart'
  | 'responseStart'
  | 'responseEnd'
>;

/** A page that may not know has zeros, and its request no parts; on an open connection the moments of opening are all one. */
export function partsOfResource(times: ResourceTimes): PartTimes {
  if (times.requestStart === 0) return {};
  const isOpened = times.connectEnd > times.connectStart;
  return {
    ...(isOpened
      ? {
          dns: times.domainLookupEnd - times.domainLookupStart,
          connect: (times.secureConnectionStart || times.connectEnd) - times.connectStart,
          ...(times.secureConnectionStart > 0 ? { tls: times.connectEnd - times.secureConnectionStart } : {}),
        }
      : {}),
    firstByte: times.responseStart - times.requestStart,
    body: times.responseEnd - times.responseStart,
  };
}
