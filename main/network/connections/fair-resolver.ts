/**
 * Names are looked up on few threads of the process, two at a time, and a name server may take half a minute not to
 * answer. So each mini-program has one lookup under way: names of its own choice cannot take both threads, and the
 * lookups of others go on by the second.
 */
import { KeyedQueue } from '../../support/keyed-queue.ts';
import { resolveWithSystem, type ResolveHost } from '../rules/addresses.ts';

/** Who asked has given up by then. */
const WAIT_MS = 10_000;

/** One for the process. `owner`: a mini-program. */
export function createFairResolver(
  resolve: ResolveHost = resolveWithSystem,
  waitMs = WAIT_MS,
): (owner: string) => ResolveHost {
  const turns = new KeyedQueue();
  const underWay = new Map<string, ReturnType<ResolveHost>>();
  return (owner) => (host) => {
    const key = `${owner} ${host}`;
    const known = underWay.get(key);
    if (known) return known;
    const askedAt = performance.now();
    const isTooLate = (): boolean => performance.now() - askedAt > waitMs;
    const looking = turns
      .run(owner, () => (isTooLate() ? Promise.reject(timedOut(host)) : resolve(host)))
      .finally(() => underWay.delete(key));
    underWay.set(key, looking);
    return looking;
  };
}

function timedOut(host: string): Error {
  return Object.assign(new Error(`Cannot look up "${host}" in time`), { code: 'ETIMEDOUT' });
}
