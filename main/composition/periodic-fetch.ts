/** System 1 put together: what triggers a sweep, and which open pages learn of new data. */
import { createInstallFetch, type InstallFetch } from '../data-fetch/install/install-fetch.ts';
import { createLaunchDataRegistry, type LaunchDataRegistry } from '../data-fetch/launch/launch-data.ts';
import {
  createPeriodicFetch,
  type PeriodicFetch,
  type PeriodicFetchDependencies,
} from '../data-fetch/periodic/periodic-fetch.ts';
import { createRefusals } from '../network/client/refusals.ts';
import type { RequestObserver } from '../network/client/request-observer.ts';
import type { Transport } from '../network/client/transport-types.ts';
import type { Policies } from '../policies/policies.ts';
import type { Clock } from '../support/clock.ts';
import type { EventLog } from '../log/event-log.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Storage } from './storage.ts';

export interface PeriodicPartsDependencies extends Pick<
  Storage,
  'store' | 'bodies' | 'tokens' | 'settings' | 'machineState'
> {
  readonly dev: boolean;
  readonly policies: Pick<Policies, 'isAllowed'>;
  readonly transport: Transport;
  readonly renewals: PeriodicFetchDependencies['renewals'];
  readonly clock: Clock;
  readonly events: EventLog;
  readonly observer: RequestObserver;
  readonly conditions: SystemConditions;
  readonly registry: Pick<WindowRegistry, 'push'>;
  readonly disposables: ShutdownList;
  /** Of requests, BCP 47. */
  language(): string;
}

export interface PeriodicParts {
  readonly periodic: PeriodicFetch;
  /** What `bn` answers to open pages. */
  readonly launchData: LaunchDataRegistry;
  readonly installFetch: InstallFetch;
}

/** Nothing is fetched before `periodic.scheduler.start()`. */
export function createPeriodicParts(dependencies: PeriodicPartsDependencies): PeriodicParts {
  const { policies, observer, conditions, registry, disposables, ...own } = dependencies;
  const { events, settings } = own;
  const tellRefusal = createRefusals(observer, events);
  const installFetch = disposables.add(createInstallFetch({ ...own, tellRefusal }));
  const periodic = createPeriodicFetch({
    ...own,
    isAllowed: (appId) => policies.isAllowed(appId, true),
    tellRefusal,
    onForget: installFetch.forget,
    conditions: conditions.now,
  });
  const scheduler = disposables.add(periodic.scheduler);
  disposables.defer(conditions.onChange((change) => scheduler.trigger(change)));
  disposables.defer(settings.onChange(() => scheduler.trigger('settings')));
  const launchData = createLaunchDataRegistry({
    push: (windowId, event) => registry.push(windowId, 'bn:background-fetch-data', event),
    events,
    periodic: periodic.data,
    install: installFetch,
  });
  disposables.defer(periodic.onData(launchData.publish));
  return { periodic, launchData, installFetch };
}
