import { describe, expect, it } from 'vitest';
import {
  isGivenUp,
  maxRetryAfterMs,
  retryDelayMs,
  type Attempts,
  type Trouble,
} from '../../../../main/background-fetch/transfer/retry-policy.ts';
import { BACKGROUND_FETCH_LIMITS as LIMITS } from '../../../../main/background-fetch/ports.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Asks as often as a record does, until `forMs` have passed or it is given up. */
function outage(forMs: number, trouble: Omit<Trouble, 'now'>): { attempts: number; gaveUpAtMs: number | null } {
  const record = { restarts: 0, failures: 0, troubleSince: 0 } satisfies Attempts;
  let now = 0;
  for (;;) {
    record.failures += 1;
    if (isGivenUp(record, { ...trouble, now }, LIMITS)) return { attempts: record.failures, gaveUpAtMs: now };
    if (now >= forMs) return { attempts: record.failures, gaveUpAtMs: null };
    now += retryDelayMs({ failures: record.failures, awayMs: now, retryAfterMs: null }, LIMITS, () => 0);
  }
}

describe('patience', () => {
  it.each([
    ['six minutes', 6 * MINUTE_MS],
    ['an hour', HOUR_MS],
    ['a night', 10 * HOUR_MS],
    ['a day', DAY_MS],
    ['a long weekend', 4 * DAY_MS],
  ])('does not end in an outage of %s when bytes are there', (_what, forMs) => {
    expect(outage(forMs, { hasContact: true }).gaveUpAtMs).toBeNull();
    expect(outage(forMs, { hasContact: true, isHopeless: true }).gaveUpAtMs).toBeNull();
  });

  it.each([
    ['nothing is there after five minutes', { hasContact: false }, 5 * MINUTE_MS, 7 * MINUTE_MS],
    ['nothing is there and nobody either, at the second attempt', { hasContact: false, isHopeless: true }, 0, 1000],
    ['nothing is there and somebody else answers, at once', { hasContact: false, isElsewhere: true }, 0, 0],
    ['somebody else answers, after an hour', { hasContact: true, isElsewhere: true }, HOUR_MS, 1.3 * HOUR_MS],
    ['the server is away, after a week', { hasContact: true }, 7 * DAY_MS, 7.02 * DAY_MS],
  ])('ends when %s', (_what, trouble, fromMs, toMs) => {
    const { gaveUpAtMs } = outage(Infinity, trouble);
    expect(gaveUpAtMs).toBeGreaterThanOrEqual(fromMs);
    expect(gaveUpAtMs).toBeLessThanOrEqual(toMs);
  });

  it('asks ever less often, so that a server that was away for a day is not besieged', () => {
    expect(outage(HOUR_MS, { hasContact: true }).attempts).toBeLessThan(50);
    expect(outage(DAY_MS, { hasContact: true }).attempts).toBeLessThan(200);
  });

  it('ends after a few attempts however short they were when a computer slept between them', () => {
    const record = { restarts: 0, failures: LIMITS.attemptsBeforeContact - 1, troubleSince: 0 };
    expect(isGivenUp(record, { hasContact: false, now: DAY_MS }, LIMITS)).toBe(false);
    expect(isGivenUp({ ...record, failures: record.failures + 1 }, { hasContact: false, now: DAY_MS }, LIMITS)).toBe(
      true,
    );
  });

  it('ends when a record begins anew again and again, however good the connection is', () => {
    const record = { restarts: LIMITS.attemptsAfterContact, failures: 1, troubleSince: null };
    expect(isGivenUp(record, { hasContact: true, now: 0 }, LIMITS)).toBe(true);
  });
});

describe('the wait before a retry', () => {
  const wait = (failures: number, retryAfterMs: number | null, random = 0, awayMs = 0): number =>
    retryDelayMs({ failures, awayMs, retryAfterMs }, LIMITS, () => random);

  it('doubles up to its limit, is spread, and is never shorter than the server asked', () => {
    expect([1, 2, 3, 30].map((failures) => wait(failures, null))).toEqual([500, 1000, 2000, MINUTE_MS]);
    expect([wait(1, null, 1), wait(1, 5000), wait(1, 5000, 1)]).toEqual([750, 5000, 7500]);
  });

  it('grows with the outage, up to a quarter of an hour', () => {
    expect([wait(30, null, 0, HOUR_MS), wait(30, null, 0, DAY_MS)]).toEqual([HOUR_MS / 8, 15 * MINUTE_MS]);
  });

  it('is as long as the server asks, an hour when nothing is there and a week when something is', () => {
    expect([maxRetryAfterMs(false, LIMITS), maxRetryAfterMs(true, LIMITS)]).toEqual([HOUR_MS, 7 * DAY_MS]);
  });
});
