/** A secret of this data folder: made at the first start, the same at each later one. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { writeFileAtomically } from './atomic-file.ts';

const KEY_BYTES = 32;

/** Never fails: where nothing can be kept, the key is another one at the next start. */
export async function openRandomKey(file: string): Promise<Buffer> {
  const kept = await readFile(file).catch(() => null);
  if (kept?.length === KEY_BYTES) return kept;
  const key = randomBytes(KEY_BYTES);
  await writeFileAtomically(file, key).catch(() => {});
  return key;
}
