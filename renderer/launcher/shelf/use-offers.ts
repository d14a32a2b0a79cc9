/** What the backend offers for what is typed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { OfferedMiniProgram } from '../../../preload/contract/launcher.ts';
import type { Call } from '../use-launcher.ts';

/** Typing goes on: the backend is asked when it rests. */
const RESTING_MS = 250;

export type OfferSearch =
  | { readonly kind: 'unknown' | 'no-list' }
  | { readonly kind: 'failed'; readonly query: string; readonly error: IpcError }
  | {
      readonly kind: 'offers';
      /** What they were found for. */
      readonly query: string;
      readonly offers: readonly OfferedMiniProgram[];
      readonly hasMore: boolean;
    };

/** Asks while `isWanted`; a backend without a list is asked once. */
export function useOffers(call: Call, input: string, isWanted: boolean): OfferSearch {
  const [search, setSearch] = useState<OfferSearch>({ kind: 'unknown' });
  const generation = useRef(0);
  const query = input.trim().slice(0, 200);
  const isOver = search.kind === 'no-list' || !isWanted;
  const isFirst = search.kind === 'unknown';
  useEffect(() => {
    const asked = ++generation.current;
    if (isOver) return;
    const ask = async (): Promise<void> => {
      const result = await call('launcher:search-offers', query);
      if (asked !== generation.current) return;
      if (!result.ok) setSearch({ kind: 'failed', query, error: result.error });
      else setSearch(result.value.kind === 'no-list' ? { kind: 'no-list' } : { ...result.value, query });
    };
    const timer = setTimeout(() => void ask(), isFirst ? 0 : RESTING_MS);
    return () => clearTimeout(timer);
  }, [call, query, isOver]);
  useEffect(() => () => void (generation.current += 1), []);
  return search;
}
