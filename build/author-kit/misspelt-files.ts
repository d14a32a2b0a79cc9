/** Files that pages, styles and scripts name in other letters' case than theirs: found on Windows and macOS, nowhere else. */
import { decodedPath } from '../../main/catalog/packages/package-files.ts';

const BASE = 'https://package.invalid/';
const IN_MARKUP = /\s(?:src|href|poster|data)\s*=\s*["']?([^"'\s>]+)/gi;
const IN_STYLES = /(?:\burl\(|@import)\s*["']?([^"')\s;]+)/gi;
const IN_SCRIPTS = /\b(?:from|import)\s*(?:\(\s*)?["'`](\.{0,2}\/[^"'`\s$]+)["'`]/g;
const PATTERNS = { page: [IN_MARKUP, IN_STYLES, IN_SCRIPTS], style: [IN_STYLES], script: [IN_SCRIPTS] } as const;

export interface MisspeltFile {
  readonly named: string;
  readonly file: string;
}

/** `name`: of the file that `text` is in. Each once. A page with a base of its own is not looked at. */
export function misspeltFiles(
  kind: keyof typeof PATTERNS,
  name: string,
  text: string,
  files: readonly string[],
): readonly MisspeltFile[] {
  if (kind === 'page' && /<base\b/i.test(text)) return [];
  const byCase = new Map(files.map((file) => [file.toLowerCase(), file]));
  const there = new Set(files);
  const base = BASE + name.split('/').map(encodeURIComponent).join('/');
  const found = new Map<string, string>();
  for (const pattern of PATTERNS[kind])
    for (const [, reference = ''] of text.matchAll(pattern)) {
      const url = URL.parse(reference, base);
      const named = url?.href.startsWith(BASE) ? (decodedPath(url.pathname.slice(1)) ?? '') : '';
      const file = there.has(named) ? undefined : byCase.get(named.toLowerCase());
      if (file !== undefined) found.set(named, file);
    }
  return [...found].map(([named, file]) => ({ named, file }));
}
