/**
 * A space between figures and Han letters, as the texts have it (docs/languages.md): Intl writes amounts and ages without.
 * Dates have none. `tag`: BCP 47.
 */
export function withHanSpaces(text: string, tag: string): string {
  return /^zh\b/i.test(tag) ? text.replace(/(\d)(?=\p{Script=Han})/gu, '$1 ') : text;
}
