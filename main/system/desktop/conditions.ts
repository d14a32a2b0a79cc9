/** Whether there is a network and mains power, and what happened that may have changed it. */
import type { Net, PowerMonitor } from 'electron';
import type { Disposable } from '../../support/shutdown-list.ts';
import { createListeners } from '../../support/listeners.ts';

export type ConditionChange = 'resume' | 'online' | 'offline' | 'power';

export interface SystemConditions extends Disposable {
  now(): { online: boolean; onBattery: boolean };
  /** Called when the computer wakes, comes back online, goes offline, or changes its power source. */
  onChange(listener: (change: ConditionChange) => void): () => void;
}

/** `net.isOnline()` has no event: it is asked this often, in ms. */
const ONLINE_POLL_MS = 5_000;

export function watchConditions(net: Pick<Net, 'isOnline'>, powerMonitor: PowerMonitor): SystemConditions {
  const listeners = createListeners<[ConditionChange]>();
  let online = net.isOnline();
  const check = (): void => {
    const isOnline = net.isOnline();
    if (isOnline === online) return;
    online = isOnline;
    listeners.notify(online ? 'online' : 'offline');
  };
  const timer = setInterval(check, ONLINE_POLL_MS);
  const onResume = (): void => {
    check();
    listeners.notify('resume');
  };
  const onPower = (): void => listeners.notify('power');
  powerMonitor.on('resume', onResume);
  powerMonitor.on('on-ac', onPower);
  powerMonitor.on('on-battery', onPower);

  return {
    // Asked anew each time: `on-battery` is not sent on every system.
    now: () => ({ online: net.isOnline(), onBattery: powerMonitor.isOnBatteryPower() }),
    onChange: listeners.add,
    dispose() {
      clearInterval(timer);
      powerMonitor.off('resume', onResume);
      powerMonitor.off('on-ac', onPower);
      powerMonitor.off('on-battery', onPower);
    },
  };
}
