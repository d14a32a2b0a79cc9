/**
 * Fetched bodies, one file each at `mini-programs/<host>/bodies/<name>`: too large for the state
 * file, which is rewritten as a whole at every change. Write the body first and the state that
 * names it last.
 */
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type * as z from '../support/zod.ts';
import { AppError } from '../support/errors.ts';
import { removeTemporaryFiles, writeFileAtomically } from './atomic-file.ts';

export interface BodyStore {
  /** Replaces the body `name`. Throws `AppError('storage-failed')`; the old body is then intact. */
  writeText(appId: string, name: string, text: string): Promise<void>;
  /** `null` when there is none. Throws `AppError('storage-failed')` when it cannot be read. */
  readText(appId: string, name: string): Promise<string | null>;
  /** As `writeText`; `value` must survive `JSON.stringify`. */
  writeJson(appId: string, name: string, value: unknown): Promise<void>;
  /** `null` when there is none, and when what is there is not JSON or does not fit `schema`. */
  readJson<T>(appId: string, name: string, schema: z.ZodMiniType<T>): Promise<T | null>;
  /** Deletes the body; nothing happens when there is none. */
  remove(appId: string, name: string): Promise<void>;
  /** Deletes what killed writes left behind. */
  sweep(appId: string): Promise<void>;
}

/** Of a text that is turned into bytes in one go: 3 MiB at once would hold everybody else up. */
const PIECE_LENGTH = 256 * 1024;

const NAME = /^[0-9a-z][0-9a-z._-]{0,99}$/;

export function createBodyStore(folderOf: (appId: string) => string): BodyStore {
  function fileOf(appId: string, name: string): string {
    if (!NAME.test(name)) throw new RangeError(`Cannot use "${name}" as the name of a body`);
    return path.join(folderOf(appId), 'bodies', name);
  }

  async function writeText(appId: string, name: string, text: string): Promise<void> {
    const file = fileOf(appId, name);
    try {
      await writeFileAtomically(file, piecesOf(text));
    } catch (cause) {
      throw new AppError('storage-failed', `Cannot save the data of "${appId}" on the disk.`, { cause });
    }
  }

  async function readText(appId: string, name: string): Promise<string | null> {
    const file = fileOf(appId, name);
    try {
      return await readFile(file, 'utf8');
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw new AppError('storage-failed', `Cannot read the data of "${appId}" from the disk.`, { cause });
    }
  }

  return {
    writeText,
    readText,
    writeJson: (appId, name, value) => writeText(appId, name, JSON.stringify(value)),
    async readJson(appId, name, schema) {
      const text = await readText(appId, name);
      if (text === null) return null;
      try {
        return schema.parse(JSON.parse(text));
      } catch {
        return null;
      }
    },
    async remove(appId, name) {
      await rm(fileOf(appId, name), { force: true });
    },
    sweep: (appId) => removeTemporaryFiles(path.join(folderOf(appId), 'bodies')),
  };
}

/** The text in pieces that are written one after the other; none ends between the halves of a character. */
function* piecesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const most = Math.min(start + PIECE_LENGTH, text.length);
    const isCutThrough = most < text.length && (text.charCodeAt(most - 1) & 0xfc00) === 0xd800;
    const end = isCutThrough ? most - 1 : most;
    yield text.slice(start, end);
    start = end;
  }
}
