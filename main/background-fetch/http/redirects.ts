/** From one request to the next, and the errors that end the way. */
import type { NetworkError } from './cors-fetch.ts';
import type { HeaderList } from '../types.ts';

export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: HeaderList;
  readonly hasBody: boolean;
  /** A redirect went from one foreign origin to another: `Origin` is then "null". */
  readonly isTainted: boolean;
  readonly count: number;
}

const BODY_HEADERS: ReadonlySet<string> = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
]);

const lasting = (message: string): NetworkError => ({
  kind: 'network-error',
  isTemporary: false,
  isStale: false,
  message,
});

/** Before anything is sent. */
export const refused = (message: string): NetworkError => ({ ...lasting(message), isRefused: true });

/** What the server itself would hardly answer, at least not when it has answered well before. */
export const elsewhere = (message: string): NetworkError => ({ ...lasting(message), isElsewhere: true });

/** https://fetch.spec.whatwg.org/#http-redirect-fetch; the new host is checked like the first. */
export function nextHop(hop: Hop, status: number, location: string, maxRedirects: number): NetworkError | Hop {
  if (hop.count === maxRedirects) return elsewhere('there are too many redirects');
  const url = URL.parse(withEscapes(location), hop.url);
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:'))
    return elsewhere('it redirects to what cannot be requested');
  if (url.username !== '' || url.password !== '') return elsewhere('it redirects to a URL with credentials');
  const becomesGet =
    status === 303
      ? hop.method !== 'GET' && hop.method !== 'HEAD'
      : (status === 301 || status === 302) && hop.method === 'POST';
  const isElsewhere = url.origin !== hop.url.origin;
  return {
    url,
    method: becomesGet ? 'GET' : hop.method,
    headers: hop.headers.filter(
      ([name]) => !(becomesGet && BODY_HEADERS.has(name)) && !(isElsewhere && name === 'authorization'),
    ),
    hasBody: hop.hasBody && !becomesGet,
    isTainted: hop.isTainted || isElsewhere,
    count: hop.count + 1,
  };
}

/**
 * Many servers send raw UTF-8 in `Location`; Node gives one character for each byte. As in Chromium each such
 * byte is escaped, whatever charset was meant.
 */
function withEscapes(location: string): string {
  return location.replace(/[\u0080-\u00ff]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
