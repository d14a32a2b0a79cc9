/** https://w3c.github.io/ServiceWorker/#request-matches-cached-item-algorithm, for records. */
import type { FetchRecord } from './fetch-record.ts';
import { headerValue } from '../http/request-headers.ts';
import type { MatchQuery } from '../types.ts';

export function matchesQuery({ request, head }: FetchRecord, { request: query, options }: MatchQuery): boolean {
  if (query === null) return true;
  if (!options.ignoreMethod && (request.method !== 'GET' || query.method !== 'GET')) return false;
  if (comparable(query.url, options.ignoreSearch) !== comparable(request.url, options.ignoreSearch)) return false;
  const vary = options.ignoreVary || !head ? undefined : headerValue(head.headers, 'vary');
  if (vary === undefined) return true;
  const names = vary.split(',').map((name) => name.trim().toLowerCase());
  return names.every((name) => name !== '*' && headerValue(request.headers, name) === headerValue(query.headers, name));
}

function comparable(text: string, ignoreSearch = false): string {
  const url = URL.parse(text);
  if (!url) return text;
  url.hash = '';
  if (ignoreSearch) url.search = '';
  return url.href;
}
