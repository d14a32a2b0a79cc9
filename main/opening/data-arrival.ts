import type { PreFetchOutcome } from '../data-fetch/launch/pre-fetch.ts';
import type { MiniProgramStore } from '../storage/ports.ts';

export interface DataArrivalDependencies {
  readonly store: Pick<MiniProgramStore, 'get' | 'update'>;
  onPreFetched(appId: string): void;
}

/**
 * Writes down when the data of `outcome` arrived. The page has it first, in the turn it arrives in: the write to the disk
 * takes longer than the way to the page.
 */
export function noteDataArrival(
  appId: string,
  outcome: Promise<PreFetchOutcome>,
  { store, onPreFetched }: DataArrivalDependencies,
): void {
  void outcome.then((ended) => {
    if (!ended.ok) return;
    setImmediate(() => {
      if (!store.get(appId)) return;
      store.update(appId, { dataAt: ended.data.timeStamp });
      onPreFetched(appId);
    });
  });
}
