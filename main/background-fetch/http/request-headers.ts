/** Which headers a page may set, and which of them make a request "not simple" (Fetch standard). */
import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { HeaderList } from '../types.ts';

/** https://fetch.spec.whatwg.org/#forbidden-request-header */
const FORBIDDEN: ReadonlySet<string> = new Set([
  'accept-charset',
  'accept-encoding',
  'access-control-request-headers',
  'access-control-request-method',
  'access-control-request-private-network',
  'connection',
  'content-length',
  'cookie',
  'cookie2',
  'date',
  'dnt',
  'expect',
  'host',
  'keep-alive',
  'origin',
  'referer',
  'set-cookie',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'via',
  'if-range',
]);

const SAFE_TYPES: ReadonlySet<string> = new Set([
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'text/plain',
]);
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST']);
// eslint-disable-next-line no-control-regex
const UNSAFE_BYTES = /[\u0000-\u0008\u000a-\u001f"():<>?@[\\\]{}\u007f]/;
const MAX_SAFE_VALUE = 128;
const MAX_SAFE_TOTAL = 1024;

/** `headers` with lower-case names and without those only the container may set; `null` when one is malformed. */
export function cleanRequestHeaders(headers: HeaderList): HeaderList | null {
  try {
    for (const [name, value] of headers) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
  } catch {
    return null;
  }
  return headers
    .map(([name, value]) => [name.toLowerCase(), value.trim()] as const)
    .filter(([name]) => !FORBIDDEN.has(name) && !name.startsWith('proxy-') && !name.startsWith('sec-'));
}

/** The sorted names a CORS preflight must ask for (https://fetch.spec.whatwg.org/#cors-unsafe-request-header-names). */
export function unsafeHeaderNames(headers: HeaderList): readonly string[] {
  const unsafe: string[] = [];
  let safeBytes = 0;
  for (const [name, value] of headers) {
    if (isSafelisted(name, value)) safeBytes += value.length;
    else unsafe.push(name);
  }
  const names = safeBytes > MAX_SAFE_TOTAL ? headers.map(([name]) => name) : unsafe;
  return [...new Set(names)].sort();
}

export function isSafelistedMethod(method: string): boolean {
  return SAFE_METHODS.has(method);
}

function isSafelisted(name: string, value: string): boolean {
  if (Buffer.byteLength(value) > MAX_SAFE_VALUE) return false;
  switch (name) {
    case 'accept':
      return !UNSAFE_BYTES.test(value);
    case 'accept-language':
    case 'content-language':
      return /^[0-9A-Za-z *,\-.;=]*$/.test(value);
    case 'content-type':
      return !UNSAFE_BYTES.test(value) && SAFE_TYPES.has((value.split(';', 1)[0] ?? '').trim().toLowerCase());
    case 'range':
      return /^bytes=\d+-\d*$/.test(value);
    default:
      return false;
  }
}

export function headerValue(headers: HeaderList, name: string): string | undefined {
  const values = headers.filter(([candidate]) => candidate === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(', ');
}

/** As `headerValue`, of a header that may be there once: the same said twice counts as once, as in Chromium. */
export function soleValue(headers: HeaderList, name: string): string | undefined {
  const values = new Set(headers.filter(([candidate]) => candidate === name).map(([, value]) => value.trim()));
  return values.size === 0 ? undefined : [...values].join(', ');
}
