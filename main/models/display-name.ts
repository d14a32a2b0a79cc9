/**
 * Names and titles that strangers chose, as Larder shows them: cleaned once, here, before they are kept or shown.
 * A name is what people know a mini-program by, so it must neither be empty to the eye, nor rearrange what stands
 * around it, nor pass for Larder.
 */
import { BRAND } from '../../preload/contract/brand.ts';
import { once } from '../support/once.ts';

/**
 * Controls, marks of direction, what has no width, tags, and letters that are drawn as nothing. The joiners U+200C
 * and U+200D are judged by what stands beside them.
 */
const UNSEEN =
  // eslint-disable-next-line no-misleading-character-class -- each of them is meant by itself
  /[\p{Cc}\p{Co}\p{Cs}\p{Cn}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/gu;
/** Persian, Indic and Mongolian words are written with joiners, and emoji are put together with them. */
const NEEDLESS_JOINER =
  /(?<![\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}\p{Script=Mongolian}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}])[\u200c\u200d]|[\u200c\u200d](?=[\u200c\u200d\s]|$)/gu;
/** More marks on one letter would reach into the lines around it. Vietnamese needs two, Hebrew and Thai three. */
const TOO_MANY_MARKS = /(\p{M}{4})\p{M}+/gu;

const SPACES = /[\t-\r\u0085\p{Z}]+/gu;
/** Nothing to do: start-up looks at every name. */
const PLAIN = /^[!-~]+(?: [!-~]+)*$/;

/** `text` in one line of at most `limit` UTF-16 units, as it may be shown; empty when nothing of it can be seen. */
export function cleanText(text: string, limit: number): string {
  if (text.length <= limit && PLAIN.test(text)) return text;
  const line = text
    .toWellFormed()
    .replace(SPACES, ' ')
    .replace(UNSEEN, '')
    .replace(NEEDLESS_JOINER, '')
    .replace(TOO_MANY_MARKS, '$1')
    .replace(/ +/g, ' ')
    .trim();
  if (line.length <= limit) return line;
  return line.slice(0, limit).replace(/(?:[\ud800-\udbff]|[\s\u200c\u200d])+$/u, '');
}

export const NAME_LIMIT = 100;
/** What Larder's own pages and windows are called, in its languages. */
const PAGE_NAMES = [
  ...['Shelf', 'Activity', 'Downloads', 'Settings', 'Diagnostics', 'About', 'Updates'],
  ...['我的小程序', '活动', '下载', '设置', '诊断', '关于', '更新'],
  ...['مینی‌برنامه‌های من', 'فعالیت', 'دانلودها', 'تنظیمات', 'عیب‌یابی', 'درباره', 'به‌روزرسانی'],
];

// Letters of other scripts, digits and signs that look like one of a to z (after Unicode's confusables.txt).
// prettier-ignore
const LOOKALIKES: Readonly<Record<string, string>> = {
  а: 'a', α: 'a', ɑ: 'a', '@': 'a', '4': 'a', ԁ: 'd', ɗ: 'd', ꓒ: 'd', е: 'e', є: 'e', ε: 'e', ҽ: 'e', '3': 'e',
  г: 'r', ꭇ: 'r', ᴦ: 'r', ꮁ: 'r', ʀ: 'r', '1': 'l', i: 'l', ı: 'l', і: 'l', ι: 'l', ӏ: 'l', ǀ: 'l', ɩ: 'l', '|': 'l', '!': 'l',
  ʟ: 'l', ᴀ: 'a', ᴅ: 'd', ᴇ: 'e', о: 'o', ο: 'o', '0': 'o', օ: 'o', с: 'c', ϲ: 'c', р: 'p', ρ: 'p', ѕ: 's', '5': 's', $: 's',
  у: 'y', γ: 'y', υ: 'u', ν: 'v', ѵ: 'v', т: 't', τ: 't', н: 'h', һ: 'h', к: 'k', κ: 'k', м: 'm', п: 'n', ո: 'n', х: 'x', χ: 'x',
  ԝ: 'w', ѡ: 'w', ɡ: 'g', ց: 'g', ь: 'b', ꮯ: 'c', ꮮ: 'l', ꮪ: 's', ꮑ: 'n', ꭺ: 'a', ꭰ: 'd', ꭼ: 'e', ꭱ: 'r', ꮃ: 'w',
};

/** What a name looks like at a glance: two names with the same look can be taken for one another. */
export function lookOf(name: string): string {
  const plain = name.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
  return [...plain]
    .map((letter) => LOOKALIKES[letter] ?? letter)
    .join('')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const containerLook = once(() => lookOf(BRAND.name));
const pageLooks = once((): ReadonlySet<string> => new Set(PAGE_NAMES.map(lookOf)));

/** True for a name that could be taken for Larder or one of its pages. */
export function isContainersOwnName(name: string): boolean {
  const look = lookOf(name);
  return look.startsWith(containerLook()) || pageLooks().has(look);
}

/** What one is called that chose nothing that could be seen, or a name of Larder's own. */
export const NAMELESS = 'Mini-program';

/** A mini-program's name as it is kept and shown. A name that this gave is given back as it is. */
export function displayName(name: string): string {
  const clean = cleanText(name, NAME_LIMIT);
  return clean === '' || isContainersOwnName(clean) ? NAMELESS : clean;
}
