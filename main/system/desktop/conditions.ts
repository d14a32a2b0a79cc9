/** Whether there is a network and mains power, and what happened that may have changed it. */
import type { Net, PowerMonitor } from 'electron';
import type { Disposable } from '../../support/shutdown-list.ts';
import { readOnBattery as readLinuxPower } from './mains-power.ts';
import type { MeteredConnection } from './metered/metered-connection.ts';
import { createListeners } from '../../support/listeners.ts';

export type ConditionChange = 'resume' | 'online' | 'offline' | 'power' | 'metered';

export interface SystemConditions extends Disposable {
  /** `isMetered`: what the system calls the connection; `null`: it does not tell. */
  now(): { online: boolean; onBattery: boolean; isMetered: boolean | null };
  /** Called when the computer wakes, comes back online, goes offline, changes its power source, or `isMetered` is another. */
  onChange(listener: (change: ConditionChange) => void): () => void;
}

/** `net.isOnline()` has no event: it is asked this often, in ms. */
const ONLINE_POLL_MS = 5_000;

/** How often the power source is read where the system does not tell of it, in ms. */
const POWER_POLL_MS = 30_000;

/** `metered`: absent: nobody asks. `readOnBattery`: for systems that `powerMonitor` knows nothing of. */
export function watchConditions(
  net: Pick<Net, 'isOnline'>,
  powerMonitor: PowerMonitor,
  metered: Omit<MeteredConnection, 'dispose'> | null = null,
  readOnBattery: (() => Promise<boolean>) | null = process.platform === 'linux' ? readLinuxPower : null,
): SystemConditions {
  const listeners = createListeners<[ConditionChange]>();
  let online = net.isOnline();
  const check = (): void => {
    const isOnline = net.isOnline();
    if (isOnline === online) return;
    online = isOnline;
    metered?.networkChanged();
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
    metered?.networkChanged();
    listeners.notify('resume');
  };
  powerMonitor.on('resume', onResume);
  powerMonitor.on('on-ac', onPower);
  powerMonitor.on('on-battery', onPower);
  const endMetered = metered?.onChange(() => listeners.notify('metered'));

  return {
    // Asked anew each time: `on-battery` is not sent on every system.
    now: () => ({
      online: net.isOnline(),
      onBattery: wasOnBattery || powerMonitor.isOnBatteryPower(),
      isMetered: metered?.now() ?? null,
    }),
    onChange: listeners.add,
    dispose() {
      clearInterval(timer);
      endMetered?.();
      if (powerTimer) clearInterval(powerTimer);
      powerMonitor.off('resume', onResume);
      powerMonitor.off('on-ac', onPower);
      powerMonitor.off('on-battery', onPower);
    },
  };
}
