import type { SampleLanguage, SampleText } from './sample-language.ts';

/** A tip that changes every minute. */
const TIPS: readonly [SampleText, ...SampleText[]] = [
  {
    en: 'Write what you will look for, not what you know: “boiler, serial number” beats “cellar”.',
    'zh-Hans': '写下您以后会找的词，而不是现在想到的：“锅炉编号”比“地下室”更好找。',
    fa: 'چیزی را بنویسید که بعدها دنبالش می‌گردید: «شمارهٔ دیگ بخار» بهتر از «زیرزمین» است.',
  },
  {
    en: 'One thing in each note is easier to find, and easier to throw away.',
    'zh-Hans': '一条笔记只记一件事，更容易找到，也更容易删掉。',
    fa: 'هر یادداشت یک چیز: هم زودتر پیدا می‌شود و هم راحت‌تر دور انداخته می‌شود.',
  },
  {
    en: 'This tip was here before the page was: it came with the start.',
    'zh-Hans': '这条提示比页面先到：它是随打开一起获取的。',
    fa: 'این نکته پیش از صفحه اینجا بود: همراه باز شدن رسید.',
  },
  {
    en: 'Notes stay on this computer, in the storage of this mini-program alone.',
    'zh-Hans': '笔记只保存在这台电脑上此小程序自己的存储空间中。',
    fa: 'یادداشت‌ها روی همین رایانه و تنها در فضای ذخیرهٔ این مینی‌برنامه می‌مانند.',
  },
];

export function notebookData(
  base: string,
  now: number,
  lang: SampleLanguage = 'en',
): { server: string; asOf: number; lang: SampleLanguage; tip: string } {
  const minute = Math.floor(now / 60_000);
  return { server: base, asOf: minute * 60_000, lang, tip: (TIPS[minute % TIPS.length] ?? TIPS[0])[lang] };
}
