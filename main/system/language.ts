/** The container's language, from what the user chose or the system says. */

/** The system says nothing that is a language: the `C` locale. */
const NO_LANGUAGE = 'en';

/**
 * The first of `names` that is a language, as a canonical BCP 47 tag. On Linux the system names
 * POSIX locales, such as `de_AT.UTF-8@euro` and `C` (g_get_language_names).
 */
export function languageTag(names: readonly (string | null | undefined)[]): string {
  for (const name of names) {
    const tag = (name ?? '').replace(/[.@].*$/s, '').replaceAll('_', '-');
    if (tag === 'C' || tag === 'POSIX') continue;
    try {
      const [canonical] = Intl.getCanonicalLocales(tag);
      if (canonical) return canonical;
    } catch {
      // Not a language: the next one may be.
    }
  }
  return NO_LANGUAGE;
}
