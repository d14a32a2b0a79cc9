/** Whether there is a network and mains power, and what happened that may have changed it. */
import type { Net, PowerMonitor } from 'electron';
import type { Disposable } from '../../support/shutdown-list.ts';

export type ConditionChange = 'resume' | 'online' | 'offline' | 'power';

export interface SystemConditions extends Disposable {
  now(): { online: boolean; onBattery: boolean };
}

/** `net.isOnline()` has no event: it is asked this often, in ms. */
const ONLINE_POLL_MS = 5_000;

/** Calls `onChange` when the computer wakes, comes back online, goes offline, or changes its power source. */
export function watchConditions(
  net: Pick<Net, 'isOnline'>,
  powerMonitor: PowerMonitor,
  onChange: (change: ConditionChange) => void,
): SystemConditions {
  let online = net.isOnline();
  const check = (): void => {
    const isOnline = net.isOnline();
    if (isOnline === online) return;
    online = isOnline;
    onChange(online ? 'online' : 'offline');
  };
  const timer = setInterval(check, ONLINE_POLL_MS);
  const onResume = (): void => {
    check();
    onChange('resume');
  };
  const onPower = (): void => onChange('power');
  powerMonitor.on('resume', onResume);
  powerMonitor.on('on-ac', onPower);
  powerMonitor.on('on-battery', onPower);

  return {
    // Asked anew each time: `on-battery` is not sent on every system.
    now: () => ({ online: net.isOnline(), onBattery: powerMonitor.isOnBatteryPower() }),
    dispose() {
      clearInterval(timer);
      powerMonitor.off('resume', onResume);
      powerMonitor.off('on-ac', onPower);
      powerMonitor.off('on-battery', onPower);
    },
  };
}
