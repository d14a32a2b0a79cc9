/**
 * What `fetch()` refuses before anything is stored
 * (https://wicg.github.io/background-fetch/#background-fetch-manager-fetch).
 */
import { cleanRequestHeaders } from './request-headers.ts';
import type { BackgroundFetchRequest, NewBackgroundFetch, RegisterError } from '../types.ts';
import { refuseUrl } from './url-rules.ts';

const METHOD = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}$/;
const FORBIDDEN_METHODS: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);
const MAX_ID_CHARACTERS = 10_000;

export interface AdmissionRules {
  readonly origin: string;
  readonly dev: boolean;
  readonly recordsPerFetch: number;
}

export type Admission =
  | { readonly ok: true; readonly requests: readonly BackgroundFetchRequest[] }
  | { readonly ok: false; readonly error: RegisterError };

/** The requests as they will be sent, or the exception. */
export function admit(fetch: NewBackgroundFetch, rules: AdmissionRules): Admission {
  const { requests, id } = fetch;
  if (requests.length === 0) return typeError('Cannot fetch: there are no requests');
  if (requests.length > rules.recordsPerFetch)
    return typeError(`Cannot fetch: there are more than ${rules.recordsPerFetch} requests`);
  if (id.length > MAX_ID_CHARACTERS) return typeError('Cannot fetch: the id is too long');
  const admitted: BackgroundFetchRequest[] = [];
  for (const request of requests) {
    const state = refuseRequest(request, rules);
    const headers = cleanRequestHeaders(request.headers);
    if (state !== null) return typeError(state);
    if (!headers) return typeError('Cannot fetch: a request has a malformed header');
    admitted.push({ ...request, headers });
  }
  return { ok: true, requests: admitted };
}

function refuseRequest(
  { url, method, mode, body }: BackgroundFetchRequest,
  { origin, dev }: AdmissionRules,
): string | null {
  const parsed = URL.parse(url);
  if (!parsed) return 'Cannot fetch: a request has no absolute URL';
  if (mode === 'no-cors' || mode === 'navigate') return `Cannot fetch: the mode "${mode}" is not allowed`;
  if (!METHOD.test(method) || FORBIDDEN_METHODS.has(method.toUpperCase()))
    return 'Cannot fetch: a request has a method that is not allowed';
  if (body !== null && (method === 'GET' || method === 'HEAD')) return `Cannot fetch: a ${method} request has no body`;
  return refuseUrl(parsed, origin, dev);
}

function typeError(message: string): Admission {
  return { ok: false, error: { name: 'TypeError', message } };
}
