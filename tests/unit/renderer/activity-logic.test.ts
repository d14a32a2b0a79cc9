/** The Activity page's rules that need no page. */
import { describe, expect, it } from 'vitest';
import { clockTime, duration, timeUntil } from '../../../renderer/launcher/widgets/format.ts';
import { keepUnchanged } from '../../../renderer/launcher/activity/keep-unchanged.ts';
import { minutesOf, timeOf } from '../../../renderer/launcher/settings/minutes.ts';
import { barPercent, segmentsOf } from '../../../renderer/launcher/activity/phases.ts';
import { ALL_REQUESTS, listed, programsOf } from '../../../renderer/launcher/activity/request-filter.ts';
import { historyText, waitText, wakeText } from '../../../renderer/launcher/activity/schedule-text.ts';
import { createActivity, createEntry, createScheduleRow } from './activity-fixtures.ts';

const NOON_MS = new Date(2026, 10, 21, 12, 0).getTime();
const HOUR_MS = 3_600_000;

describe('waitText', () => {
  const row = createScheduleRow({ appId: 'a', name: 'A', dueAt: NOON_MS + 2 * HOUR_MS });
  const idle = createActivity();
  const at = clockTime(NOON_MS + 2 * HOUR_MS, NOON_MS);

  it.each([
    [{}, `${at}, in 2 hours`],
    [{ dueAt: NOON_MS - 1 }, 'Due now'],
    [{ waitingFor: 'turn' }, 'Due now'],
    [{ waitingFor: 'network' }, `${at}, once online`],
    [{ waitingFor: 'network', dueAt: NOON_MS }, 'Due now, once online'],
    [{ waitingFor: 'power' }, `${at}, once plugged in`],
    [{ waitingFor: 'metered' }, `${at}, once on a connection that is not metered`],
    [{ waitingFor: 'retry', failures: 1 }, `1 attempt failed; next try ${at}`],
    [{ waitingFor: 'token' }, 'Waiting for a token, which the mini-program has not set'],
    [{ waitingFor: 'not-opened-lately' }, 'Not opened in the last 7 days'],
    [{ waitingFor: 'switched-off' }, 'Turned off here'],
  ] as const)('says in words what %j waits for', (change, text) => {
    expect(waitText({ ...row, ...change }, idle, NOON_MS)).toBe(text);
  });

  it('names the switch for all when that one is off', () => {
    const off = { sweeping: false, settings: { ...idle.settings, enabled: false } };
    expect(waitText({ ...row, waitingFor: 'switched-off' }, off, NOON_MS)).toBe('Background activity is off for all');
  });
});

describe('programsOf', () => {
  it('leaves out the requests of no mini-program', () => {
    const own = createEntry({ id: 'own', appId: null, name: 'Larder', kind: 'sign-in' });
    const entries = [own, createEntry({ appId: 'a', name: 'A' })];
    expect(programsOf(entries)).toEqual([{ appId: 'a', name: 'A' }]);
    expect(listed(entries, { ...ALL_REQUESTS, kind: 'sign-in' })).toEqual([own]);
  });
});

describe('historyText', () => {
  it('counts failures once: not again when the wait is for a retry', () => {
    const row = createScheduleRow({ appId: 'a', name: 'A', lastSuccessAt: NOON_MS - 2 * HOUR_MS, failures: 2 });
    expect(historyText(row, NOON_MS)).toMatch(/2 attempts failed since then$/);
    expect(historyText({ ...row, waitingFor: 'retry' }, NOON_MS)).not.toMatch(/failed/);
    expect(historyText({ ...row, lastSuccessAt: null, failures: 0 }, NOON_MS)).toBe('Not fetched yet');
  });
});

describe('wakeText', () => {
  it.each([
    [{ sweeping: true }, 'Fetching data now'],
    [{ nextWakeAt: null }, 'No fetch is scheduled'],
    [{ nextWakeAt: NOON_MS }, 'Next fetch: any moment now'],
  ])('says of %j', (change, text) => {
    expect(wakeText(createActivity(change), NOON_MS)).toBe(text);
  });
});

describe('segmentsOf', () => {
  it('lays the parts one after the other and names what is left', () => {
    expect(segmentsOf({ totalMs: 100, dnsMs: 10, firstByteMs: 60 })).toEqual([
      { phase: 'dns', ms: 10, startMs: 0 },
      { phase: 'firstByte', ms: 60, startMs: 10 },
      { phase: 'rest', ms: 30, startMs: 70 },
    ]);
  });

  it('has no rest when only rounding is left', () => {
    expect(segmentsOf({ totalMs: 60.4, firstByteMs: 60 })).toHaveLength(1);
  });
});

describe('barPercent', () => {
  it('grows with the duration and stays inside the track', () => {
    expect([barPercent(0), barPercent(10), barPercent(60_000), barPercent(900_000)]).toEqual([24, 24, 100, 100]);
    expect(barPercent(400)).toBeGreaterThan(barPercent(40));
  });
});

describe('keepUnchanged', () => {
  it('keeps the identity of equal entries and of an equal list', () => {
    const before = createActivity({ entries: [createEntry({ id: 'a', outcome: null }), createEntry({ id: 'b' })] });
    const same = keepUnchanged(before, structuredClone(before));
    expect(same.entries).toBe(before.entries);
    const changed = keepUnchanged(
      before,
      createActivity({ entries: [createEntry({ id: 'a' }), createEntry({ id: 'b' })] }),
    );
    expect(changed.entries[0]).not.toBe(before.entries[0]);
    expect(changed.entries[1]).toBe(before.entries[1]);
  });
});

describe('times and durations', () => {
  it.each([
    [0, '0 ms'],
    [0.44, '0.4 ms'],
    [412.4, '412 ms'],
    [999.6, '1 s'],
    [4_180, '4.2 s'],
    [60_000, '60 s'],
  ])('%d ms are shown as %s', (ms, text) => {
    expect(duration(ms, 'en')).toBe(text);
  });

  it('names the day when it is another one', () => {
    expect(clockTime(NOON_MS + HOUR_MS, NOON_MS, 'en-GB')).toBe('13:00');
    expect(clockTime(NOON_MS + 13 * HOUR_MS, NOON_MS, 'en-GB')).toBe('tomorrow 01:00');
    expect(clockTime(NOON_MS + 72 * HOUR_MS, NOON_MS, 'en-GB')).toBe('Tue 24 Nov, 12:00');
  });

  it.each([
    [0, 'now'],
    [20_000, 'in 1 minute'],
    [5 * HOUR_MS, 'in 5 hours'],
  ])('%d ms ahead is %s', (aheadMs, text) => {
    expect(timeUntil(NOON_MS + aheadMs, NOON_MS, 'en')).toBe(text);
  });

  it('reads and writes the fixed time', () => {
    expect([timeOf(0), timeOf(245), timeOf(1439)]).toEqual(['00:00', '04:05', '23:59']);
    expect([minutesOf('04:05'), minutesOf('23:59:30'), minutesOf('24:00'), minutesOf('')]).toEqual([
      245,
      1439,
      null,
      null,
    ]);
  });
});
