import type { PreFetcher } from '../../data-fetch/launch/pre-fetch.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import { AppError } from '../../support/errors.ts';

/** Makes the pre-fetch request of a start now, for its entry in the log. Throws `AppError` when it fails. */
export async function preFetchNow(
  appId: string,
  { store, preFetcher }: { readonly store: Pick<MiniProgramStore, 'get'>; readonly preFetcher: PreFetcher },
): Promise<void> {
  const state = store.get(appId);
  const details = state?.details?.value;
  if (!details) throw new AppError('no-data', { key: 'problems.neverLookedUp' });
  const run = preFetcher.start({
    appId,
    details,
    version: state.installed?.version ?? details.version,
    launch: {},
    signal: new AbortController().signal,
  });
  const outcome = await run.outcome;
  if (!outcome.ok) throw new AppError(outcome.code, outcome.message);
}
