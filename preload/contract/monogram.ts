/** What stands for a mini-program without an icon: its first letter on a colour of its own. */

/** A hue of 0 to 359 degrees that is always the same for one id (FNV-1a). */
export function hueOf(appId: string): number {
  let hash = 0x811c9dc5;
  for (const character of appId) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash % 360;
}

/** The first letter or digit as a person counts them (accents, emoji), upper-cased. */
export function firstLetter(name: string): string {
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.trim())) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(segment)) return segment.toLocaleUpperCase();
  }
  return '·';
}
