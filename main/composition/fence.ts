/** What the fences of mini-programs' sessions need: the system's proxies, and gates that end with Larder. */
import { session } from 'electron';
import { SLOW_NETWORK } from '../../preload/contract/activity.ts';
import type { NetworkSwitches } from '../network/client/network-switches.ts';
import { openGate } from '../network/connections/gate.ts';
import type { ResolveHost } from '../network/rules/addresses.ts';
import type { ProxyAccess } from '../network/trust/proxy-access.ts';
import type { Policies } from '../policies/policies.ts';
import type { SessionPolicyOptions } from '../sessions/policy/session-policy.ts';
import type { EventLog } from '../log/event-log.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';

export interface FenceDependencies {
  readonly dev: boolean;
  readonly policies: Pick<Policies, 'isAddressAllowed'>;
  readonly events: EventLog;
  readonly disposables: ShutdownList;
  readonly proxyAccess: ProxyAccess;
  readonly switches: Pick<NetworkSwitches, 'of'>;
  /** Names of a mini-program's choice take no turn from those of others. */
  resolverOf(appId: string): ResolveHost;
}

export function fenceParts(
  { dev, policies, events, disposables, proxyAccess, switches, resolverOf }: FenceDependencies,
  appId: string,
): SessionPolicyOptions['fence'] {
  // No mini-program uses the default session: it has no rules but the system's.
  const resolveProxy = (url: string): Promise<string> => session.defaultSession.resolveProxy(url);
  return {
    resolveSystemProxy: resolveProxy,
    condition: () => switches.of(appId),
    async openGate(domains) {
      const gate = await openGate({
        dev,
        domains,
        isAddressAllowed: dev ? () => true : policies.isAddressAllowed,
        resolveHost: resolverOf(appId),
        resolveProxy,
        proxyAccess,
        slowNetwork: () => (switches.of(appId) === 'slow' ? SLOW_NETWORK : null),
        report: (message) => events.emit('problem', { appId, message }),
      });
      disposables.defer(gate.close);
      return gate;
    },
  };
}
