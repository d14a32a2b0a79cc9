import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../fakes/periodic-store.ts';
import { DAY_MS, Fleet, loadBetween, perMinuteBetween, WORLDWIDE, type Load, type Outage, type Zone } from './fleet.ts';
import { savePlot } from './fleet-plot.ts';

const START = Date.UTC(2027, 0, 11);
const day = (number: number, hour = 0): number => START + number * DAY_MS + hour * HOUR_MS;
/** Of the third day, after two to settle. */
const NORMAL = 3;
/** One outage says nothing, the other sends everyone the same Retry-After date. Both at the busiest time. */
const OUTAGES = [
  { from: day(4, 13), to: day(4, 15), tellsEnd: false },
  { from: day(6, 13), to: day(6, 15), tellsEnd: true },
];
const END = 8;

/** Everybody gets up at the same time. */
const ONE_COUNTRY = WORLDWIDE.filter(({ timeZone }) => timeZone === 'Europe/Berlin');

async function simulate(zones: readonly Zone[], outages: readonly Outage[]): Promise<{ fleet: Fleet; normal: Load }> {
  const fleet = new Fleet({ installations: 10_000, zones, alwaysOn: 0.4, startAt: START, seed: 42 });
  for (const outage of outages) fleet.addOutage(outage);
  await fleet.runUntil(day(END));
  return { fleet, normal: loadBetween(fleet, START, day(NORMAL), day(NORMAL + 1)) };
}

describe('a fleet of 10,000 installations all over the world', () => {
  let fleet: Fleet;
  let normal: Load;

  beforeAll(async () => {
    ({ fleet, normal } = await simulate(WORLDWIDE, OUTAGES));
    savePlot(path.join(import.meta.dirname, '../../out/fleet.svg'), {
      title: '10,000 installations, one mini-program each: a normal day, then two outages of two hours',
      perMinute: perMinuteBetween(fleet, START, day(NORMAL), day(END)),
      mean: normal.mean,
      limits: [
        { factor: 3, label: '3 x mean: the limit of a normal day' },
        { factor: 10, label: '10 x mean: the limit after an outage' },
      ],
      marks: OUTAGES.map(({ from, to, tellsEnd }) => ({
        from: (from - day(NORMAL)) / MINUTE_MS,
        to: (to - day(NORMAL)) / MINUTE_MS,
        label: tellsEnd ? '503, Retry-After: the end' : '503',
      })),
    });
  }, 120_000);

  test('the peak of a normal day is at most 3 x the mean', () => {
    report('worldwide, normal day', normal, normal);
    // Some computers are on for one fetch a day, the others for two.
    expect(normal.mean).toBeGreaterThan((1.2 * 10_000) / 1440);
    expect(normal.mean).toBeLessThan((2 * 10_000) / 1440);
    expect(normal.peak / normal.mean).toBeLessThanOrEqual(3);
  });

  test.each(OUTAGES)(
    'the peak is at most 10 x the mean after two hours of 503, end told: $tellsEnd',
    ({ from, to, tellsEnd }) => {
      const after = loadBetween(fleet, START, from, to + 33 * HOUR_MS);
      report(`worldwide, outage, end told: ${tellsEnd}`, after, normal);
      expect(after.peak / normal.mean).toBeLessThanOrEqual(10);
      // It is an outage that was simulated, and everyone is served in the end.
      expect(after.peak / normal.mean).toBeGreaterThan(3);
      expect(after.mean).toBeGreaterThan(0.95 * normal.mean);
    },
  );
});

describe('a fleet of 10,000 installations in one country', () => {
  test('the peak is at most 10 x the mean after an outage in the busiest two hours of the morning', async () => {
    const outages = OUTAGES.map((outage) => ({
      ...outage,
      from: outage.from - 5 * HOUR_MS,
      to: outage.to - 5 * HOUR_MS,
    }));
    const { fleet, normal } = await simulate(ONE_COUNTRY, outages);
    report('one country, normal day', normal, normal);
    for (const { from, to, tellsEnd } of outages) {
      const after = loadBetween(fleet, START, from, to + 33 * HOUR_MS);
      report(`one country, outage, end told: ${tellsEnd}`, after, normal);
      expect(after.peak / normal.mean).toBeLessThanOrEqual(10);
    }
  }, 120_000);
});

function report(what: string, load: Load, normal: Load): void {
  console.log(
    `${what}: peak ${load.peak} a minute, ${(load.peak / normal.mean).toFixed(1)} x the mean of a normal day (${normal.mean.toFixed(1)})`,
  );
}
