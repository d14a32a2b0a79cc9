import { describe, expect, it } from 'vitest';
import { languageTag } from '../../../main/system/language.ts';

describe('languageTag', () => {
  it.each([
    [['de_AT.UTF-8@euro', 'de_AT.UTF-8', 'de_AT', 'de', 'C'], 'de-AT'],
    [['zh-hant-tw', 'en-US'], 'zh-Hant-TW'],
    [['C', 'fr_CA.UTF-8'], 'fr-CA'],
    [['POSIX', 'C.UTF-8'], 'en'],
    [[null, undefined, '', 'not a language', 'pt-BR'], 'pt-BR'],
    [[], 'en'],
  ])('answers a BCP 47 tag when the system says %j', (names, tag) => {
    expect(languageTag(names)).toBe(tag);
  });
});
