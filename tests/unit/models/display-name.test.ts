import { describe, expect, it } from 'vitest';
import {
  cleanText,
  displayName,
  isContainersOwnName,
  lookOf,
  NAMELESS,
  NAME_LIMIT,
} from '../../../main/models/display-name.ts';
import { en } from '../../../preload/contract/messages/en/index.ts';
import { fa } from '../../../preload/contract/messages/fa/index.ts';
import { zhHans } from '../../../preload/contract/messages/zh-Hans/index.ts';

describe('a name that a stranger chose', () => {
  it.each([
    ['a line break and a tab', 'Fern\r\n\tAtlas', 'Fern Atlas'],
    ['marks that turn the direction', '\u202eknaB\u202c \u2066x\u2069\u200f', 'knaB x'],
    ['what has no width', 'F\u200be\u00adr\ufeffn\u2060', 'Fern'],
    ['letters that are drawn as nothing', 'Fern\u115f\u1160\u3164\uffa0\u2800', 'Fern'],
    ['tags', 'Fern\u{e0041}\u{e007f}', 'Fern'],
    ['joiners between letters that need none', 'Fe\u200drn\u200c', 'Fern'],
    ['half a letter', 'Fern\ud83d', 'Fern\ufffd'],
    ['a private letter', 'Fern\ue000', 'Fern'],
    ['towers of marks', `F${'\u0301'.repeat(50)}ern`, `F${'\u0301'.repeat(4)}ern`],
    ['spaces of all kinds', '\u3000 Fern\u00a0\u2003Atlas ', 'Fern Atlas'],
    ['a thousand letters', 'x'.repeat(1000), 'x'.repeat(NAME_LIMIT)],
    ['a letter that would be cut in two', `${'x'.repeat(NAME_LIMIT - 1)}😀`, 'x'.repeat(NAME_LIMIT - 1)],
    ['nothing that can be seen', '\u200b\u3164\u202e', NAMELESS],
  ])('is shown without %s', (_what, name, shown) => {
    expect(displayName(name)).toBe(shown);
  });

  it.each([
    'Fern Atlas',
    '蕨类图鉴',
    'می\u200cخواهم',
    'Việt ngữ',
    'नमस्ते',
    'ก็ที่นี้',
    '👩\u200d🌾 Farm',
    'C++ & <b>',
    'El Ärger',
  ])('is shown as it is when it is %s', (name) => {
    expect(displayName(name)).toBe(name);
  });

  it.each([
    'Larder',
    'LARDER',
    ' larder ',
    'Larder Settings',
    'L\u200bárder',
    'Lаrdеr',
    '1ARDER',
    'Iarder',
    'ӏаrԁег',
    'ＬＡＲＤＥＲ',
    '𝐋𝐚𝐫𝐝𝐞𝐫',
    'L a r d e r',
    'Settings',
    'ѕеttіngѕ',
    '设置',
    'تنظیمات',
  ])('is none when it could be taken for Larder: %s', (name) => {
    expect(displayName(name)).toBe(NAMELESS);
  });

  it('is none when it is what Larder calls one of its pages, in any language', () => {
    const keys = ['shelf', 'activity', 'downloads', 'settings'].map((page) => `frame.page.${page}`);
    for (const catalog of [en, zhHans, fa] as Readonly<Record<string, string>>[]) {
      for (const key of [...keys, 'diagnostics.title', 'updates.title'])
        expect([key, catalog[key], isContainersOwnName(catalog[key] ?? '')]).toEqual([key, catalog[key], true]);
    }
  });

  it('gives back what it gave, and takes time by the length of the text', () => {
    const texts = [
      'a\u0301'.repeat(99),
      `${'\u200d'.repeat(5000)}x`,
      '\u202e'.repeat(9000),
      '👩\u200d'.repeat(300),
      ' \u200b '.repeat(3000),
    ];
    for (const text of texts) {
      const shown = displayName(text);
      expect(displayName(shown)).toBe(shown);
      expect(cleanText(shown, NAME_LIMIT)).toBe(shown);
    }
    expect(lookOf('Fern Atlas')).toBe(lookOf('fern atlas'));
  });
});

describe('cleanText', () => {
  it('drops what breaks or reorders a line', () => {
    expect(cleanText('\u202e a\r\n\tb\u2028c\u0000\u061c ', 100)).toBe('a b c');
  });

  it('cuts between characters', () => {
    expect(cleanText('ab😀', 3)).toBe('ab');
    expect(cleanText('ab😀', 4)).toBe('ab😀');
  });
});
