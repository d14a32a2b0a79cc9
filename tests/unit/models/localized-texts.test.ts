import { describe, expect, it } from 'vitest';
import { detailsSchema, shownTexts, spelledDetails } from '../../../main/models/details-schema.ts';
import { LOCALIZED_LIMITS, textIn } from '../../../main/models/localized-texts.ts';

const NAMES = { 'zh-Hans': '行情板', 'zh-TW': '行情看板', fa: 'تابلوی بازار', 'pt-BR': 'Painel', pt: 'Quadro' };

describe('textIn', () => {
  it.each([
    ['zh-CN', '行情板'],
    ['zh-SG', '行情板'],
    ['zh', '行情板'],
    ['zh-Hant', '行情看板'],
    ['zh-HK', '行情看板'],
    ['fa-IR', 'تابلوی بازار'],
    ['fa-AF', 'تابلوی بازار'],
    ['pt-BR', 'Painel'],
    ['pt-PT', 'Quadro'],
    ['pt_BR', 'Painel'],
    ['en', 'Market board'],
    ['not a tag', 'Market board'],
    ['', 'Market board'],
  ])('gives a reader of %j the text in their language and script: %s', (locale, text) => {
    expect(textIn(locale, NAMES, 'Market board')).toBe(text);
  });

  it('passes by what is no tag of a language', () => {
    expect(textIn('de', { 'no tag': 'x', de: 'Marktbrett' }, 'Market board')).toBe('Marktbrett');
  });
});

const details = (more: Record<string, unknown>): unknown => ({
  appId: 'abc',
  name: 'Market board',
  description: 'Prices.',
  version: '1',
  packageUrl: 'https://x.example/p.zip',
  packageSha256: 'a'.repeat(64),
  serviceDomains: [],
  ...more,
});

describe('more languages than there may be', () => {
  const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`x${n}`, 1]));
  it.each(['names', 'descriptions'])('are refused in %s, and not looked at one by one', (member) => {
    const { error } = detailsSchema().safeParse(spelledDetails(details({ [member]: many })));
    expect(error?.issues.length).toBeLessThanOrEqual(LOCALIZED_LIMITS.languages + 1);
    const texts = Object.fromEntries(Object.keys(many).map((tag) => [tag, 'x']));
    const refused = detailsSchema().safeParse(spelledDetails(details({ [member]: texts })));
    expect(refused.error?.issues.map(({ message }) => message)).toEqual(['must have at most 50 languages']);
  });

  it.each([[null], [[]], [undefined]])('are not there when they are %j', (absent) => {
    const parsed = detailsSchema().parse(spelledDetails(details({ names: absent, descriptions: absent })));
    expect([parsed.names, parsed.descriptions]).toEqual([undefined, undefined]);
  });
});

describe('descriptions in details', () => {
  it.each(['\u202e', '\u200b', ' \n', '\0'])(
    'are none where nothing of %j is left, and are read again as kept',
    (text) => {
      const parsed = detailsSchema().parse(details({ descriptions: { fa: text, de: 'Kurse.' } }));
      expect(parsed.descriptions).toEqual({ de: 'Kurse.' });
      expect(shownTexts(parsed, 'fa').description).toBe('Prices.');
      expect(detailsSchema().parse(parsed)).toEqual(parsed);
    },
  );
});

describe('names in details', () => {
  it('may be objects with a direction, as the Web App Manifest has them', () => {
    const names = { fa: { value: 'تابلو', dir: 'rtl' }, 'zh-Hans': { value: '行情板', lang: 'zh-CN' }, de: 'Kurse' };
    const parsed = detailsSchema().parse(spelledDetails(details({ names })));
    expect(parsed.names).toEqual({ fa: 'تابلو', 'zh-Hans': '行情板', de: 'Kurse' });
  });

  it.each([{ value: 5 }, { value: null }, { value: { value: 'x' } }, { dir: 'rtl' }, ['x']])(
    'are refused when one is %j',
    (name) => {
      const spelt = spelledDetails(details({ names: { fa: name } }));
      expect(detailsSchema().safeParse(spelt).success).toBe(false);
    },
  );

  it('are cleaned like the name, and each text is in its own language or the common one', () => {
    const parsed = detailsSchema().parse(details({ names: { fa: '\u202eتابلو\u0000', de: 'Larder' } }));
    expect(shownTexts(parsed, 'fa')).toEqual({ name: 'تابلو', description: 'Prices.' });
    expect(shownTexts(parsed, 'de').name).toBe('Mini-program');
  });

  it.each([
    ['too many', Object.fromEntries(Array.from({ length: LOCALIZED_LIMITS.languages + 1 }, (_, n) => [`x${n}`, 'a']))],
    ['no texts', { fa: 1 }],
    ['long tags', { ['a'.repeat(36)]: 'x' }],
    ['long', { fa: 'x'.repeat(201) }],
    ['a list', ['x']],
  ])('are refused when they are %s', (_what, names) => {
    expect(detailsSchema().safeParse(details({ names })).success).toBe(false);
  });
});
