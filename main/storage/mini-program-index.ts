/**
 * The index of all mini-programs: one file that spares a start the reading of thousands of records. It holds nothing
 * that the records do not hold, and is believed about a record only while the record's file is the one it was made from.
 *
 * Its first line is a snapshot: the values of all mini-programs, then the texts of all. Each further line is a change: the id of a record
 * before the record is written, its row afterwards. So a kill in between leaves a name without a row, and that record is read. Each line begins with its
 * checksum. A last line that was cut off is dropped; any other damage, another format or no file at all: the index is
 * made anew from the records. Nothing of it is flushed to the disk, for nothing of it can be lost.
 */
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { PRIVATE_FILE_MODE } from './atomic-file.ts';
import {
  CELLS,
  entryAt,
  INDEX_FORMAT,
  isRowAt,
  rowOf,
  sameStamp,
  type Cell,
  type IndexEntry,
  type RecordStamp,
} from './index-rows.ts';

/** Half a kilobyte for each mini-program is usual: a larger file is not ours. */
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/** How long the changes may get before they become a new snapshot: a quarter of the old one, and never less than this. */
const LEAST_LOG_BYTES = 64 * 1024;

/** After a failure: so many changes until the next try, for each is as long as all of them together. */
const CHANGES_BETWEEN_TRIES = 100;

const KIND = 'mini-programs';
const NEW_LINE = 10;
/** Between the values of a line and its texts; JSON has none. */
const TAB = 9;
/** Kind and format, before the rows of the snapshot. */
const HEAD_CELLS = 2;
/** Eight hexadecimal digits and a space. */
const CHECKSUM_LENGTH = 9;

export interface IndexReading {
  /** By app id, whatever has become of them since; empty when the index cannot be used. */
  readonly entries: ReadonlyMap<string, IndexEntry>;
  /** Written when the process ended: the index does not know whether the old content is there or the new. */
  readonly unsettled: ReadonlySet<string>;
  readonly condition: 'whole' | 'cut-off' | 'missing' | 'unusable';
}

export interface MiniProgramIndex {
  /** Before the record of `appId` is written. */
  begin(appId: string): void;
  /** The record is on the disk. `all`: what a new snapshot is made of. */
  settle(entry: IndexEntry, all: () => Iterable<IndexEntry>): void;
  /** Replaces the file. */
  rewrite(all: Iterable<IndexEntry>): void;
}

export interface OpenedIndex {
  readonly index: MiniProgramIndex;
  /** What was in the file. */
  readonly found: IndexReading;
}

/** `null`: there is no such file. Throws the system's error for anything else. */
export function stampOf(file: string): RecordStamp | null {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? { modifiedMs: found.mtimeMs, bytes: found.size, fileNumber: found.ino } : null;
}

/** `file` is the very one that the stamp is of. */
export function isStill(file: string, stamp: RecordStamp): boolean {
  try {
    const now = stampOf(file);
    return now !== null && sameStamp(now, stamp);
  } catch {
    return false;
  }
}

const checksumOf = (bytes: string | Buffer): string => crc32(bytes).toString(16).padStart(8, '0');

function lineOf(content: string): string {
  return `${checksumOf(content)} ${content}\n`;
}

const NOTHING = { entries: new Map<string, IndexEntry>(), unsettled: new Set<string>() };

interface ReadIndex extends IndexReading {
  readonly snapshotBytes: number;
  readonly logBytes: number;
}

const UNUSABLE: ReadIndex = { ...NOTHING, condition: 'unusable', snapshotBytes: 0, logBytes: 0 };

function isOurHead(content: unknown): boolean {
  return Array.isArray(content) && content[0] === KIND && content[1] === INDEX_FORMAT;
}

/** The parts of one line, which are apart by tabs. `null`: not a line of ours. */
function partsOf(bytes: Buffer, from: number, end: number): [cells: string, textsFrom: number] | null {
  const start = from + CHECKSUM_LENGTH;
  if (start > end || bytes.toString('latin1', from, start - 1) !== checksumOf(bytes.subarray(start, end))) return null;
  const tab = bytes.indexOf(TAB, start);
  const cellsEnd = tab < 0 || tab > end ? end : tab;
  return [bytes.toString('utf8', start, cellsEnd), cellsEnd + 1];
}

/** Throws where a line is not JSON. */
function readIndex(bytes: Buffer): ReadIndex {
  const entries = new Map<string, IndexEntry>();
  const unsettled = new Set<string>();
  let snapshotBytes = 0;
  let from = 0;
  for (let end = bytes.indexOf(NEW_LINE); end >= 0; end = bytes.indexOf(NEW_LINE, from)) {
    const parts = partsOf(bytes, from, end);
    if (!parts) return UNUSABLE;
    let textsFrom = parts[1];
    const content = JSON.parse(parts[0]) as unknown;
    const isHead = from === 0;
    if (isHead && !isOurHead(content)) return UNUSABLE;
    from = end + 1;
    if (isHead) snapshotBytes = from;
    if (typeof content === 'string') {
      unsettled.add(content);
      continue;
    }
    if (!Array.isArray(content)) return UNUSABLE;
    const cells: readonly unknown[] = content;
    for (let at = isHead ? HEAD_CELLS : 0; at < cells.length; at += CELLS) {
      if (!isRowAt(cells, at)) return UNUSABLE;
      const entry = entryAt(cells, at, bytes, textsFrom);
      entries.set(entry.summary.appId, entry);
      unsettled.delete(entry.summary.appId);
      textsFrom += cells[at + CELLS - 1] as number;
    }
    if (textsFrom !== end && textsFrom !== end + 1) return UNUSABLE;
  }
  if (snapshotBytes === 0) return UNUSABLE;
  const condition = from < bytes.length ? 'cut-off' : 'whole';
  return { entries, unsettled, condition, snapshotBytes, logBytes: from - snapshotBytes };
}

function readIndexFile(file: string): ReadIndex {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_INDEX_BYTES) return UNUSABLE;
    return readIndex(readFileSync(file));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? { ...UNUSABLE, condition: 'missing' } : UNUSABLE;
  }
}

/** Deletes it, if that can be done. */
function discard(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Whoever reads it finds out by the stamps.
  }
}

/** Never throws: without an index the records are read. One that is not whole waits for a `rewrite`. */
export function openMiniProgramIndex(file: string): OpenedIndex {
  const found = readIndexFile(file);
  let { snapshotBytes, logBytes } = found;
  /** Nothing can be added to the file: it is not there, or its end is not whole. */
  let isBroken = found.condition !== 'whole';
  let changesUntilTry = 0;

  function append(content: string): void {
    if (isBroken) return;
    const line = lineOf(content);
    try {
      appendFileSync(file, line, { mode: PRIVATE_FILE_MODE });
      logBytes += line.length;
    } catch {
      isBroken = true;
      discard(file);
    }
  }

  function rewrite(all: Iterable<IndexEntry>): void {
    // Always the same name: what a kill leaves is replaced by the next one.
    const temporary = `${file}.tmp-00000000`;
    const rows = Array.from(all, rowOf);
    const cells: Cell[] = [KIND, INDEX_FORMAT];
    for (const row of rows) cells.push(...row.cells);
    const text = lineOf(`${JSON.stringify(cells)}\t${rows.map(({ texts }) => texts).join('')}`);
    try {
      writeFileSync(temporary, text, { mode: PRIVATE_FILE_MODE });
      renameSync(temporary, file);
      snapshotBytes = text.length;
      logBytes = 0;
      isBroken = false;
    } catch {
      changesUntilTry = CHANGES_BETWEEN_TRIES;
      discard(temporary);
      // Changes that it is not told of must not leave it behind.
      if (isBroken) discard(file);
    }
  }

  return {
    found,
    index: {
      begin: (appId) => append(JSON.stringify(appId)),
      settle(entry, all) {
        const { cells, texts } = rowOf(entry);
        append(`${JSON.stringify(cells)}\t${texts}`);
        changesUntilTry -= 1;
        const isLong = logBytes > Math.max(LEAST_LOG_BYTES, snapshotBytes / 4);
        if ((isBroken || isLong) && changesUntilTry <= 0) rewrite(all());
      },
      rewrite,
    },
  };
}
