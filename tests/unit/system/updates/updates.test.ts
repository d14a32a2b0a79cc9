import { describe, expect, it } from 'vitest';
import { createJitter } from '../../../../main/support/jitter.ts';
import {
  createUpdateSchedule,
  firstCheckAfterMs,
  nextCheckAfterMs,
} from '../../../../main/system/updates/update-schedule.ts';
import { UpdateError, type UpdateProgress, type UpdateSource } from '../../../../main/system/updates/update-source.ts';
import { createUpdates, type Updates, type UpdatesDependencies } from '../../../../main/system/updates/updates.ts';
import type { AvailableUpdate, UpdateFailure } from '../../../../preload/contract/updates.ts';
import { VirtualTime } from '../../../fakes/virtual-time.ts';

const SECOND: AvailableUpdate = { version: '2.0.0', notes: 'Faster', sizeBytes: 100 };
const HOUR_MS = 3_600_000;

/** A source whose download goes on as the test says. */
class FakeSource implements UpdateSource {
  found: AvailableUpdate | null = SECOND;
  checkFailure: UpdateFailure | null = null;
  checks = 0;
  downloads = 0;
  restarts = 0;
  onProgress: (progress: UpdateProgress) => void = () => {};
  finish: () => void = () => {};
  fail: (failure: UpdateFailure) => void = () => {};

  check(): Promise<AvailableUpdate | null> {
    this.checks += 1;
    return this.checkFailure ? Promise.reject(new UpdateError(this.checkFailure)) : Promise.resolve(this.found);
  }

  download(onProgress: (progress: UpdateProgress) => void, signal: AbortSignal): Promise<void> {
    this.downloads += 1;
    this.onProgress = onProgress;
    return new Promise((resolve, reject) => {
      this.finish = resolve;
      this.fail = (failure) => reject(new UpdateError(failure));
      signal.addEventListener('abort', () => reject(new UpdateError('other')));
    });
  }

  restart(): void {
    this.restarts += 1;
  }
}

interface Started {
  readonly updates: Updates;
  readonly source: FakeSource;
  readonly kinds: string[];
  readonly reports: string[];
  readonly computer: { onBattery: boolean; automatic: boolean };
}

function start(options: Partial<UpdatesDependencies> = {}): Started {
  const source = new FakeSource();
  const computer = { onBattery: false, automatic: true };
  const reports: string[] = [];
  const updates = createUpdates({
    source,
    installation: 'on-quit',
    clock: { now: () => 5000 },
    preference: { get: () => computer.automatic, set: (automatic) => (computer.automatic = automatic) },
    onBattery: () => computer.onBattery,
    report: (message) => reports.push(message),
    ...options,
  });
  const kinds: string[] = [];
  updates.onChange(({ phase }) => kinds.push(phase.kind));
  return { updates, source, kinds, reports, computer };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('createUpdates', () => {
  it('goes from idle to ready, in order, when something newer is there', async () => {
    const { updates, source, kinds } = start();
    expect(updates.getState()).toEqual({
      phase: { kind: 'idle' },
      installation: 'on-quit',
      checksAutomatically: true,
      lastCheckedAt: null,
    });
    await updates.check('by-schedule');
    source.onProgress({ receivedBytes: 60, totalBytes: null });
    expect(updates.getState()).toMatchObject({
      phase: { kind: 'downloading', update: SECOND, receivedBytes: 60, totalBytes: 100 },
      lastCheckedAt: 5000,
    });
    source.finish();
    await settle();
    expect(kinds).toEqual(['checking', 'downloading', 'downloading', 'ready']);
    updates.restart();
    expect(source.restarts).toBe(1);
  });

  it('is idle again when nothing newer is there', async () => {
    const { updates, source, kinds } = start();
    source.found = null;
    await updates.check('by-user');
    expect(kinds).toEqual(['checking', 'idle']);
    expect(updates.getState().lastCheckedAt).toBe(5000);
  });

  it.each(['not-installed', 'no-feed', 'feed-not-secure'] as const)(
    'stays off, and says why, when there is no source: %s',
    async (why) => {
      const { updates, kinds } = start({ source: why });
      await updates.check('by-user');
      updates.download();
      updates.restart();
      expect(updates.getState().phase).toEqual({ kind: 'off', why });
      expect(kinds).toEqual([]);
    },
  );

  it('asks by itself only when the user allows it, and always when the user asks', async () => {
    const { updates, source } = start();
    updates.setAutomatic(false);
    await updates.check('by-schedule');
    expect(source.checks).toBe(0);
    await updates.check('by-user');
    expect(source.checks).toBe(1);
  });

  it('asks once when it is told to twice', async () => {
    const { updates, source } = start();
    await Promise.all([updates.check('by-user'), updates.check('by-schedule')]);
    await updates.check('by-user');
    expect([source.checks, source.downloads]).toEqual([1, 1]);
  });

  it('only says so when the package is not its to replace', async () => {
    const { updates, source } = start({ installation: 'by-hand' });
    await updates.check('by-schedule');
    updates.download();
    expect(updates.getState().phase).toEqual({ kind: 'available', update: SECOND, waitsFor: 'user' });
    expect(source.downloads).toBe(0);
  });

  it('waits for mains power, and not longer than the user wants', async () => {
    const { updates, source, computer } = start();
    computer.onBattery = true;
    await updates.check('by-schedule');
    updates.powerChanged();
    expect(updates.getState().phase).toEqual({ kind: 'available', update: SECOND, waitsFor: 'mains-power' });
    computer.onBattery = false;
    updates.powerChanged();
    expect(updates.getState().phase.kind).toBe('downloading');

    const other = start();
    other.computer.onBattery = true;
    await other.updates.check('by-schedule');
    other.updates.download();
    expect(other.updates.getState().phase.kind).toBe('downloading');
    expect(source.downloads).toBe(1);
  });

  it('keeps what is there and does not start again by itself when the user cancels', async () => {
    const { updates, source } = start();
    await updates.check('by-schedule');
    updates.cancel();
    await settle();
    const cancelled = { kind: 'available', update: SECOND, waitsFor: 'user' };
    expect(updates.getState().phase).toEqual(cancelled);
    await updates.check('by-schedule');
    expect(updates.getState().phase).toEqual(cancelled);
    source.found = { ...SECOND, version: '3.0.0' };
    await updates.check('by-schedule');
    expect(updates.getState().phase).toMatchObject({ kind: 'downloading', update: { version: '3.0.0' } });
  });

  it('says what failed, tells the log, and can be tried again', async () => {
    const { updates, source, reports } = start();
    source.checkFailure = 'unreachable';
    await updates.check('by-user');
    expect(updates.getState().phase).toEqual({ kind: 'failed', during: 'check', failure: 'unreachable', update: null });
    source.checkFailure = null;
    await updates.check('by-user');
    source.fail('wrong-hash');
    await settle();
    expect(updates.getState().phase).toEqual({
      kind: 'failed',
      during: 'download',
      failure: 'wrong-hash',
      update: SECOND,
    });
    updates.restart();
    expect(source.restarts).toBe(0);
    updates.download();
    source.finish();
    await settle();
    expect(updates.getState().phase).toEqual({ kind: 'ready', update: SECOND });
    expect(reports).toEqual([
      'The check of an update failed: unreachable.',
      'The download of an update failed: wrong-hash.',
    ]);
  });

  it('asks no more when a version is ready', async () => {
    const { updates, source } = start();
    await updates.check('by-schedule');
    source.finish();
    await settle();
    await updates.check('by-user');
    expect(source.checks).toBe(1);
    expect(updates.getState().phase.kind).toBe('ready');
  });
});

describe('createUpdateSchedule', () => {
  it('asks soon after the start and then every six to seven hours', async () => {
    const time = new VirtualTime(0);
    const { updates, source } = start({ clock: time.clock });
    source.found = null;
    const jitter = createJitter('this one');
    const schedule = createUpdateSchedule({ updates, jitter, timers: time.timers });
    schedule.start();
    await time.advance(firstCheckAfterMs(jitter) - 1);
    expect(source.checks).toBe(0);
    await time.advance(24 * HOUR_MS);
    expect(source.checks).toBe(4);
    void schedule.dispose();
    await time.advance(24 * HOUR_MS);
    expect(source.checks).toBe(4);
  });

  it('tries again within two hours when a check failed', async () => {
    const time = new VirtualTime(0);
    const { updates, source } = start({ clock: time.clock });
    source.checkFailure = 'unreachable';
    createUpdateSchedule({ updates, jitter: createJitter('this one'), timers: time.timers }).start();
    await time.advance(21 * 60_000);
    expect(source.checks).toBe(1);
    await time.advance(2 * HOUR_MS);
    expect(source.checks).toBe(2);
  });

  it('never asks when updates are off', async () => {
    const time = new VirtualTime(0);
    const { updates } = start({ source: 'no-feed' });
    createUpdateSchedule({ updates, jitter: createJitter('x'), timers: time.timers }).start();
    await time.advance(24 * HOUR_MS);
    expect(time.elapsed()).toBe(24 * HOUR_MS);
    expect(updates.getState().lastCheckedAt).toBeNull();
  });

  it('spreads a fleet that starts at the same moment', () => {
    const firsts = Array.from({ length: 2000 }, (_, index) => firstCheckAfterMs(createJitter(`installation ${index}`)));
    const minutes = new Map<number, number>();
    for (const at of firsts) minutes.set(Math.floor(at / 60_000), (minutes.get(Math.floor(at / 60_000)) ?? 0) + 1);
    expect(Math.max(...minutes.values())).toBeLessThan((2000 / 20) * 1.4);
    expect(Math.max(...firsts)).toBeLessThan(21 * 60_000);
    expect(nextCheckAfterMs(createJitter('a'), false)).not.toBe(nextCheckAfterMs(createJitter('b'), false));
  });
});
