/**
 * What the main process tells these pages: by the query when the page is loaded, in the user's
 * language, and by the fragment (`#received=…&total=…`) while a package arrives. Names and reports in
 * it are a stranger's, and are only ever set as text.
 */

import { hueOf } from '../../preload/contract/monogram.ts';

export interface PageParameters {
  readonly name: string;
  /** Path of the mini-program's icon at these pages' origin; '': none. */
  readonly icon: string;
  /** 0 to 359, the mini-program's colour in the launcher. */
  readonly hue: number;
  readonly title: string;
  /** BCP 47, of the texts and of the numbers in them. */
  readonly language: string;
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** Any other text, by its name; empty when it was not given. */
  text(name: string): string;
}

const TEXT_LIMIT = 1000;

export function pageParameters(search: string): PageParameters {
  const query = new URLSearchParams(search);
  const text = (name: string): string => (query.get(name) ?? '').slice(0, TEXT_LIMIT);
  return {
    name: text('name').slice(0, 200),
    icon: /^\/icons\/[0-9a-z-]+\?v=[0-9a-f]+$/.test(text('icon')) ? text('icon') : '',
    hue: hueOf(query.get('appId') ?? ''),
    title: text('title'),
    language: tagOf(query.get('language')),
    locale: tagOf(query.get('locale')),
    direction: query.get('direction') === 'rtl' ? 'rtl' : 'ltr',
    text,
  };
}

/** A list of pairs that came as JSON; anything else is none. */
export function pairsIn(search: string, name: string): readonly (readonly [string, unknown])[] {
  try {
    const list: unknown = JSON.parse(new URLSearchParams(search).get(name) ?? '[]');
    if (!Array.isArray(list)) return [];
    return list.filter(
      (pair): pair is [string, unknown] => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string',
    );
  } catch {
    return [];
  }
}

export interface Amount {
  readonly receivedBytes: number;
  readonly totalBytes: number | null;
}

/** `null` when the fragment says nothing that can be shown. */
export function amountOf(hash: string): Amount | null {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  const receivedBytes = bytesOf(values.get('received'));
  if (receivedBytes === null) return null;
  const totalBytes = bytesOf(values.get('total'));
  return { receivedBytes, totalBytes: totalBytes === 0 ? null : totalBytes };
}

/** The package is being checked or unpacked (`#phase=unpack`). */
export function hasArrived(hash: string): boolean {
  return ['verify', 'unpack'].includes(new URLSearchParams(hash.replace(/^#/, '')).get('phase') ?? '');
}

function bytesOf(text: string | null): number | null {
  return text !== null && /^[0-9]{1,15}$/.test(text) ? Number(text) : null;
}

function tagOf(text: string | null): string {
  try {
    return Intl.getCanonicalLocales(text ?? 'en')[0] ?? 'en';
  } catch {
    return 'en';
  }
}
