/** CORS: what a response from another origin must say, and what of it is shown. Credentials themselves are never sent. */
import { headerValue, isSafelistedMethod, unsafeHeaderNames } from './request-headers.ts';
import type { HeaderList } from '../types.ts';

/** https://fetch.spec.whatwg.org/#cors-safelisted-response-header-name */
const SAFE_RESPONSE_HEADERS: ReadonlySet<string> = new Set([
  'cache-control',
  'content-language',
  'content-length',
  'content-type',
  'expires',
  'last-modified',
  'pragma',
]);

/** Never shown to a page, whatever the origin. */
const HIDDEN: ReadonlySet<string> = new Set(['set-cookie', 'set-cookie2']);

/**
 * True when a response may be shown to `origin` (https://fetch.spec.whatwg.org/#concept-cors-check).
 * `withCredentials`: the request's mode is "include"; its answer must name the origin and allow them.
 */
export function passesCorsCheck(headers: HeaderList, origin: string, withCredentials = false): boolean {
  const allowed = headerValue(headers, 'access-control-allow-origin');
  if (!withCredentials) return allowed === '*' || allowed === origin;
  return allowed === origin && headerValue(headers, 'access-control-allow-credentials') === 'true';
}

/** The headers of a preflight request, or `null` when none is needed. */
export function preflightHeaders(method: string, headers: HeaderList): HeaderList | null {
  const names = unsafeHeaderNames(headers);
  if (isSafelistedMethod(method) && names.length === 0) return null;
  return [
    ['access-control-request-method', method],
    ...(names.length > 0 ? [['access-control-request-headers', names.join(',')] as const] : []),
  ];
}

export interface CorsCaller {
  readonly origin: string;
  readonly withCredentials: boolean;
}

/** https://fetch.spec.whatwg.org/#cors-preflight-fetch, steps for the response. */
export function passesPreflight(
  status: number,
  answer: HeaderList,
  { origin, withCredentials }: CorsCaller,
  method: string,
  headers: HeaderList,
): boolean {
  if (status < 200 || status > 299 || !passesCorsCheck(answer, origin, withCredentials)) return false;
  const isWild = (list: readonly string[]): boolean => list.includes('*') && !withCredentials;
  const methods = listOf(answer, 'access-control-allow-methods');
  const names = listOf(answer, 'access-control-allow-headers').map((name) => name.toLowerCase());
  if (!isSafelistedMethod(method) && !methods.includes(method) && !isWild(methods)) return false;
  return unsafeHeaderNames(headers).every(
    (name) => names.includes(name) || (isWild(names) && name !== 'authorization'),
  );
}

/** What a page sees of a response's headers. The draft takes `Content-Length` and `Content-Range` away in any case. */
export function visibleHeaders(headers: HeaderList, isCrossOrigin: boolean): HeaderList {
  const exposed = new Set(listOf(headers, 'access-control-expose-headers').map((name) => name.toLowerCase()));
  return headers.filter(
    ([name]) =>
      !HIDDEN.has(name) &&
      name !== 'content-length' &&
      name !== 'content-range' &&
      (!isCrossOrigin || exposed.has('*') || exposed.has(name) || SAFE_RESPONSE_HEADERS.has(name)),
  );
}

function listOf(headers: HeaderList, name: string): string[] {
  return (headerValue(headers, name) ?? '').split(',').map((item) => item.trim());
}
