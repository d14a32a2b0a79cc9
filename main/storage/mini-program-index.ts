/**
 * The index of all mini-programs: one file that spares a start the reading of thousands of records. It holds nothing
 * that the records do not hold, and is believed about a record only while the record's file is the one it was made from.
 *
 * Its first line is a snapshot, each further one a change: the name of a record before the record is written, its row
 * afterwards. So a kill in between leaves a name without a row, and that record is read. Each line begins with its
 * checksum. A last line that was cut off is dropped; any other damage, another format or no file at all: the index is
 * made anew from the records. Nothing of it is flushed to the disk, for nothing of it can be lost.
 */
import { appendFileSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { PRIVATE_FILE_MODE } from './atomic-file.ts';
import { entryOf, INDEX_FORMAT, rowOf, sameStamp, type IndexEntry, type RecordStamp } from './index-rows.ts';

/** Half a kilobyte for each mini-program is usual: a larger file is not ours. */
const MAX_INDEX_BYTES = 64 * 1024 * 1024;

/** How long the changes may get before they become a new snapshot: a quarter of the old one, and never less than this. */
const LEAST_LOG_BYTES = 64 * 1024;

/** After a failure: so many changes until the next try, for each is as long as all of them together. */
const CHANGES_BETWEEN_TRIES = 100;

const KIND = 'mini-programs';
const NEW_LINE = 10;
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

function lineOf(content: unknown): string {
  const json = JSON.stringify(content);
  return `${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

/** `undefined`: not a line of ours. */
function contentOf(line: Buffer): unknown {
  const json = line.subarray(CHECKSUM_LENGTH);
  if (line.toString('latin1', 0, CHECKSUM_LENGTH) !== `${crc32(json).toString(16).padStart(8, '0')} `) return undefined;
  return JSON.parse(json.toString()) as unknown;
}

const NOTHING = { entries: new Map<string, IndexEntry>(), unsettled: new Set<string>() };

function isSnapshot(content: unknown): content is readonly [kind: string, format: number, rows: readonly unknown[]] {
  return (
    Array.isArray(content) &&
    content.length === 3 &&
    content[0] === KIND &&
    content[1] === INDEX_FORMAT &&
    Array.isArray(content[2])
  );
}

interface ReadIndex extends IndexReading {
  readonly snapshotBytes: number;
  readonly logBytes: number;
}

const UNUSABLE: ReadIndex = { ...NOTHING, condition: 'unusable', snapshotBytes: 0, logBytes: 0 };

function readIndex(bytes: Buffer): ReadIndex {
  const entries = new Map<string, IndexEntry>();
  const unsettled = new Set<string>();
  const keep = (row: unknown): boolean => {
    const entry = entryOf(row);
    if (!entry) return false;
    entries.set(entry.summary.appId, entry);
    unsettled.delete(entry.summary.appId);
    return true;
  };
  const snapshotBytes = bytes.indexOf(NEW_LINE) + 1;
  const snapshot = snapshotBytes > 0 ? contentOf(bytes.subarray(0, snapshotBytes - 1)) : undefined;
  if (!isSnapshot(snapshot) || !snapshot[2].every(keep)) return UNUSABLE;
  let from = snapshotBytes;
  for (let to = bytes.indexOf(NEW_LINE, from); to >= 0; to = bytes.indexOf(NEW_LINE, from)) {
    const content = contentOf(bytes.subarray(from, to));
    if (typeof content === 'string') unsettled.add(content);
    else if (!keep(content)) return UNUSABLE;
    from = to + 1;
  }
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

  function append(content: unknown): void {
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
    const text = lineOf([KIND, INDEX_FORMAT, Array.from(all, rowOf)]);
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
      begin: append,
      settle(entry, all) {
        append(rowOf(entry));
        changesUntilTry -= 1;
        const isLong = logBytes > Math.max(LEAST_LOG_BYTES, snapshotBytes / 4);
        if ((isBroken || isLong) && changesUntilTry <= 0) rewrite(all());
      },
      rewrite,
    },
  };
}
