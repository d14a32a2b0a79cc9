/** The files of one fetch: names, making, reading, removing. `state-schema.ts` says what is in them. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PRIVATE_FILE_MODE, removeTree, writeFileAtomically } from '../../storage/atomic-file.ts';
import { readJournal } from './journal.ts';
import { METADATA_LIMITS } from './metadata.ts';
import { fetchStateSchema, FETCH_SCHEMA_VERSION, type FetchState, type JournalEntry } from './state-schema.ts';
import type { BackgroundFetchRequest } from '../types.ts';
import { parseJson } from '../../support/json-text.ts';

const STATE_FILE = 'state.json';
const JOURNAL_FILE = 'journal.jsonl';
const CONTENT_FILE = /^(?:body-\d+-\d+|request-\d+)$/;
/** `icon-<version>.<extension>`; it is shown in the history, too. */
const ICON_FILE = /^icon-[0-9a-f]{8}\.[a-z]{3,4}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function bodyName(index: number, generation: number): string {
  return `body-${index}-${generation}`;
}

export class FetchFolder {
  /** Absolute. */
  readonly path: string;

  constructor(folder: string) {
    this.path = folder;
  }

  get stateFile(): string {
    return path.join(this.path, STATE_FILE);
  }

  get journalFile(): string {
    return path.join(this.path, JOURNAL_FILE);
  }

  requestFile(index: number): string {
    return path.join(this.path, `request-${index}`);
  }

  bodyFile(index: number, generation: number): string {
    return path.join(this.path, bodyName(index, generation));
  }

  /** The bodies to send first, the state that names them last. */
  async create(state: FetchState, requests: readonly BackgroundFetchRequest[]): Promise<void> {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
    for (const [index, { body }] of requests.entries()) {
      if (body instanceof Uint8Array) await writeFile(this.requestFile(index), body, { mode: PRIVATE_FILE_MODE });
      else if (body) await rename(body.file, this.requestFile(index));
    }
    await this.writeState(state);
  }

  /** Its state or journal is larger than any that Larder writes. */
  isTooLarge(): boolean {
    const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    return sizeOf(this.stateFile) > METADATA_LIMITS.stateFile || sizeOf(this.journalFile) > METADATA_LIMITS.journalFile;
  }

  writeState(state: FetchState): Promise<void> {
    return writeFileAtomically(this.stateFile, JSON.stringify(state));
  }

  /** Bytes of the body as far as it is in its file; what is beyond `limit` was never accepted. */
  bodyBytes(index: number, generation: number, limit: number | null): number {
    try {
      const { size } = statSync(this.bodyFile(index, generation));
      return limit === null ? size : Math.min(size, limit);
    } catch {
      return 0;
    }
  }

  /** Takes its time with a large one; nothing needs the name again. */
  removeBody(index: number, generation: number): Promise<void> {
    return removeName(this.bodyFile(index, generation));
  }

  removeFile(name: string): Promise<void> {
    return removeName(path.join(this.path, name));
  }

  /** `null`: there is none of that version. */
  async findIcon(version: string): Promise<string | null> {
    const names = await readdir(this.path).catch(() => []);
    const name = names.find((candidate) => ICON_FILE.test(candidate) && candidate.startsWith(`icon-${version}.`));
    return name === undefined ? null : path.join(this.path, name);
  }

  /** Replaces the icons of other versions. Rejects when the folder is gone. */
  async writeIcon(version: string, extension: string, bytes: Buffer): Promise<string> {
    const name = `icon-${version}.${extension}`;
    await writeFile(path.join(this.path, name), bytes, { mode: PRIVATE_FILE_MODE });
    for (const other of await readdir(this.path)) {
      if (ICON_FILE.test(other) && other !== name) await rm(path.join(this.path, other), { force: true });
    }
    return path.join(this.path, name);
  }

  /** Everything but the state and the icon: bodies, requests, journal. `isHeld`: somebody reads it still. */
  async removeContent(isHeld: (name: string) => boolean = () => false): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (name !== STATE_FILE && !ICON_FILE.test(name) && !isHeld(name)) await removeName(path.join(this.path, name));
    }
  }

  /** Of a fetch that is history: what its readers, or a kill, have left. */
  async removeLeftovers(): Promise<void> {
    for (const name of await readdir(this.path)) {
      if (CONTENT_FILE.test(name)) await removeName(path.join(this.path, name));
    }
  }

  /** Nothing of the fetch stays but what somebody reads; without state and journal the next start removes that. */
  async removeAllBut(isHeld: (name: string) => boolean): Promise<void> {
    await this.removeContent(isHeld);
    for (const name of await readdir(this.path)) {
      if (!isHeld(name)) await removeName(path.join(this.path, name));
    }
  }

  remove(): Promise<void> {
    return removeTree(this.path);
  }
}

/** With one call of the system for a file, where `rm` makes three: a fetch may have thousands. */
async function removeName(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    // It is gone, or a folder that somebody else has put there.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') await rm(file, { force: true, recursive: true });
  }
}

export function fetchesFolder(miniProgramFolder: string): string {
  return path.join(miniProgramFolder, 'background-fetch');
}

/** The uuids of the fetches below `folder`. */
export function listFetches(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => UUID.test(name));
  } catch {
    return [];
  }
}

export type FetchReading =
  | {
      readonly kind: 'fetch';
      readonly state: FetchState;
      readonly journal: readonly JournalEntry[];
      readonly isWhole: boolean;
    }
  /** Written by a later version of Larder: not touched. */
  | { readonly kind: 'newer' }
  /** A kill before `fetch()` was answered: nobody knows of it. */
  | { readonly kind: 'nothing' }
  /** The state is lost. `about`: what the journal still tells, enough to report a failed fetch. */
  | { readonly kind: 'damaged'; readonly about: Extract<JournalEntry, { t: 'open' }> | null };

export function readFetch(folder: FetchFolder, appId: string, uuid: string): FetchReading {
  const { entries, isWhole } = readJournal(folder.journalFile);
  const [first] = entries;
  const about = first?.t === 'open' ? first : null;
  let content: unknown;
  try {
    content = parseJson(readFileSync(folder.stateFile));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    return isMissing && !about ? { kind: 'nothing' } : { kind: 'damaged', about };
  }
  if (isNewer(content)) return { kind: 'newer' };
  const parsed = fetchStateSchema().safeParse(content);
  // A folder that was copied from elsewhere must not fetch in this one's name.
  if (!parsed.success || parsed.data.appId !== appId || parsed.data.uuid !== uuid) return { kind: 'damaged', about };
  return { kind: 'fetch', state: parsed.data, journal: entries, isWhole };
}

function isNewer(content: unknown): boolean {
  if (typeof content !== 'object' || content === null || !('schemaVersion' in content)) return false;
  return typeof content.schemaVersion === 'number' && content.schemaVersion > FETCH_SCHEMA_VERSION;
}
