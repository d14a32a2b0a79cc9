/** Network, mains power and waking, and what the system says of the connection while somebody has chosen to heed it. */
import { net, powerMonitor } from 'electron';
import type { Settings } from '../storage/settings.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { watchConditions, type SystemConditions } from '../system/desktop/conditions.ts';
import { systemMeteredSource, watchMetered } from '../system/desktop/metered/metered-connection.ts';

export function watchSystem(settings: Settings, disposables: ShutdownList): SystemConditions {
  const choice = { isMade: () => settings.get().notOnMeteredConnection, onChange: settings.onChange };
  const metered = disposables.add(watchMetered({ source: systemMeteredSource(), choice }));
  return disposables.add(watchConditions(net, powerMonitor, metered));
}
