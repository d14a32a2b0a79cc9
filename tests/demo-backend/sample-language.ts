/** The languages of the samples' data; Larder asks in one by the argument `lang`. */
export type SampleLanguage = 'en' | 'zh-Hans' | 'fa';

/** A text in each. */
export type SampleText = Readonly<Record<SampleLanguage, string>>;

/** `tag`: BCP 47; English for everything else. */
export function sampleLanguage(tag: string | null): SampleLanguage {
  if (/^zh(?!-(?:Hant|TW|HK|MO))/i.test(tag ?? '')) return 'zh-Hans';
  return /^fa/i.test(tag ?? '') ? 'fa' : 'en';
}
