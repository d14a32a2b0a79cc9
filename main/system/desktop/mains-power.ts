/**
 * Mains or battery on Linux, where Chromium knows neither: `powerMonitor.isOnBatteryPower()` is always false there
 * (base/power_monitor/power_monitor_device_source_stub.cc). The kernel's folder is read now and then, for reading some
 * batteries takes a tenth of a second.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

const SUPPLIES = '/sys/class/power_supply';

/** True when a battery of the computer itself is being used, and nothing that plugs in gives power. */
export async function readOnBattery(folder = SUPPLIES): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const supplies = await Promise.all(names.map((name) => readSupply(path.join(folder, name))));
  const isPluggedIn = supplies.some(({ type, online }) => type !== 'Battery' && online === '1');
  const isDischarging = supplies.some(
    // A mouse has a battery, too.
    ({ type, scope, status }) => type === 'Battery' && scope !== 'Device' && status === 'Discharging',
  );
  return isDischarging && !isPluggedIn;
}

type Supply = Readonly<Record<'type' | 'online' | 'scope' | 'status', string>>;

async function readSupply(folder: string): Promise<Supply> {
  const read = (name: string): Promise<string> =>
    readFile(path.join(folder, name), 'utf8').then(
      (text) => text.trim(),
      () => '',
    );
  const [type, online, scope, status] = await Promise.all([
    read('type'),
    read('online'),
    read('scope'),
    read('status'),
  ]);
  return { type, online, scope, status };
}
