/**
 * Files that are named from the address of a page: what is right at the top is another file, or none, for a page in a
 * folder and for a route that `spa_fallback` answers.
 */
import { decodedPath } from '../../main/catalog/packages/package-files.ts';

const ORIGIN = 'https://package.invalid';
/** As history routers have them. */
const ROUTE = { address: `${ORIGIN}/a/b`, shown: '/a/b, which spa_fallback answers,' } as const;
const COMMENTS = /<!--[\s\S]*?-->/g;
const BASE = /<base\b[^>]*?\shref\s*=\s*["']?([^"'\s>]*)/i;
const IN_MARKUP = /<(?:script|img|source|video|audio|iframe|embed|link)\b[^>]*?\s(?:src|href)\s*=\s*["']?([^"'\s>]+)/gi;
/** Relative to the page, wherever the script lies that has them. */
const IN_SCRIPTS =
  /(?:\bserviceWorker\s*\.\s*register|\bnew\s+(?:Shared)?Worker|\baddModule)\s*\(\s*["'`]([^"'`\s$]+)["'`]/g;

export interface RelativeName {
  /** The file that has it. */
  readonly name: string;
  readonly named: string;
  /** Where it leads to nothing: the subject of a sentence. */
  readonly lostAt: string;
  /** What would be found from everywhere. */
  readonly absolute: string;
}

interface Place {
  /** What relative names are resolved against. */
  readonly base: string;
  readonly shown: string;
}

export interface TextFiles {
  /** Texts of pages and scripts by their paths. */
  readonly pages: ReadonlyMap<string, string>;
  readonly scripts: ReadonlyMap<string, string>;
  readonly has: (file: string) => boolean;
  /** The page that answers every route; `null`: none does. */
  readonly fallback: string | null;
}

/** At most one of each file: the others are of its kind. */
export function relativeNames({ pages, scripts, has, fallback }: TextFiles): readonly RelativeName[] {
  const placesOf = (page: string): Place[] => {
    const address = `${ORIGIN}/${page.split('/').map(encodeURIComponent).join('/')}`;
    const own = { address, shown: page };
    const base = BASE.exec(pages.get(page) ?? '')?.[1] ?? '';
    return (page === fallback ? [own, ROUTE] : [own]).map((place) => ({
      base: URL.parse(base, place.address)?.href ?? place.address,
      shown: place.shown,
    }));
  };
  const lost = (name: string, references: Iterable<string>, places: readonly Place[]): RelativeName | null => {
    for (const named of references) {
      const found = places.map(({ base, shown }) => ({ file: fileOf(named, base), shown }));
      const right = found.find(({ file }) => file !== null && has(file))?.file;
      const wrong = found.find(({ file }) => file !== null && !has(file));
      if (right && wrong) return { name, named, lostAt: wrong.shown, absolute: `/${right}` };
    }
    return null;
  };
  const ofPages = [...pages].map(([name, text]) => {
    const markup = text.replace(COMMENTS, '');
    return lost(name, [...referencesIn(IN_MARKUP, markup), ...referencesIn(IN_SCRIPTS, markup)], placesOf(name));
  });
  const ofScripts = [...scripts].map(([name, text]) => {
    const references = referencesIn(IN_SCRIPTS, text);
    if (references.length === 0) return null;
    const file = name.slice(name.lastIndexOf('/') + 1);
    // What no page names itself is part of a program that any of them may run.
    const naming = [...pages.keys()].filter((page) => pages.get(page)?.includes(file));
    return lost(name, references, (naming.length > 0 ? naming : [...pages.keys()]).flatMap(placesOf));
  });
  return [...ofPages, ...ofScripts].filter((one) => one !== null);
}

function referencesIn(pattern: RegExp, text: string): string[] {
  return [...text.matchAll(pattern)].map(([, reference = '']) => reference);
}

/** `null`: outside the package. */
function fileOf(reference: string, base: string): string | null {
  const url = URL.parse(reference, base);
  return url?.origin === ORIGIN ? decodedPath(url.pathname.slice(1)) : null;
}
