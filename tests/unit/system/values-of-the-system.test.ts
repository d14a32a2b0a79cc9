/** Values that the environment, the locale, the clock and the disk give, right or not: each has a stand-in. */
import { describe, expect, it, vi } from 'vitest';
import { dailyExpression, scheduleDaily } from '../../../main/data-fetch/periodic/cron.ts';
import { fixedTimesAround } from '../../../main/data-fetch/periodic/fixed-time.ts';
import { networkChecks } from '../../../main/diagnostics/network-checks.ts';
import { bytesLeft } from '../../../main/storage/disk.ts';
import { createSystemClock } from '../../../main/support/clock.ts';
import { createTimeZoneReader, usableTimeZone } from '../../../main/support/time-zone.ts';
import { absoluteOr } from '../../../main/system/desktop/start-with-system.ts';
import { languageTag, textLanguage } from '../../../main/system/language/language.ts';

const NOW = Date.UTC(2026, 4, 5, 12);

describe('the time zone', () => {
  const zones: [named: string | undefined, used: string, isKnown: boolean][] = [
    ['Europe/Berlin', 'Europe/Berlin', true],
    ['UTC', 'UTC', true],
    ['Etc/GMT+5', 'Etc/GMT+5', true],
    ['+05:30', '+05:30', true],
    ['europe/berlin', 'Europe/Berlin', true],
    ['Etc/Unknown', 'UTC', false],
    ['Factory', 'UTC', false],
    [undefined, 'UTC', false],
    ['', 'UTC', false],
    [':', 'UTC', false],
    [':/etc/localtime', 'UTC', false],
    ['posixrules', 'UTC', false],
    ['CET-1CEST,M3.5.0', 'UTC', false],
    ['../../etc/passwd', 'UTC', false],
    ['Mars/Phobos', 'UTC', false],
  ];
  it.each(zones)('%j is counted in', (named, used, isKnown) => {
    const zone = usableTimeZone(named);
    expect(zone).toEqual({ name: used, isKnown });
    expect(fixedTimesAround(NOW, 240, zone.name).nextAt).toBeGreaterThan(NOW);
    void scheduleDaily(240, zone.name, () => {}).dispose();
    expect(dailyExpression(240)).toBe('0 4 * * *');
  });

  it('is told by Diagnostics when it is not known', async () => {
    const [clock] = networkChecks({
      backendUrl: () => null,
      http: { get: () => Promise.reject(new Error('asked')) },
      resolveProxy: () => Promise.resolve('DIRECT'),
      knownIds: () => Promise.resolve([]),
      clock: { now: () => NOW },
      environment: {},
      timeZone: () => usableTimeZone('Etc/Unknown'),
    }).filter(({ id }) => id === 'clock');
    expect(await clock?.run(AbortSignal.timeout(1000))).toMatchObject({
      status: 'warning',
      text: { key: 'diagnostics.clock.no-zone', values: { zone: 'UTC' } },
    });
  });
});

describe('the time zone of who asks often', () => {
  const MINUTE_MS = 60_000;
  it.each([
    ['the same moment', 0, false],
    ['just before a minute', MINUTE_MS - 1, false],
    ['a minute', MINUTE_MS, true],
    ['a sleep of a night', 9 * 60 * MINUTE_MS, true],
    ['a clock that was set back', -1, true],
  ])('is asked anew after %s: %d ms', (_when, laterMs, isAskedAnew) => {
    let now = NOW;
    let name = 'Europe/Berlin';
    const read = createTimeZoneReader({ now: () => now }, () => usableTimeZone(name));
    expect(read().name).toBe('Europe/Berlin');
    name = 'Asia/Tokyo';
    now += laterMs;
    expect(read().name).toBe(isAskedAnew ? 'Asia/Tokyo' : 'Europe/Berlin');
  });
});

describe('the clock', () => {
  it.each([
    ['before the epoch', -1_000_000_000_000, 0],
    ['at it', 0, 0],
    ['now', NOW, NOW],
    ['far ahead', 8_640_000_000_000_000, 8_640_000_000_000_000],
  ])('is a time that can be kept when it stands %s', (_what, system, time) => {
    vi.spyOn(Date, 'now').mockReturnValue(system);
    expect(createSystemClock().now()).toBe(time);
    vi.restoreAllMocks();
  });
});

describe('the disk', () => {
  it.each([
    ['says what is left', { blocks: 100, bavail: 10, bsize: 4096 }, 40_960],
    ['is full', { blocks: 100, bavail: 0, bsize: 4096 }, 0],
    ['is past its quota', { blocks: 100, bavail: -3, bsize: 4096 }, 0],
    ['has no size', { blocks: 0, bavail: 0, bsize: 4096 }, Infinity],
    ['has no blocks', { blocks: 100, bavail: 100, bsize: 0 }, Infinity],
    ['says no number', { blocks: 100, bavail: NaN, bsize: 4096 }, Infinity],
  ])('has room when it %s', (_what, answer, bytes) => {
    expect(bytesLeft(answer)).toBe(bytes);
  });
});

describe('a path of the environment', () => {
  it.each([
    [undefined, '/home/a/.config'],
    ['', '/home/a/.config'],
    ['config', '/home/a/.config'],
    ['./config', '/home/a/.config'],
    ['~/.config', '/home/a/.config'],
    ['/etc/xdg', '/etc/xdg'],
  ])('%j counts when it is absolute', (named, used) => {
    expect(absoluteOr(named, '/home/a/.config')).toBe(used);
  });
});

describe('the locale', () => {
  it.each([
    ['C', 'en'],
    ['POSIX', 'en'],
    ['', 'en'],
    ['en_US.UTF-8@x', 'en-US'],
    ['zh_CN.GB18030', 'zh-CN'],
    ['xx_YY_ZZ_QQ', 'en'],
    ['not a locale', 'en'],
    ['sr_RS@latin', 'sr-RS'],
    ['a'.repeat(5000), 'en'],
    [null, 'en'],
  ])('%j is a language', (name, tag) => {
    expect(languageTag([name])).toBe(tag);
    expect(() => new Intl.NumberFormat(textLanguage([name]).locale).format(1)).not.toThrow();
  });
});
