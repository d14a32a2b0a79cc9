import { describe, expect, it } from 'vitest';
import { languageTag, textLanguage } from '../../../../main/system/language/language.ts';

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

describe('textLanguage', () => {
  it.each([
    [['en_GB.UTF-8', 'C'], 'en', 'en-GB'],
    [['zh'], 'zh-Hans', 'zh-Hans'],
    [['zh-CN'], 'zh-Hans', 'zh-Hans-CN'],
    [['zh_SG.UTF-8'], 'zh-Hans', 'zh-Hans-SG'],
    [['zh-Hans-HK'], 'zh-Hans', 'zh-Hans-HK'],
    [['zh-TW', 'zh-Hant'], 'en', 'en-TW'],
    [['fa_IR'], 'fa', 'fa-IR'],
    [['fa-AF'], 'fa', 'fa-AF'],
    [['fa', 'en-US'], 'fa', 'fa'],
    [['en', 'de-AT'], 'en', 'en-AT'],
    [['de-AT', 'fr-FR'], 'en', 'en-AT'],
    [['de-AT', 'fa-IR'], 'fa', 'fa-IR'],
    [['C'], 'en', 'en'],
    [[null, 'not a language'], 'en', 'en'],
  ])('answers a language of the texts when the user’s are %j', (names, language, locale) => {
    expect(textLanguage(names)).toEqual({ language, locale });
  });
});
