/** Details that came with the application, for a start that the backend says nothing to. */
import type { Details } from '../../models/details-schema.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import { isFaultOfBackend, type DetailsSource } from '../details/details.ts';

/**
 * As `details`, but a built-in mini-program starts however long the backend has been silent, as long as the package that
 * came with the application is the one in use. What the backend says counts: a mini-program that it withdrew is withdrawn.
 */
export function withBuiltInDetails(
  details: DetailsSource,
  store: Pick<MiniProgramStore, 'get'>,
  miniPrograms: readonly Details[],
): DetailsSource {
  const own = new Map(miniPrograms.map((one) => [one.appId, one]));
  return {
    ...details,
    async forColdStart(appId, signal) {
      try {
        return await details.forColdStart(appId, signal);
      } catch (error) {
        const builtIn = own.get(appId);
        const inUse = store.get(appId)?.installed ?? null;
        const isNewer = inUse !== null && inUse.sha256 !== builtIn?.packageSha256;
        if (!builtIn || isNewer || !isFaultOfBackend(error)) throw error;
        return { details: builtIn, origin: 'stale', refresh: () => Promise.resolve({ ok: false, error }) };
      }
    },
  };
}
