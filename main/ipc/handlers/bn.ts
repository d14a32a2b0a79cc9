/** What the `bn` functions of a mini-program's page ask of the main process; the router has checked their arguments. */
import type { LaunchDataRegistry } from '../../data-fetch/launch/launch-data.ts';
import type { TokenVault } from '../../storage/ports.ts';
import { createRefusedRequests, policyReason } from '../../sessions/refused-requests.ts';
import { AppError } from '../../support/errors.ts';
import type { EventLog } from '../../log/event-log.ts';
import type { Caller } from '../caller.ts';
import type { Handlers } from '../router.ts';

export interface BnHandlerDependencies {
  readonly tokens: Pick<TokenVault, 'get' | 'set' | 'clear'>;
  readonly launchData: Pick<LaunchDataRegistry, 'get' | 'subscribe'>;
  readonly events: EventLog;
  /** The token is another one now, or gone: a periodic fetch may have become due. */
  readonly onTokenChange?: (appId: string) => void;
}

export type BnHandlers = Pick<Handlers, Extract<keyof Handlers, `bn:${string}`>>;

export function createBnHandlers(dependencies: BnHandlerDependencies): BnHandlers {
  const { tokens, launchData, events, onTokenChange = () => {} } = dependencies;
  const tellRefusedRequest = createRefusedRequests(events);
  return {
    async 'bn:set-background-fetch-token'(caller, { token }) {
      const appId = appIdOf(caller);
      const before = await tokens.get(appId);
      await (token === '' ? tokens.clear(appId) : tokens.set(appId, token));
      // Many pages set the same token at every start.
      if ((before ?? '') !== token) onTokenChange(appId);
      return null;
    },
    async 'bn:get-background-fetch-token'(caller) {
      const token = await tokens.get(appIdOf(caller));
      if (token === null) throw new AppError('no-token', 'No token is set');
      return { token };
    },
    async 'bn:get-background-fetch-data'(caller, { fetchType, key, timeout }) {
      const appId = appIdOf(caller);
      return launchData.get(appId, { fetchType, key, timeoutMs: timeout });
    },
    'bn:tell-refused-request'(caller, { host, directive }) {
      tellRefusedRequest(appIdOf(caller), host, policyReason(directive));
      return null;
    },
    'bn:subscribe-background-fetch-data': (caller) => launchData.subscribe(appIdOf(caller)),
  };
}

function appIdOf({ appId }: Caller): string {
  if (appId === null) throw new AppError('denied', 'Only mini-programs may call this');
  return appId;
}
