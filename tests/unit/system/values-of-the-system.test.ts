/** Values that the environment, the locale, the clock and the disk give, right or not: each has a stand-in. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { dailyExpression, scheduleDaily } from '../../../main/data-fetch/periodic/cron.ts';
import { planPeriodic } from '../../../main/data-fetch/periodic/due.ts';
import { fixedTimesAround } from '../../../main/data-fetch/periodic/fixed-time.ts';
import { networkChecks } from '../../../main/diagnostics/network-checks.ts';
import { createRedaction } from '../../../main/diagnostics/report.ts';
import { createLogFile, logFileName } from '../../../main/log/log-file.ts';
import { bytesLeft } from '../../../main/storage/disk.ts';
import { createSystemClock } from '../../../main/support/clock.ts';
import {
  homeFolder,
  keepFilesUsable,
  makeTemporaryFolder,
  systemRoot,
  temporaryPlaces,
  userName,
  workingFolder,
} from '../../../main/support/system-values.ts';
import { createTimeZoneReader, usableTimeZone } from '../../../main/support/time-zone.ts';
import { absoluteOr } from '../../../main/system/desktop/start-with-system.ts';
import { languageTag, textLanguage } from '../../../main/system/language/language.ts';
import { periodicRecord } from '../../fakes/periodic-store.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

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
    ['where the first counters end', Date.UTC(2038, 0, 19, 3, 14, 8), Date.UTC(2038, 0, 19, 3, 14, 8)],
    ['where the second ones end', Date.UTC(2106, 1, 7, 6, 28, 16), Date.UTC(2106, 1, 7, 6, 28, 16)],
    ['where the kernel’s end', Date.UTC(2262, 3, 11, 23, 47, 17), Date.UTC(2262, 3, 11, 23, 47, 17)],
    ['at the end of four digits', Date.UTC(9999, 11, 31, 23), Date.UTC(9999, 11, 31)],
    ['after it', Date.UTC(12_000, 0), Date.UTC(9999, 11, 31)],
    ['where dates end', 8_640_000_000_000_000, Date.UTC(9999, 11, 31)],
  ])('is a time that everything can count with when it stands %s', async (_what, system, time) => {
    vi.spyOn(Date, 'now').mockReturnValue(system);
    const now = createSystemClock().now();
    vi.restoreAllMocks();
    expect(now).toBe(time);
    const records = [
      periodicRecord('fresh', { lastOpenedAt: now, lastSuccessAt: null }),
      periodicRecord('failed', { lastOpenedAt: now, lastSuccessAt: 1, failedAt: now, retryAt: now + 1 }),
    ];
    const situation = {
      settings: { enabled: true, dailyAtMinutes: 240, offsetMinutes: 60, timeZone: 'Asia/Tokyo', notOnBattery: false },
      conditions: { online: true, onBattery: false },
      lastFixedTimeRun: now,
    };
    const plan = planPeriodic(records, situation, now);
    expect(plan.due).toEqual(['fresh']);
    expect(plan.fixedTime.nextAt).toBeGreaterThan(now);
    expect(plan.fixedTime.nextAt - plan.fixedTime.lastAt).toBe(86_400_000);
    const folder = createTemporaryFolder();
    const log = createLogFile({ folder, level: 'events', onFailed: (reason) => expect.fail(reason) });
    log.say('warning', 'told', now);
    await log.dispose();
    expect(JSON.parse(readFileSync(path.join(folder, logFileName(0)), 'utf8'))).toMatchObject({
      at: expect.stringMatching(/^\d{4}-/),
      message: 'told',
    });
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

describe('an account', () => {
  const nobody = (): never => {
    throw Object.assign(new Error('A system error occurred: uv_os_get_passwd returned ENOENT'), {
      code: 'ERR_SYSTEM_ERROR',
    });
  };
  it.each([
    ['has a name', () => userName(() => 'ada'), 'ada'],
    ['has none', () => userName(nobody), ''],
    ['has a home', () => homeFolder(() => path.resolve('/home/ada')), path.resolve('/home/ada')],
    ['has no home', () => homeFolder(nobody), ''],
    ['has an empty home', () => homeFolder(() => ''), ''],
    ['has a home that leads anywhere', () => homeFolder(() => 'ada'), ''],
    ['works in a folder', () => workingFolder(() => path.resolve('/work')), path.resolve('/work')],
    ['works in a folder that is gone', () => workingFolder(nobody, () => {}), path.parse(process.execPath).root],
  ])('is one to start from when it %s', (_what, read, value) => {
    expect(read()).toBe(value);
  });

  it('works in the root from then on when its folder is gone, or threads could not be started', () => {
    const changes: string[] = [];
    workingFolder(nobody, (folder) => void changes.push(folder));
    workingFolder(
      () => '/work',
      (folder) => void changes.push(folder),
    );
    expect(changes).toEqual([path.parse(process.execPath).root]);
  });

  it('leaves a report readable when nothing is known of it', () => {
    expect(createRedaction({ home: homeFolder(nobody), userName: userName(nobody) })('/home/a/b')).toBe('/home/a/b');
  });
});

describe('the folder of Windows', () => {
  it.each([
    ['D:\\Win', 'D:\\Win'],
    [undefined, 'C:\\Windows'],
    ['', 'C:\\Windows'],
    ['Windows', 'C:\\Windows'],
    ['.\\Windows', 'C:\\Windows'],
    ['%SystemRoot%', 'C:\\Windows'],
  ])('is a whole path when it is given as %j', (named, used) => {
    expect(systemRoot(named)).toBe(used);
  });
});

describe('a place for temporary files', () => {
  it('is the next one when the first is missing, a file, or cannot be written', () => {
    const good = createTemporaryFolder();
    const file = path.join(good, 'file');
    writeFileSync(file, '');
    for (const bad of [path.join(good, 'missing'), file, '/proc', 'relative/none', ''])
      expect(path.dirname(makeTemporaryFolder('x-', [bad, good])), bad).toBe(good);
  });

  it('is told with the first reason when there is none', () => {
    const missing = path.join(createTemporaryFolder(), 'missing');
    expect(() => makeTemporaryFolder('x-', [missing])).toThrow(missing);
    expect(() => makeTemporaryFolder('x-', [])).toThrow('no place');
  });

  it.each([
    ['/tmp', 'linux', ['/tmp', '/var/tmp', '/dev/shm']],
    ['/run/user/1', 'darwin', ['/run/user/1', '/tmp', '/var/tmp', '/dev/shm']],
    ['tmp', 'linux', ['/tmp', '/var/tmp', '/dev/shm']],
    ['', 'linux', ['/tmp', '/var/tmp', '/dev/shm']],
  ] as const)('is looked for from %j on %s', (named, platform, places) => {
    expect(temporaryPlaces(named, platform)).toEqual(places);
  });
});

describe('the mask of new files', () => {
  it.each([
    [0o022, 0o022],
    [0o077, 0o077],
    [0o000, 0o000],
    [0o002, 0o002],
    [0o777, 0o077],
    [0o277, 0o077],
    [0o400, 0o077],
    [0o177, 0o077],
  ])('%o lets their owner use them', (named, kept) => {
    let mask = named;
    keepFilesUsable((next) => {
      const before = mask;
      mask = next;
      return before;
    });
    expect(mask).toBe(kept);
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
    ['sr_RS@latin', 'sr-Latn-RS'],
    ['a'.repeat(5000), 'en'],
    [null, 'en'],
  ])('%j is a language', (name, tag) => {
    expect(languageTag([name])).toBe(tag);
    expect(() => new Intl.NumberFormat(textLanguage([name]).locale).format(1)).not.toThrow();
  });
});
