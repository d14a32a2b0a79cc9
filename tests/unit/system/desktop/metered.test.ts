/** Which connection the system calls metered, from what its programs print to what others are told. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  createConnectionCostSource,
  parseConnectionCost,
} from '../../../../main/system/desktop/metered/connection-cost.ts';
import {
  systemMeteredSource,
  watchMetered,
  type MeteredSource,
} from '../../../../main/system/desktop/metered/metered-connection.ts';
import { createNetworkManagerSource, parseMetered } from '../../../../main/system/desktop/metered/network-manager.ts';
import { runProgram } from '../../../../main/system/desktop/metered/run-program.ts';
import { createListeners } from '../../../../main/support/listeners.ts';

describe('what NetworkManager is reported to say', () => {
  it.each<[output: string, expected: boolean | null]>([
    ['u 0\n', false],
    ['u 1\n', true],
    ['u 2\n', false],
    ['u 3\n', true],
    ['u 4\n', false],
    ['(<uint32 1>,)\n', true],
    ['(<uint32 4>,)\n', false],
    ['   variant       uint32 3\n', true],
    ['   variant       uint32 2', false],
    ['', null],
    ['u', null],
    ['u 5\n', null],
    ['u 11\n', null],
    ['u -1\n', null],
    ['i 1\n', null],
    ['b true\n', null],
    ['u 1\nu 2\n', null],
    ['{"type":"u","data":1}', null],
    ['Failed to get property Metered: The name org.freedesktop.NetworkManager was not provided', null],
    ['Error: GDBus.Error:org.freedesktop.DBus.Error.UnknownProperty: uint32 1', null],
    ['(<uint32 1>,', null],
    ['u 1'.repeat(20_000), null],
  ])('%j', (output, expected) => expect(parseMetered(output)).toBe(expected));

  it.each<[what: string, answers: Record<string, string | null>, expected: boolean | null, asked: string[]]>([
    ['the first program', { busctl: 'u 1' }, true, ['busctl']],
    ['the next where that one fails', { gdbus: '(<uint32 4>,)' }, false, ['busctl', 'gdbus']],
    ['the last', { 'dbus-send': 'variant uint32 1' }, true, ['busctl', 'gdbus', 'dbus-send']],
    ['nobody', {}, null, ['busctl', 'gdbus', 'dbus-send']],
    ['nobody after one that is not understood', { busctl: '?', gdbus: '(<uint32 1>,)' }, null, ['busctl']],
  ])('comes from %s', async (_what, answers, expected, asked) => {
    const run = vi.fn((file: string) => Promise.resolve(answers[file] ?? null));
    expect(await createNetworkManagerSource(run).read()).toBe(expected);
    expect(run.mock.calls.map(([file]) => file)).toEqual(asked);
  });
});

describe('what Windows says of the cost', () => {
  it.each<[output: string | null, expected: boolean | null]>([
    ['Unrestricted\r\n', false],
    ['Fixed\r\n', true],
    ['Variable\r\n', true],
    ['Unknown\r\n', false],
    ['None\r\n', false],
    ['', null],
    ['1\r\n', null],
    ['fixed\r\n', null],
    ['Unrestricted\r\nFixed\r\n', null],
    ['Unable to find type [Windows.Networking.Connectivity.NetworkInformation].', null],
    ['\u{feff}Fixed', true],
    [null, null],
  ])('%j', async (output, expected) => {
    if (output !== null) expect(parseConnectionCost(output)).toBe(expected);
    expect(await createConnectionCostSource('C:\\Windows', () => Promise.resolve(output)).read()).toBe(expected);
  });

  it('is asked of the PowerShell of Windows, whatever lies in the folders of PATH', async () => {
    const run = vi.fn(() => Promise.resolve('Fixed'));
    await createConnectionCostSource('D:\\Win', run).read();
    expect(run.mock.calls[0]).toEqual([
      'D:\\Win\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
      ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', expect.stringContaining('NetworkCostType')],
    ]);
  });
});

it.each<[NodeJS.Platform, boolean | null]>([
  ['linux', false],
  ['win32', true],
  ['darwin', null],
])('on %s a switch is offered before the first answer: %j', (platform, isSure) => {
  expect(systemMeteredSource(platform)?.isSure ?? null).toBe(isSure);
});

describe('runProgram', () => {
  const node = (script: string): Promise<string | null> => runProgram(process.execPath, ['-e', script]);

  it('answers what a program prints, in the language of programs', async () => {
    expect(await node('process.stdout.write(process.env.LC_ALL)')).toBe('C');
  });

  it.each<[string, () => Promise<string | null>]>([
    ['is not there', () => runProgram('/nowhere/busctl', [])],
    ['fails', () => node('process.stdout.write("u 1"); process.exitCode = 1')],
    ['says too much', () => node('process.stdout.write("u 1".repeat(100_000))')],
    ['has a name that is none', () => runProgram('\0', [])],
  ])('answers null when it %s', async (_what, run) => {
    expect(await run()).toBeNull();
  });
});

/** A connection that is watched by virtual time. */
function watch(answers: (boolean | null)[], { isSure = false, isMade = false, everyMs = 30_000 } = {}) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const choices = createListeners();
  const made = { value: isMade };
  const network = { value: 'eth0' };
  const told: (boolean | null)[] = [];
  let asked = 0;
  const source: MeteredSource = {
    everyMs,
    isSure,
    read: () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? null),
  };
  const metered = watchMetered({
    source,
    choice: { isMade: () => made.value, onChange: choices.add },
    network: () => network.value,
    monotonicNow: () => Date.now(),
  });
  onTestFinished(() => void metered.dispose());
  metered.onChange(() => told.push(metered.now()));
  const choose = (value: boolean): void => {
    made.value = value;
    choices.notify();
  };
  const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return { metered, told, network, choose, pass, asked: () => asked };
}

describe('watchMetered', () => {
  it('asks once, to know whether the system tells, and not again while nobody has chosen to heed it', async () => {
    const { metered, told, network, pass, asked } = watch([true]);
    expect(metered.now()).toBeNull();
    await pass(5_000);
    network.value = 'wlan0';
    metered.networkChanged();
    await pass(300_000);
    expect([metered.now(), told, asked()]).toEqual([true, [true], 1]);
  });

  it('does not even ask once where the system is known to tell', async () => {
    const { metered, pass, asked } = watch([true], { isSure: true });
    await pass(300_000);
    expect([metered.now(), asked()]).toEqual([false, 0]);
  });

  it('asks at once when it is chosen, and then again and again', async () => {
    const { told, choose, pass, asked } = watch([false, true, true, false], { everyMs: 30_000 });
    await pass(5_000);
    choose(true);
    await pass(0);
    expect(told).toEqual([false, true]);
    choose(true);
    await pass(65_000);
    expect([told, asked()]).toEqual([[false, true, false], 4]);
    choose(false);
    await pass(600_000);
    expect(asked()).toBe(4);
  });

  it('asks when this computer has other addresses, and when it wakes or comes back online', async () => {
    const { metered, network, pass, asked } = watch([false], { isMade: true, everyMs: 900_000 });
    await pass(20_000);
    expect(asked()).toBe(1);
    network.value = 'wwan0';
    await pass(10_000);
    expect(asked()).toBe(2);
    metered.networkChanged();
    await pass(0);
    expect(asked()).toBe(3);
  });

  it('believes the last answer when one does not come, and no longer when two do not', async () => {
    const { metered, told, pass } = watch([true, null, true, null, null], { isMade: true });
    await pass(70_000);
    expect([metered.now(), told]).toEqual([true, [true]]);
    await pass(60_000);
    expect([metered.now(), told]).toEqual([null, [true, null]]);
  });

  it('asks nobody after its end', async () => {
    const { metered, pass, asked } = watch([true], { isMade: true });
    await metered.dispose();
    await pass(600_000);
    metered.networkChanged();
    await pass(0);
    expect(asked()).toBe(0);
  });

  it('knows nothing where no system tells', async () => {
    const metered = watchMetered({ source: null, choice: { isMade: () => true, onChange: () => () => {} } });
    metered.networkChanged();
    expect(metered.now()).toBeNull();
    await metered.dispose();
  });
});
