/** Whether there is a network and mains power, and what happened that may have changed it. */
import type { Net, PowerMonitor } from 'electron';
import type { Disposable } from '../../support/shutdown-list.ts';
import { readOnBattery as readLinuxPower } from './mains-power.ts';
import { createListeners } from '../../support/listeners.ts';

export type ConditionChange = 'resume' | 'online' | 'offline' | 'power';

export interface SystemConditions extends Disposable {
  now(): { online: boolean; onBattery: boolean };
  /** Called when the computer wakes, comes back online, goes offline, or changes its power source. */
  onChange(listener: (change: ConditionChange) => void): () => void;
}

/** `net.isOnline()` has no event: it is asked this often, in ms. */
const ONLINE_POLL_MS = 5_000;

/** How often the power source is read where the system does not tell of it, in ms. */
const POWER_POLL_MS = 30_000;

/** `readOnBattery`: for systems that `powerMonitor` knows nothing of. */
export function watchConditions(
  net: Pick<Net, 'isOnline'>,
  powerMonitor: PowerMonitor,
  readOnBattery: (() => Promise<boolean>) | null = process.platform === 'linux' ? readLinuxPower : null,
): SystemConditions {
  const listeners = createListeners<[ConditionChange]>();
  let online = net.isOnline();
  const check = (): void => {
    const isOnline = net.isOnline();
    if (isOnline === online) return;
    online = isOnline;
    listeners.notify(online ? 'online' : 'offline');
  };
  const timer = setInterval(check, ONLINE_POLL_MS);
  const onPower = (): void => listeners.notify('power');
  let wasOnBattery = false;
  const readPower = async (): Promise<void> => {
    const isOnBattery = await readOnBattery?.();
    if (isOnBattery === undefined || isOnBattery === wasOnBattery) return;
    wasOnBattery = isOnBattery;
    onPower();
  };
  const powerTimer = readOnBattery && setInterval(() => void readPower(), POWER_POLL_MS);
  void readPower();
  const onResume = (): void => {
    check();
    void readPower();
    listeners.notify('resume');
  };
  powerMonitor.on('resume', onResume);
  powerMonitor.on('on-ac', onPower);
  powerMonitor.on('on-battery', onPower);

  return {
    // Asked anew each time: `on-battery` is not sent on every system.
    now: () => ({ online: net.isOnline(), onBattery: wasOnBattery || powerMonitor.isOnBatteryPower() }),
    onChange: listeners.add,
    dispose() {
      clearInterval(timer);
      if (powerTimer) clearInterval(powerTimer);
      powerMonitor.off('resume', onResume);
      powerMonitor.off('on-ac', onPower);
      powerMonitor.off('on-battery', onPower);
    },
  };
}
