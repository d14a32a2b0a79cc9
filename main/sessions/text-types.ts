/**
 * The charset of the texts of one session. A page may ask for the same file as often as it likes, so each is looked at
 * once, piece by piece, and what was found is remembered as long as the file stays as it is.
 */
import { stat } from 'node:fs/promises';
import { DECLARATION_BYTES, declaringType, saidCharset } from '../catalog/packages/text-charset.ts';
import { CHUNK_BYTES, type ReadPiece, type ServedFile } from './file-response.ts';

export const TEXT_LIMITS = {
  /** Bytes of a text that are looked at; larger ones are taken for UTF-8. */
  readBytes: 4 * 1024 * 1024,
  /** Files whose charset is remembered: as many as a package may have. */
  remembered: 5_000,
} as const;

/** The content type with its charset; `null` for what has none of its own. `usual`: of texts that are not UTF-8 and declare nothing. */
export type TextTypes = (file: ServedFile, usual: string | null) => Promise<string | null>;

export function createTextTypes(read: ReadPiece): TextTypes {
  const remembered = new Map<string, { readonly state: string; readonly type: Promise<string> }>();

  return async (file, usual) => {
    const type = declaringType(file.type);
    if (type === null || file.size > TEXT_LIMITS.readBytes) return null;
    const stats = await stat(file.path).catch(() => null);
    // It went in this moment: whoever serves it says so.
    if (!stats) return null;
    const state = `${stats.mtimeMs}:${stats.size}:${type}:${usual}`;
    const before = remembered.get(file.path);
    const now = before?.state === state ? before : { state, type: typeOf(file, type, usual, read) };
    remembered.delete(file.path);
    remembered.set(file.path, now);
    const [oldest] = remembered.keys();
    if (remembered.size > TEXT_LIMITS.remembered && oldest !== undefined) remembered.delete(oldest);
    try {
      return await now.type;
    } catch {
      if (remembered.get(file.path) === now) remembered.delete(file.path);
      return null;
    }
  };
}

async function typeOf(
  { path, size }: ServedFile,
  type: string,
  usual: string | null,
  read: ReadPiece,
): Promise<string> {
  const start = size === 0 ? new Uint8Array() : await read(path, 0, Math.min(DECLARATION_BYTES, size));
  const charset = saidCharset(start, type) ?? ((await isUtf8File(path, size, read)) ? 'utf-8' : usual);
  return charset === null ? type : `${type}; charset=${charset}`;
}

async function isUtf8File(path: string, size: number, read: ReadPiece): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for (let position = 0; position < size;) {
    const piece = await read(path, position, Math.min(CHUNK_BYTES, size - position));
    position += piece.byteLength;
    try {
      decoder.decode(piece, { stream: position < size });
    } catch {
      return false;
    }
  }
  return true;
}
