import { describe, expect, it } from 'vitest';
import { byteSize } from '../../../preload/contract/byte-size.ts';
import { withHanSpaces } from '../../../preload/contract/han-spacing.ts';
import { relativeTime, timeUntil } from '../../../renderer/launcher/widgets/format.ts';

const NOW = Date.UTC(2026, 10, 21, 9, 30);
const HOUR_MS = 3_600_000;

describe('figures beside Han letters', () => {
  it.each([
    ['5分钟前', 'zh-Hans', '5 分钟前'],
    ['剩余 20秒', 'zh-CN', '剩余 20 秒'],
    ['41 MB', 'zh-Hans', '41 MB'],
    ['5分钟前', 'en', '5分钟前'],
  ])('%s in %s is %s', (text, tag, expected) => {
    expect(withHanSpaces(text, tag)).toBe(expected);
  });

  it('have their space in ages, times to come and amounts', () => {
    expect([
      relativeTime(NOW - 3 * HOUR_MS, NOW, 'zh-Hans'),
      timeUntil(NOW + 5 * HOUR_MS, NOW, 'zh-Hans'),
      byteSize(0, 'zh-Hans'),
      relativeTime(NOW - 26 * HOUR_MS, NOW, 'zh-Hans'),
    ]).toEqual(['3 小时前', '5 小时后', '0 字节', '昨天']);
  });
});
