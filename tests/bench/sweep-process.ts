/**
 * Starts what periodic fetch needs, with a network that answers at once, and prints what it cost:
 * `node --expose-gc sweep-process.mjs FOLDER [COUNT DUE]`. With COUNT it fills the folder instead.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { createPeriodicFetch } from '../../main/data-fetch/periodic/periodic-fetch.ts';
import type { Transport } from '../../main/network/client/transport-types.ts';
import { createBodyStore } from '../../main/storage/bodies.ts';
import { openMiniProgramStore } from '../../main/storage/mini-program-store.ts';
import { openMachineState } from '../../main/storage/machine-state.ts';
import { openSettings } from '../../main/storage/settings.ts';
import { openTokenVault } from '../../main/storage/tokens/token-vault.ts';
import { createSystemClock } from '../../main/support/clock.ts';
import { createEventLog, type LarderEvent } from '../../main/log/event-log.ts';
import { createFakeSecretStore } from '../fakes/secret-store.ts';
import { BODY, createManyMiniPrograms } from './many-mini-programs.ts';

export interface SweepReport {
  /** From nothing to a scheduler that has looked at everything. */
  readonly startUpMs: number;
  readonly startUpCpuMs: number;
  readonly residentBytes: number;
  /** What is in use of it for objects. */
  readonly heapBytes: number;
  /** Of the whole sweep, disk writes included. */
  readonly sweepCpuMs: number;
  /** The part of it inside the system: reading and writing files. */
  readonly sweepSystemMs: number;
  /** `performance.now()` around the sweep. */
  readonly sweepMs: number;
  readonly requests: number;
  readonly succeeded: number;
  /** Looking at all records once. */
  readonly planMs: number;
}

const PLANS = 20;
const MICROSECONDS_PER_MS = 1000;
const clock = createSystemClock();
const INSTANT_NETWORK: Transport = {
  async get() {
    return {
      kind: 'answer',
      status: 200,
      text: BODY,
      bytes: BODY.length,
      etag: '"2"',
      lastModified: null,
      arrivedAt: clock.now(),
      redirects: 0,
      timings: { totalMs: 0 },
    };
  },
};
const [folder = '', count, due] = process.argv.slice(2);

if (count) {
  await createManyMiniPrograms(folder, Number(count), Number(due), clock.now());
  // The index is what a start goes by: it is made of the files as they are now.
  await rm(path.join(folder, 'mini-programs.index'), { force: true });
  openMiniProgramStore({ folder, clock });
} else process.stdout.write(`${JSON.stringify(await run())}\n`);

async function run(): Promise<SweepReport> {
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();
  let online = false;
  let ended = (_event: LarderEvent & { event: 'sweep-finished' }): void => {};
  const settings = openSettings(folder, clock);
  const store = openMiniProgramStore({ folder, clock });
  const bodies = createBodyStore(store.folderOf);
  const tokens = await openTokenVault({
    store,
    secrets: createFakeSecretStore(),
    keepWithoutSecretStore: () => false,
    onProblem: () => {},
  });
  const { scheduler } = createPeriodicFetch({
    store,
    bodies,
    tokens,
    settings,
    machineState: openMachineState({ folder, olderFields: {}, onProblem: () => {} }),
    transport: INSTANT_NETWORK,
    clock,
    events: createEventLog(clock, [(event) => event.event === 'sweep-finished' && ended(event)]),
    dev: false,
    language: () => 'en',
    isAllowed: () => true,
    conditions: () => ({ online, onBattery: false }),
  });
  scheduler.start();
  const startUpMs = performance.now() - startedAt;
  const startUpCpuMs = cpuSince(startedCpu);
  globalThis.gc?.();
  const { rss: residentBytes, heapUsed: heapBytes } = process.memoryUsage();

  const planStartedAt = performance.now();
  for (let index = 0; index < PLANS; index += 1) scheduler.plan();
  const planMs = (performance.now() - planStartedAt) / PLANS;

  const sweepStartedAt = performance.now();
  const sweepCpu = process.cpuUsage();
  const { requests, succeeded } = await new Promise<LarderEvent & { event: 'sweep-finished' }>((resolve) => {
    ended = resolve;
    online = true;
    scheduler.trigger('online');
  });
  const sweepSystemMs = process.cpuUsage(sweepCpu).system / MICROSECONDS_PER_MS;
  const report = {
    sweepSystemMs,
    startUpMs,
    startUpCpuMs,
    residentBytes,
    heapBytes,
    sweepCpuMs: cpuSince(sweepCpu),
    sweepMs: performance.now() - sweepStartedAt,
    requests,
    succeeded,
    planMs,
  };
  await scheduler.dispose();
  return report;
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / MICROSECONDS_PER_MS;
}
