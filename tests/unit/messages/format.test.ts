import { describe, expect, it } from 'vitest';
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
});
