/** Subresource Integrity (https://www.w3.org/TR/SRI/) of a file. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

const STRENGTH = ['sha256', 'sha384', 'sha512'];

/** The strongest hashes of the metadata; empty when it names none that is known, and then anything matches. */
export function parseIntegrity(metadata: string): readonly { readonly algorithm: string; readonly digest: string }[] {
  const hashes = metadata
    .split(/[\t\n\f\r ]+/)
    .map((token) => /^(sha256|sha384|sha512)-([0-9A-Za-z+/_-]+={0,2})(?:\?.*)?$/.exec(token))
    .filter((match) => match !== null)
    .map(([, algorithm = '', digest = '']) => ({
      algorithm,
      digest: digest.replaceAll('-', '+').replaceAll('_', '/'),
    }));
  const strongest = Math.max(...hashes.map(({ algorithm }) => STRENGTH.indexOf(algorithm)));
  return hashes.filter(({ algorithm }) => STRENGTH.indexOf(algorithm) === strongest);
}

/** `file: null` is an empty body. */
export async function matchesIntegrity(metadata: string, file: string | null): Promise<boolean> {
  const [first, ...others] = parseIntegrity(metadata);
  if (!first) return true;
  const hash = createHash(first.algorithm);
  if (file !== null)
    for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
  const digest = hash.digest('base64');
  return [first, ...others].some((wanted) => wanted.digest === digest);
}
