import { describe, expect, it } from 'vitest';
import { languageTag, textLanguage } from '../../../../main/system/language/language.ts';

describe('languageTag', () => {
  it.each([
    [['de_AT.UTF-8@euro', 'de_AT.UTF-8', 'de_AT', 'de', 'C'], 'de-AT'],
    [['zh-hant-tw', 'en-US'], 'zh-Hant-TW'],
    [['C', 'fr_CA.UTF-8'], 'fr-CA'],
    // What systems say when they know none, and how they write some.
    ...['und', 'und-US', 'mul', 'zxx', 'mis', 'root', 'i-default', 'x-own', 'C.UTF-8'].map(
      (none): [string[], string] => [[none, 'pt_BR'], 'pt-BR'],
    ),
    [['und'], 'en'],
    [['sr_RS@latin'], 'sr-Latn-RS'],
    [['sr_RS.UTF-8@latin', 'sr_RS'], 'sr-Latn-RS'],
    [['uz_UZ@Cyrillic'], 'uz-Cyrl-UZ'],
    [['ks_IN@devanagari'], 'ks-Deva-IN'],
    [['ca_ES@valencia'], 'ca-ES'],
    [['fa_IR@calendar=persian'], 'fa-IR'],
    [['de_DE.ISO-8859-15@constructor'], 'de-DE'],
    [['en_US_POSIX'], 'en-US'],
    [['zh_CN.GB18030'], 'zh-CN'],
    [['iw_IL'], 'he-IL'],
    [['tl_PH'], 'fil-PH'],
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
