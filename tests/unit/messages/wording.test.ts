/** What docs/languages.md asks of every text, as far as a test can tell. */
import { describe, expect, it } from 'vitest';
import { CATALOGS } from '../../../preload/contract/messages/catalogs.ts';
import type { MessageKey } from '../../../preload/contract/messages/index.ts';
import { LANGUAGES, type Language } from '../../../preload/contract/messages/languages.ts';

/** `key: text` of the messages that match. */
function matching(language: Language, pattern: RegExp): string[] {
  return Object.entries(CATALOGS[language])
    .filter(([, text]) => pattern.test(text))
    .map(([key, text]) => `${key}: ${text}`);
}

/** What is shown of a message: its arguments and the syntax of plurals are not. */
const shown = (text: string): string => {
  let rest = text;
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest
      .replace(/\{\w+, plural, ((?:(?:=0|one|other) \{[^{}]*\} ?)+)\}/g, (_, cases: string) =>
        [...cases.matchAll(/\{([^{}]*)\}/g)].map(([, one]) => one?.replaceAll('#', '\u0000')).join('\u0000'),
      )
      .replace(/\{\w+(?:, (?:number|date|time)[^{}]*)?\}/g, '\u0000');
  }
  return rest;
};

function shownMatching(language: Language, pattern: RegExp): string[] {
  return Object.entries(CATALOGS[language])
    .filter(([, text]) => pattern.test(shown(text)))
    .map(([key, text]) => `${key}: ${text}`);
}

// Intl writes a figure and its unit without the space that stands between them everywhere else.
it('Chinese texts name units themselves', () => {
  expect(matching('zh-Hans', /::unit/)).toEqual([]);
});

describe('one word for one thing', () => {
  it.each<[Language, string, RegExp]>([
    ['en', 'mini-program source', /(?<!--)\bbackends?\b/i],
    ['en', 'fetch data', /\bsweeps?\b/i],
    ['en', 'unreadable files, kept as', /\bset aside\b/i],
    ['en', 'secure storage', /\bsecret store\b/i],
    ['en', 'sign-in code', /\bone-time code\b/i],
    ['en', 'sign-in token', /\baccess token\b/i],
    ['en', 'saved data', /\bstates?\b/i],
    ['en', 'in progress', /\bunder way\b/i],
    ['en', 'automatically', /\bby itself\b/i],
    ['en', 'continue', /\b(?:go|goes) on\b/i],
    ['en', 'turned off, turned on', /\bswitched (?:off|on)\b/i],
    ['en', 'quit Larder', /\bLarder ends\b/],
    ['en', 'can connect to', /\btalk to\b/i],
    ['en', 'ID', /\b(?:id|Id|app id)\b/],
    ['en', 'American spelling', /cancelled|licence|programme\b|colour|web site/i],
    ['en', 'is not a', /(?<!There )\bis no\b(?! longer)/],
    ['zh-Hans', '小程序源', /后端/],
    ['zh-Hans', '安全存储', /密钥存储/],
    ['zh-Hans', '周期性更新', /定期获取/],
    ['zh-Hans', '预拉取', /预获取|预取/],
    ['zh-Hans', '登录凭证', /授权码|一次性/],
    ['zh-Hans', '响应', /应答/],
    ['zh-Hans', '沙盒', /沙箱/],
    ['zh-Hans', '电脑', /计算机/],
    ['zh-Hans', '较新版本', /更新版本/],
    ['zh-Hans', '程序包', /安装包/],
    ['zh-Hans', '无法读取的文件', /搁置/],
    ['zh-Hans', '保存的数据', /保存的状态/],
    ['zh-Hans', '您', /你/],
    ['fa', 'منبع مینی‌برنامه‌ها', /پشتیبان/],
    ['fa', 'مخزن امن', /مخزن رمز|انبار رمز|گاوصندوق/],
    ['fa', 'محیط ایزوله', /جعبهٔ شنی/],
    ['fa', 'دریافت پیشاپیش', /پیش‌دریافت/],
    ['fa', 'کد مجوز', /یک‌بارمصرف/],
    ['fa', 'فایل', /پرونده/],
    ['fa', 'آپلود، دانلود', /بارگیری|در حال بارگذاری/],
    ['fa', 'مکث', /متوقف(?! و)/],
    ['fa', 'مینی‌برنامه‌های من', /قفسه/],
    ['fa', 'استفاده', /به کار (?:می|رفته|برده)/],
    ['fa', 'انتخاب کنید', /برگزین/],
    ['fa', 'این‌ها، آن‌ها، همه‌چیز، هرکدام، اینجا', /اینها|آنها|همه چیز|هر کدام|این‌جا/],
  ])('in %s is "%s"', (language, _word, others) => {
    expect(shownMatching(language, others)).toEqual([]);
  });
});

describe('signs', () => {
  it('quote with the quotation marks of the language', () => {
    for (const language of LANGUAGES) expect(matching(language, /"|'/)).toEqual([]);
    expect(matching('fa', /[“”]/)).toEqual([]);
  });

  it('are of full width in Chinese, with a space between Chinese and Latin letters and none beside such a sign', () => {
    expect(shownMatching('zh-Hans', /\p{Script=Han}[,;!?()]|[,;!?()]\p{Script=Han}|\p{Script=Han}:/u)).toEqual([]);
    expect(shownMatching('zh-Hans', /[，。；：！？（）“”] | [，。；：！？（）“”]/)).toEqual([]);
    expect(shownMatching('zh-Hans', /\p{Script=Han}[A-Za-z0-9]|[A-Za-z0-9]\p{Script=Han}/u)).toEqual([]);
  });

  it('are Persian in Persian', () => {
    expect(shownMatching('fa', /\p{Script=Arabic}[,;?]/u)).toEqual([]);
  });

  it('of an option or a scheme stay with it in Persian: U+2066 and U+2069 around them', () => {
    const outside = Object.entries(CATALOGS.fa).filter(([, text]) =>
      /(?:^|[\s(«])--\w|\b(?:bnc|https?):(?!\/\/[\w.])/.test(text.replace(/\u2066[^\u2069]*\u2069/g, '')),
    );
    expect(outside).toEqual([]);
    const unbalanced = Object.entries(CATALOGS.fa).filter(
      ([, text]) => text.split('\u2066').length !== text.split('\u2069').length,
    );
    expect(unbalanced).toEqual([]);
  });
});

describe('amounts and keys', () => {
  it('count in decimal units everywhere, and in Persian by their whole names', () => {
    for (const language of LANGUAGES) expect(matching(language, /[KMG]iB/)).toEqual([]);
    expect(matching('fa', /unit\/\w+\b(?! unit-width-full-name)/)).toEqual([]);
    expect(shownMatching('fa', /\bms\b|\bkB\b|\bMB\b/)).toEqual([]);
  });

  it('have one plural form in Persian and Chinese, which do not tell them apart after a number', () => {
    for (const language of ['fa', 'zh-Hans'] as const) expect(matching(language, /\bone \{/)).toEqual([]);
  });

  it('name no key of one system: keys are an argument', () => {
    for (const language of LANGUAGES) expect(matching(language, /\bCtrl\b|⌘|\bCommand\+/)).toEqual([]);
  });
});

/** Who speaks to the computer says what stands on the button (WCAG 2.5.3). Of buttons that show an icon alone, nothing stands there. */
describe('the name of a button', () => {
  const ICONS = new Set(['downloads.forget']);
  const PAIRS = (Object.keys(CATALOGS.en) as MessageKey[]).flatMap((key) => {
    const longer = (['It', 'For', 'Label'] as const)
      .map((ending) => `${key}${ending}`)
      .filter((name) => name in CATALOGS.en);
    return ICONS.has(key) ? [] : longer.map((name) => [key, name as MessageKey] as const);
  });

  it('is looked at where it is said for one of several', () => {
    expect(PAIRS.map(([, longer]) => longer)).toEqual(
      expect.arrayContaining([
        'downloads.pauseIt',
        'downloads.room.allowIt',
        'activity.fetchNowFor',
        'settings.program.clearLabel',
      ]),
    );
  });

  it.each(LANGUAGES)('holds what the button shows: %s', (language) => {
    const texts: Readonly<Record<string, string>> = CATALOGS[language];
    const isMissing = ([shownKey, nameKey]: readonly [string, string]): boolean =>
      !texts[nameKey]!.toLowerCase().includes(texts[shownKey]!.toLowerCase());
    expect(PAIRS.filter(isMissing).map(([shownKey, nameKey]) => `${texts[shownKey]} / ${texts[nameKey]}`)).toEqual([]);
  });
});
