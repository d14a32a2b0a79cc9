/** What a page runs and shows that is not in the package, or that no browser runs. */
import { decodedPath } from '../../main/catalog/packages/package-files.ts';

const ORIGIN = 'https://package.invalid';
const COMMENTS = /<!--[\s\S]*?-->/g;
const BASE = /<base\b[^>]*?\shref\s*=\s*["']?([^"'\s>]*)/i;
const SCRIPT = /<script\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)/gi;
const LINK = /<link\b[^>]*>/gi;
const LOADING_LINK = /\srel\s*=\s*["']?[^"'>]*\b(?:stylesheet|modulepreload)\b/i;
const HREF = /\shref\s*=\s*["']?([^"'\s>]+)/i;
const IMAGE = /<img\b[^>]*?\ssrc\s*=\s*["']?([^"'\s>]+)/gi;
const SOURCE = /\.(?:[cm]?tsx?|jsx|vue|svelte|astro|coffee)$/i;
/** In a template a framework puts the address in. */
const PLACEHOLDER = /[{}$<`]|%[A-Z_]{2,}%|__\w+__/;

const JS_COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const BARE_IMPORT =
  /^\s*(?:import|export)\b[\w*{}\s,$]*?(?:\bfrom\s*)?["']((?:@[\w.-]+\/)?[A-Za-z][\w.-]*(?:\/[^"'\s:]*)?|node:\w+)["']\s*(?:with\b|assert\b|;|$)/gm;
const INLINE_MODULE = /<script\b[^>]*?\stype\s*=\s*["']?module\b[^>]*>([^]*?)<\/script/gi;
const IMPORT_MAP = /<script\b[^>]*?\stype\s*=\s*["']?importmap\b/i;

/** The second halves of sentences whose subject is the file. */
export function pagePartProblems(page: string, text: string, has: (file: string) => boolean): string[] {
  const markup = text.replace(COMMENTS, '');
  const address = `${ORIGIN}/${page.split('/').map(encodeURIComponent).join('/')}`;
  const base = URL.parse(BASE.exec(markup)?.[1] ?? '', address)?.href ?? address;
  const problems: string[] = [];
  for (const named of new Set(namedBy(markup))) {
    const url = PLACEHOLDER.test(named) ? null : URL.parse(named, base);
    const file = url?.origin === ORIGIN ? decodedPath(url.pathname.slice(1)) : null;
    if (!file || file.endsWith('/')) continue;
    if (SOURCE.test(file)) problems.push(`runs ${file}, which no browser does: package what your bundler builds of it`);
    else if (!has(file)) problems.push(`names ${file}, which is not in the package${whereItIs(file, has)}`);
  }
  return problems;
}

/** `null`: it imports nothing by the name of a package, or a page says where those are. */
export function bareImport(kind: 'page' | 'script', text: string, pages: Iterable<string>): string | null {
  const code = kind === 'script' ? text : [...text.matchAll(INLINE_MODULE)].map(([, inline = '']) => inline).join('\n');
  const [first] = code.replace(JS_COMMENTS, '').matchAll(BARE_IMPORT);
  const named = first?.[1];
  if (named === undefined || [...pages].some((page) => IMPORT_MAP.test(page))) return null;
  return named;
}

function namedBy(markup: string): string[] {
  const links = [...markup.matchAll(LINK)].flatMap(([link]) =>
    LOADING_LINK.test(link) ? (HREF.exec(link)?.[1] ?? []) : [],
  );
  return [...referencesIn(SCRIPT, markup), ...links, ...referencesIn(IMAGE, markup)];
}

function referencesIn(pattern: RegExp, markup: string): string[] {
  return [...markup.matchAll(pattern)].map(([, reference = '']) => reference);
}

/** For a site that lies in a folder of its host, as pages of a repository do. */
function whereItIs(file: string, has: (file: string) => boolean): string {
  for (let rest = file; rest.includes('/');) {
    rest = rest.slice(rest.indexOf('/') + 1);
    if (has(rest)) return ` (${rest} is): build with the base "/"`;
  }
  return '';
}
