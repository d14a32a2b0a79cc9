/**
 * `preFetchRules`: which requests a start makes for the page that it opens. Pure.
 *
 * Patterns are strangers' and the page comes from any link, so a pattern is only what is matched in a time that
 * nobody notices: no regular expressions, no groups and modifiers, at most two `*` and six names, one of them a
 * segment (`[^/]+` beside another in one segment multiplies: two names and two stars took 6.6 s).
 */
import { URLPattern } from 'node:url';
import type { PreFetchRule } from '../../models/details-schema.ts';
import type { OwnNames } from './templates.ts';

/** Rules of one mini-program that count. */
export const MAX_RULES = 10;
/** Rules of one start whose requests are made. */
export const MAX_MATCHES = 3;
/** Of a page, in UTF-16 code units; longer ones match nothing. */
export const MAX_PAGE_LENGTH = 256;
/** The same, percent-encoded: this is what is matched. */
const MAX_ENCODED_LENGTH = 768;
const MAX_STARS = 2;
const MAX_NAMES = 6;
const PATTERN_NAME = /:([A-Za-z_][A-Za-z0-9_]*)/g;
const QUERY_NAME = /^query\.([A-Za-z0-9_][A-Za-z0-9_.-]{0,63})$/;

/** What a start asks for besides `preFetchUrl`. */
export type PlannedRule =
  | { readonly kind: 'request'; readonly rule: PreFetchRule; readonly ownNames: OwnNames }
  /** It is for other pages. */
  | { readonly kind: 'other-page'; readonly rule: PreFetchRule }
  /** It is not made, and its author should know; `state`: why, as the end of a sentence. */
  | {
      readonly kind: 'refused';
      readonly rule: PreFetchRule;
      readonly code: 'not-configured' | 'template-error';
      readonly state: string;
    };

/** `page` and `query`: what the mini-program was opened with; without a page it is `/`. */
export function planRules(
  rules: readonly PreFetchRule[],
  { path = '', query = '' }: { readonly path?: string | undefined; readonly query?: string | undefined },
): PlannedRule[] {
  const page = encodedPage(path);
  const keys = new Set<string>();
  let matches = 0;
  return rules.map((rule, index): PlannedRule => {
    const refused = (code: 'not-configured' | 'template-error', state: string): PlannedRule => ({
      kind: 'refused',
      rule,
      code,
      state,
    });
    if (index >= MAX_RULES) return refused('not-configured', `only the first ${MAX_RULES} rules count`);
    if (keys.has(rule.key)) return refused('not-configured', 'a rule before it has the same key');
    keys.add(rule.key);
    const pattern = compilePattern(rule.page);
    if (typeof pattern === 'string') return refused('template-error', pattern);
    const groups = page === null ? null : pattern.exec({ pathname: page })?.pathname.groups;
    if (!groups) return { kind: 'other-page', rule };
    matches += 1;
    if (matches > MAX_MATCHES) return refused('not-configured', `${MAX_MATCHES} rules before it match this page, too`);
    return { kind: 'request', rule, ownNames: namesOf(groups, query) };
  });
}

/** What is wrong with a pattern, as the end of a sentence; `null`: nothing. */
export function patternProblem(pattern: string): string | null {
  const compiled = compilePattern(pattern);
  return typeof compiled === 'string' ? compiled : null;
}

/** The names that a template of this usable pattern may use, each with a made-up value. */
export function sampleNames(pattern: string): OwnNames {
  const names = Object.fromEntries([...pattern.matchAll(PATTERN_NAME)].map(([, name = '']) => [name, 'x']));
  return namesOf(names, '');
}

function compilePattern(pattern: string): URLPattern | string {
  if (!pattern.startsWith('/')) return 'its page does not begin with a slash';
  if (/[(){}+?#\\\s\p{Cc}]/u.test(pattern)) return 'its page is more than a path with "*" and names such as ":id"';
  const names = [...pattern.matchAll(PATTERN_NAME)].map(([, name = '']) => name);
  if (names.length > MAX_NAMES) return `its page has more than ${MAX_NAMES} names`;
  if (new Set(names).size < names.length) return 'its page has a name twice';
  if ((pattern.match(/\*/g) ?? []).length > MAX_STARS) return `its page has more than ${MAX_STARS} "*"`;
  const isCrowded = pattern.split('/').some((segment) => (segment.match(/[*:]/g) ?? []).length > 1);
  if (isCrowded) return 'its page has more than one "*" or name between two slashes';
  try {
    const compiled = new URLPattern({ pathname: pattern });
    // A name goes on with every letter that Unicode has: only those that a template can spell are names.
    const found = Object.keys(
      compiled.exec({ pathname: pattern.replaceAll(PATTERN_NAME, 'x') })?.pathname.groups ?? {},
    );
    return found
      .filter((name) => !/^\d+$/.test(name))
      .sort()
      .join() === [...names].sort().join()
      ? compiled
      : 'its page has a name of more than letters without accents, digits and "_"';
  } catch {
    return 'its page is not a path pattern';
  }
}

/** As it stands in an address; `null`: too long to be matched. */
function encodedPage(path: string): string | null {
  const page = `/${path.replace(/^\/+/, '')}`;
  if (page.length > MAX_PAGE_LENGTH) return null;
  const encoded = URL.parse(page.replaceAll('?', '%3F').replaceAll('#', '%23'), 'https://page.invalid')?.pathname;
  return encoded === undefined || encoded.length > MAX_ENCODED_LENGTH ? null : encoded;
}

/** `page.NAME` of the pattern, `query.NAME` of the start query, which is empty where there is none. */
function namesOf(groups: Readonly<Record<string, string | undefined>>, query: string): OwnNames {
  const fields = new URLSearchParams(query);
  return (name) => {
    const field = QUERY_NAME.exec(name)?.[1];
    if (field !== undefined) return fields.get(field) ?? '';
    const group = name.startsWith('page.') ? name.slice('page.'.length) : '';
    if (!/^[A-Za-z_]/.test(group) || !Object.hasOwn(groups, group)) return undefined;
    return decoded(groups[group] ?? '');
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
