/**
 * https://w3c.github.io/ServiceWorker/#request-matches-cached-item-algorithm, for records. A fetch may have thousands of
 * them: what is asked for is read once, and a record takes no longer than its own texts are long.
 */
import type { FetchRecord } from './fetch-record.ts';
import type { HeaderList, MatchQuery } from '../types.ts';

export function createMatcher({ request: query, options }: MatchQuery): (record: FetchRecord) => boolean {
  if (query === null) return () => true;
  const { ignoreMethod, ignoreSearch = false, ignoreVary } = options;
  const compared = (address: string): string => (ignoreSearch ? address.split('?', 1)[0]! : address);
  const wanted = compared(comparableAddress(query.url));
  const asked = valuesOf(query.headers);
  return ({ request, head, address }) => {
    if (!ignoreMethod && (request.method !== 'GET' || query.method !== 'GET')) return false;
    if (compared(address) !== wanted) return false;
    const vary = ignoreVary || !head ? undefined : valuesOf(head.headers).get('vary');
    if (vary === undefined) return true;
    const sent = valuesOf(request.headers);
    const names = new Set(vary.split(',').map((name) => name.trim().toLowerCase()));
    return [...names].every((name) => name !== '*' && sent.get(name) === asked.get(name));
  };
}

/** By which records are found: without a fragment. */
export function comparableAddress(text: string): string {
  const url = URL.parse(text);
  if (!url) return text;
  url.hash = '';
  return url.href;
}

function valuesOf(headers: HeaderList): ReadonlyMap<string, string> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of headers) {
    const list = lists.get(name);
    if (list) list.push(value);
    else lists.set(name, [value]);
  }
  return new Map([...lists].map(([name, values]) => [name, values.join(', ')]));
}
