/**
 * The ZIP file of a package, kept beside its folder so that a newer one can be sent as what differs (RFC 9842):
 * `<folder>.zip`, and `<folder>.zip.json` with what its server said it may be used for.
 * https://www.rfc-editor.org/rfc/rfc9842#section-2
 */
import { readFile, rm, stat } from 'node:fs/promises';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { renameWithRetry, writeFileAtomically } from '../../storage/atomic-file.ts';

/** Dictionary and window lie in memory while a delta is decoded. */
export const MAX_DICTIONARY_BYTES = 100 * 1024 * 1024;

/** Matching is not linear in the stars and names of a pattern. */
const MAX_PATTERN_CHARACTERS = 256;
const MAX_PATH_CHARACTERS = 1024;
const MAX_STARS = 2;
const MAX_NAMES = 6;
const MAX_ID_CHARACTERS = 1024;

const offerSchema = once(() =>
  z.object({
    /** Of the package: a dictionary is for its own origin. */
    origin: z.string(),
    sha256: z.string(),
    /** A URLPattern, relative to `url`. */
    match: z.string().check(z.maxLength(MAX_PATTERN_CHARACTERS)),
    url: z.string(),
    id: z.string().check(z.maxLength(MAX_ID_CHARACTERS)),
  }),
);

type KeptOffer = z.infer<ReturnType<typeof offerSchema>>;

/** What an answer says its body may be used for. */
export type DictionaryOffer = Pick<KeptOffer, 'match' | 'id' | 'url'>;

export interface Dictionary {
  /** Absolute. */
  readonly file: string;
  readonly sha256: string;
  /** `''`: its server gave none. */
  readonly id: string;
}

/** The offer in `Use-As-Dictionary`, or `null`: none, or one that cannot be used here. `url`: of the answer. */
export function dictionaryOffer(url: URL, header: string | undefined): DictionaryOffer | null {
  const fields = header === undefined ? null : parseFields(header);
  const match = fields && textOf(fields.get('match'));
  if (!fields || match === null || match === undefined) return null;
  const type = fields.get('type') ?? 'raw';
  // Ours is no document, script or the like: its destination is the empty one.
  const destinations = fields.get('match-dest') ?? '()';
  const isForUs = /^\(\s*\)$/.test(destinations) || /""/.test(destinations);
  const id = textOf(fields.get('id')) ?? '';
  if (type !== 'raw' || !isForUs || id.length > MAX_ID_CHARACTERS || !patternOf(match, url)) return null;
  return { match, id, url: url.href };
}

/** The package's ZIP file becomes a dictionary. It is moved. */
export async function keepDictionary(
  packageFolder: string,
  zipFile: string,
  sha256: string,
  offer: DictionaryOffer,
): Promise<void> {
  if ((await stat(zipFile)).size > MAX_DICTIONARY_BYTES) return;
  const { file, description } = dictionaryFiles(packageFolder);
  await rm(description, { force: true });
  await renameWithRetry(zipFile, file);
  const kept: KeptOffer = { ...offer, sha256, origin: new URL(offer.url).origin };
  await writeFileAtomically(description, JSON.stringify(kept));
}

/** What may be offered for `url` of the package in `packageFolder`; `null`: nothing. */
export async function findDictionary(packageFolder: string, sha256: string, url: URL): Promise<Dictionary | null> {
  const { file, description } = dictionaryFiles(packageFolder);
  try {
    const kept = offerSchema().parse(JSON.parse(await readFile(description, 'utf8')));
    const { size } = await stat(file);
    const isUsable = kept.sha256 === sha256 && kept.origin === url.origin && size <= MAX_DICTIONARY_BYTES;
    const pattern = isUsable ? patternOf(kept.match, new URL(kept.url)) : null;
    if (!pattern || url.pathname.length > MAX_PATH_CHARACTERS || !pattern.test(url.href)) return null;
    return { file, sha256, id: kept.id };
  } catch {
    // It was never kept, or is damaged: the whole package is downloaded.
    return null;
  }
}

/** Both names; whoever deletes a package deletes them. */
export function dictionaryFiles(packageFolder: string): { readonly file: string; readonly description: string } {
  return { file: `${packageFolder}.zip`, description: `${packageFolder}.zip.json` };
}

/** Request headers that offer it: https://www.rfc-editor.org/rfc/rfc9842#section-2.2 */
export function offerHeaders({ sha256, id }: Dictionary): Record<string, string> {
  return {
    'accept-encoding': 'dcz',
    'available-dictionary': `:${Buffer.from(sha256, 'hex').toString('base64')}:`,
    ...(id === '' ? {} : { 'dictionary-id': `"${id.replace(/["\\]/g, '\\$&')}"` }),
  };
}

function patternOf(match: string, base: URL): URLPattern | null {
  const stars = match.match(/\*/g)?.length ?? 0;
  const names = match.match(/:[A-Za-z_]/g)?.length ?? 0;
  if (match.length > MAX_PATTERN_CHARACTERS || stars > MAX_STARS || names > MAX_NAMES) return null;
  try {
    const pattern = new URLPattern(match, base.href);
    const isOwnOrigin = pattern.protocol === base.protocol.slice(0, -1) && pattern.hostname === base.hostname;
    return pattern.hasRegExpGroups || !isOwnOrigin || pattern.port !== base.port ? null : pattern;
  } catch {
    return null;
  }
}

/** A dictionary of structured fields (RFC 9651), each value as it is written. `null`: it is none. */
function parseFields(header: string): ReadonlyMap<string, string> | null {
  const member = /\s*([a-z*][a-z0-9_.*-]*)(?:=("(?:[^"\\]|\\["\\])*"|\([^()]*\)|[^\s,;"()]+))?(?:;[^,"]*)?\s*(?:,|$)/y;
  const fields = new Map<string, string>();
  if (header.length > 4096) return null;
  while (member.lastIndex < header.length) {
    const found = member.exec(header);
    if (!found) return null;
    fields.set(found[1] ?? '', found[2] ?? '?1');
  }
  return fields;
}

function textOf(value: string | undefined): string | null {
  const quoted = /^"(.*)"$/s.exec(value ?? '')?.[1];
  return quoted === undefined ? null : quoted.replace(/\\(["\\])/g, '$1');
}
