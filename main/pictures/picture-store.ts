/** Pictures that were made showable, each once, kept beside the mini-program they belong to under the hash of what they were made of. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { PRIVATE_FOLDER_MODE, writeFileAtomically } from '../storage/atomic-file.ts';
import type { Drawings } from './drawings.ts';
import { SHOWN_EXTENSIONS, shownType } from './picture-kind.ts';
import { PICTURE_LIMIT_BYTES, showablePicture } from './strangers-picture.ts';

const FOLDER = 'pictures';
const FILE_NAME = /^[0-9a-f]{64}\.([a-z]{3,4})$/;
/** Of one mini-program: the icons of its versions. */
const MAX_KEPT = 8;
/** What cannot be shown is remembered for this run. */
const MAX_REFUSED = 1000;

export interface KeptPicture {
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly type: string;
}

export interface PictureStore {
  /** The picture in this file as it may be shown; `null`: it may not. */
  ofFile(appId: string, file: { readonly path: string; readonly size: number }): Promise<KeptPicture | null>;
  ofBytes(appId: string, bytes: Buffer): Promise<KeptPicture | null>;
}

export function createPictureStore(drawings: Drawings, folderOf: (appId: string) => string): PictureStore {
  const making = new Map<string, Promise<KeptPicture | null>>();
  const refused = new Set<string>();

  const make = async (appId: string, folder: string, hash: string, bytes: Buffer): Promise<KeptPicture | null> => {
    const kept = await findPicture(folder, hash);
    if (kept) return kept;
    const picture = await showablePicture(drawings, appId, bytes);
    const extension = picture && SHOWN_EXTENSIONS[picture.type];
    if (!picture || !extension) return null;
    await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
    await writeFileAtomically(path.join(folder, `${hash}.${extension}`), picture.bytes);
    await removeOldest(folder);
    return findPicture(folder, hash);
  };

  const ofBytes = async (appId: string, bytes: Buffer): Promise<KeptPicture | null> => {
    const hash = createHash('sha256').update(bytes).digest('hex');
    const key = `${appId}/${hash}`;
    if (refused.has(key)) return null;
    const known = making.get(key);
    if (known) return known;
    const made = make(appId, path.join(folderOf(appId), FOLDER), hash, bytes).finally(() => making.delete(key));
    making.set(key, made);
    const picture = await made;
    if (!picture && refused.size < MAX_REFUSED) refused.add(key);
    return picture;
  };

  return {
    ofBytes,
    async ofFile(appId, file) {
      return file.size > PICTURE_LIMIT_BYTES ? null : ofBytes(appId, await readFile(file.path));
    },
  };
}

async function findPicture(folder: string, hash: string): Promise<KeptPicture | null> {
  const names = await readdir(folder).catch(() => []);
  const name = names.find((candidate) => FILE_NAME.test(candidate) && candidate.startsWith(`${hash}.`));
  const type = name && shownType(path.extname(name).slice(1));
  if (!name || !type) return null;
  const file = path.join(folder, name);
  return { path: file, size: (await stat(file)).size, type };
}

async function removeOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name));
  if (names.length <= MAX_KEPT) return;
  const files = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(path.join(folder, name))).mtimeMs })),
  );
  const old = files.toSorted((left, right) => right.at - left.at).slice(MAX_KEPT);
  for (const { name } of old) await rm(path.join(folder, name), { force: true });
}
