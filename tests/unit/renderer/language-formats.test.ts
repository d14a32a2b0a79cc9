import { describe, expect, it } from 'vitest';
import {
  byteSize,
  clockTime,
  dateTime,
  percentText,
  relativeTime,
  timeUntil,
} from '../../../renderer/launcher/widgets/format.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Local noon, so that no time zone moves the day. */
const NOON = new Date(2026, 10, 21, 12, 0).getTime();

describe('amounts', () => {
  it.each([
    ['en', ['0 bytes', '1 byte', '812 kB', '1.4 MB', '64 MB', '2 GB']],
    ['zh-Hans', ['0 字节', '1 字节', '812 kB', '1.4 MB', '64 MB', '2 GB']],
    ['fa', ['۰ بایت', '۱ بایت', '۸۱۲ کیلوبایت', '۱٫۴ مگابایت', '۶۴ مگابایت', '۲ گیگابایت']],
  ])('are written as %s writes them', (tag, expected) => {
    expect([0, 1, 812_000, 1_400_000, 64_000_000, 2_000_000_000].map((bytes) => byteSize(bytes, tag))).toEqual(
      expected,
    );
    expect(percentText(41, tag)).toBe(tag === 'fa' ? '۴۱٪' : '41%');
  });
});

describe('times', () => {
  it.each([
    ['en', ['5 minutes ago', '2 hours ago', 'yesterday']],
    ['zh-Hans', ['5 分钟前', '2 小时前', '昨天']],
    ['fa', ['۵ دقیقه پیش', '۲ ساعت پیش', 'دیروز']],
  ])('are told from now as %s tells them', (tag, expected) => {
    expect([5 * MINUTE, 2 * HOUR, 30 * HOUR].map((ms) => relativeTime(NOON - ms, NOON, tag))).toEqual(expected);
  });

  it.each([
    ['en-GB', '14:00', 'tomorrow 14:00', 'in 2 hours', '21 Nov 2026, 12:00'],
    ['en-US', '2:00 PM', 'tomorrow 2:00 PM', 'in 2 hours', 'Nov 21, 2026, 12:00 PM'],
    ['zh-Hans-CN', '14:00', '明天 14:00', '2 小时后', '2026年11月21日 12:00'],
    ['fa-IR', '۱۴:۰۰', 'فردا ۱۴:۰۰', '۲ ساعت بعد', '۳۰ آبان ۱۴۰۵، ۱۲:۰۰'],
  ])('have the clock and calendar of %s', (tag, today, tomorrow, until, full) => {
    const plain = (text: string): string => text.replaceAll('\u202f', ' ');
    expect(plain(clockTime(NOON + 2 * HOUR, NOON, tag))).toBe(today);
    expect(plain(clockTime(NOON + 26 * HOUR, NOON, tag))).toBe(tomorrow);
    expect(timeUntil(NOON + 2 * HOUR, NOON, tag)).toBe(until);
    expect(plain(dateTime(NOON, tag))).toBe(full);
  });
});
