/** What was fetched while nobody looked: kept from the end of a sweep to the first look, also over a restart. */
import { describe, expect, it } from 'vitest';
import { createUnseenFetches, type UnseenFetchesLog } from '../../../../main/launcher/activity/unseen-fetches.ts';
import { createEventLog, type SweepReason } from '../../../../main/log/event-log.ts';
import {
  machineStateSchema,
  UNSEEN_FETCHES_LIMIT,
  type KeptUnseenFetches,
} from '../../../../main/storage/machine-state.ts';
import { NOW, testClock } from './request-fixtures.ts';

type Fetch = readonly [appId: string, isOk: boolean, errCode?: 'aborted' | 'timeout'];

function setUp(options: { canKeep?: boolean } = {}) {
  const clock = testClock();
  const situation = { isLookedAt: false, disk: null as KeptUnseenFetches | null, writes: 0 };
  const events = createEventLog(clock);
  const start = (): UnseenFetchesLog =>
    createUnseenFetches({
      events,
      kept: {
        get: () => situation.disk,
        set(unseen) {
          situation.writes += 1;
          if (options.canKeep === false) throw new Error('full');
          // As the disk has it.
          situation.disk = machineStateSchema.parse({ unseenFetches: unseen }).unseenFetches;
        },
      },
      nameOf: (appId) => `Name of ${appId}`,
      isLookedAt: () => situation.isLookedAt,
    });
  const fetchAll = (fetches: readonly Fetch[]): void => {
    for (const [appId, ok, errCode] of fetches) {
      const known = { appId, ok, notModified: false, bytes: 1, ms: 1 };
      events.emit('periodic-finished', errCode ? { ...known, errCode } : known);
      clock.at += 1000;
    }
  };
  const sweep = (fetches: readonly Fetch[], reason: SweepReason = 'fixed-time'): void => {
    events.emit('sweep-started', { reason, due: fetches.length });
    fetchAll(fetches);
    events.emit('sweep-finished', { reason, requests: 0, succeeded: 0, failed: 0, stopped: null, ms: 1 });
  };
  return { situation, start, sweep, fetchAll };
}

describe('news of the Activity page', () => {
  it('are what sweeps fetched, each mini-program once, with those that failed by name', () => {
    const { start, sweep, situation } = setUp();
    const unseen = start();
    sweep([['a', true], ['b', false, 'timeout'], ['c', false, 'timeout'], ['d', false, 'aborted']]); // prettier-ignore
    sweep([['a', false, 'timeout'], ['b', true]], 'due-time'); // prettier-ignore
    expect(unseen.news()).toEqual({ firstAt: NOW, lastAt: NOW + 5000, fetched: 2, failed: ['Name of c'] });
    expect(situation.writes).toBe(2);
  });

  it('stay from one run to another, until they are looked at', () => {
    const { start, sweep } = setUp();
    const night = start();
    sweep([['a', true]]);
    night.dispose();
    const morning = start();
    morning.look(7);
    expect(morning.news()).toMatchObject({ fetched: 1 });
    morning.dispose();
    expect(start().news()).toBeNull();
  });

  it('stay for the window that has them when it asks again, and not for another', () => {
    const { start, sweep } = setUp();
    const unseen = start();
    sweep([['a', true]]);
    unseen.look(7);
    unseen.look(7);
    expect(unseen.news()).toMatchObject({ fetched: 1 });
    sweep([['b', true]]);
    expect(unseen.news()).toMatchObject({ fetched: 1, firstAt: NOW + 1000 });
    unseen.look(7);
    unseen.look(8);
    expect(unseen.news()).toBeNull();
  });

  it.each<[string, (parts: ReturnType<typeof setUp>) => void]>([
    ['a sweep that the user asked for', ({ sweep }) => sweep([['a', true]], 'user')],
    ['a fetch of the user’s own', ({ fetchAll }) => fetchAll([['a', true]])],
    ['a sweep with nothing to fetch', ({ sweep }) => sweep([])],
    ['a sweep that was cut short', ({ sweep }) => sweep([['a', false, 'aborted']])],
    [
      'a sweep while the launcher is looked at',
      ({ situation, sweep }) => {
        situation.isLookedAt = true;
        sweep([['a', true]]);
      },
    ],
  ])('are not made by %s', (_what, act) => {
    const parts = setUp();
    const unseen = parts.start();
    act(parts);
    expect(unseen.news()).toBeNull();
    expect(parts.situation.writes).toBe(0);
  });

  it('are there in this run when the disk takes nothing', () => {
    const { start, sweep } = setUp({ canKeep: false });
    const unseen = start();
    sweep([['a', true]]);
    unseen.look(7);
    expect(unseen.news()).toMatchObject({ fetched: 1 });
  });

  it('count no more mini-programs than are kept', () => {
    const { start, sweep, situation } = setUp();
    const unseen = start();
    sweep(Array.from({ length: UNSEEN_FETCHES_LIMIT + 1 }, (_, n): Fetch => [`app${n}`, true]));
    expect(unseen.news()).toMatchObject({ fetched: UNSEEN_FETCHES_LIMIT, failed: [] });
    expect(situation.disk?.fetched).toHaveLength(UNSEEN_FETCHES_LIMIT);
  });

  it('are none when the disk has something else', () => {
    expect(machineStateSchema.parse({ unseenFetches: { fetched: 'all' } }).unseenFetches).toBeNull();
  });
});
