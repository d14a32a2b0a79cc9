import { describe, expect, it } from 'vitest';
import { IntlMessageFormat } from 'intl-messageformat';
import { CATALOGS } from '../../../preload/contract/messages/catalogs.ts';
import { createTranslate, type Catalogs } from '../../../preload/contract/messages/format.ts';

const english = {
  'a.files': '{n, plural, one {# file} other {# files}}',
  'a.name': 'Remove {name}?',
  'a.broken': 'All is well',
  'a.missing': 'Only here',
  'a.both': 'No {end',
} as const;
const catalogs = {
  en: english,
  'zh-Hans': { ...english, 'a.files': '{n, plural, other {# 个文件}}' },
  fa: {
    ...english,
    'a.files': '{n, plural, other {# پرونده}}',
    'a.name': '{name} حذف شود؟',
    'a.broken': '{n, plural, }',
    'a.missing': undefined as unknown as string,
  },
} satisfies Catalogs<typeof english>;

function translator(language: 'en' | 'zh-Hans' | 'fa') {
  const reports: string[] = [];
  return {
    t: createTranslate<typeof english>(catalogs, { language, locale: language }, (problem) => reports.push(problem)),
    reports,
  };
}

describe('createTranslate', () => {
  it('uses the plural and the digits of the language', () => {
    expect([1, 2].map((n) => translator('en').t('a.files', { n }))).toEqual(['1 file', '2 files']);
    expect(translator('zh-Hans').t('a.files', { n: 12 })).toBe('12 个文件');
    expect(translator('fa').t('a.files', { n: 12 })).toBe('۱۲ پرونده');
  });

  it('isolates a name when it is of the other direction than the sentence', () => {
    expect(translator('en').t('a.name', { name: 'Notebook' })).toBe('Remove Notebook?');
    expect(translator('en').t('a.name', { name: 'دفتر' })).toBe('Remove \u2068دفتر\u2069?');
    expect(translator('fa').t('a.name', { name: 'Notebook' })).toBe('\u2068Notebook\u2069 حذف شود؟');
  });

  it('shows the English message and reports it once when a translation is broken or missing', () => {
    const { t, reports } = translator('fa');
    expect([t('a.broken'), t('a.broken'), t('a.missing')]).toEqual(['All is well', 'All is well', 'Only here']);
    expect(reports).toHaveLength(2);
    expect(reports[0]).toContain('Cannot show the message "a.broken" in "fa"');
    expect(reports[1]).toContain('"a.missing" in "fa": there is no such message');
  });

  it('shows the key when a value is missing', () => {
    const { t, reports } = translator('fa');
    expect([t('a.name', {}), reports.length]).toEqual(['a.name', 2]);
  });

  it('shows the key when the English message is broken, too', () => {
    const { t, reports } = translator('en');
    expect([t('a.both', {}), reports.length]).toEqual(['a.both', 1]);
  });

  it.each(['en', 'zh-Hans', 'fa'] as const)(
    'shows each text of %s that has no arguments as ICU shows it',
    (language) => {
      const texts = Object.entries(CATALOGS[language]).filter(([, text]) => !text.includes('{') && !text.includes('%'));
      const t = createTranslate(CATALOGS, { language, locale: language }, (problem) => expect.fail(problem));
      const shown = texts.map(([key]) => t(key as 'common.close'));
      expect(texts.length).toBeGreaterThan(100);
      expect(shown).toEqual(
        texts.map(([, text]) => new IntlMessageFormat(text, language, undefined, { ignoreTag: true }).format()),
      );
    },
  );

  it.each([
    ["it''s", "it's"],
    ["'{'braces'}'", '{braces}'],
    ['# <b>bold</b> | 100 %', '# <b>bold</b> | 100 %'],
    ['', ''],
  ])('reads %j as ICU does', (text, shown) => {
    const all = { 'a.text': text };
    const t = createTranslate({ en: all }, { language: 'en', locale: 'en' }, (problem) => expect.fail(problem));
    expect(t('a.text')).toBe(shown);
  });
});
