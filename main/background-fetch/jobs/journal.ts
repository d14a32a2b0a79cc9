/**
 * Lines that are only ever added. A line is in the file before `append` resolves: it survives the
 * death of the process. Lines that arrive while one write is under way go out together.
 */
import { closeSync, openSync, readFileSync, write } from 'node:fs';
import { PRIVATE_FILE_MODE } from '../../storage/atomic-file.ts';
import { journalEntrySchema, type JournalEntry } from './state-schema.ts';

export class Journal {
  readonly #file: string;
  #descriptor: number | null = null;
  /** Lines for the next write, and the promise of that write. */
  #next: { readonly lines: string[]; readonly written: Promise<void> } | null = null;
  #last: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** Rejects with the error of the disk. Nothing happens once the journal is closed. */
  append(entry: JournalEntry): Promise<void> {
    if (this.#isClosed) return Promise.resolve();
    if (!this.#next) {
      const lines: string[] = [];
      const written = this.#last.then(() => {
        this.#next = null;
        return this.#write(lines.join(''));
      });
      this.#last = written.catch(() => {});
      this.#next = { lines, written };
    }
    this.#next.lines.push(`${JSON.stringify(entry)}\n`);
    return this.#next.written;
  }

  /** Waits for what is under way. `reopen` makes it usable again. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#last;
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }

  reopen(): void {
    this.#isClosed = false;
  }

  async #write(text: string): Promise<void> {
    this.#descriptor ??= openSync(this.#file, 'a', PRIVATE_FILE_MODE);
    const descriptor = this.#descriptor;
    let rest = Buffer.from(text);
    while (rest.byteLength > 0) {
      const written = await new Promise<number>((resolve, reject) => {
        write(descriptor, rest, 0, rest.byteLength, null, (error, count) => (error ? reject(error) : resolve(count)));
      });
      rest = rest.subarray(written);
    }
  }
}

/** The entries of `file` up to the first line that cannot be read. No file is an empty journal. */
export function readJournal(file: string): { readonly entries: readonly JournalEntry[]; readonly isWhole: boolean } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { entries: [], isWhole: true };
    throw error;
  }
  const entries: JournalEntry[] = [];
  const lines = text.split('\n');
  // What stands behind the last line break was cut off while it was written.
  lines.pop();
  for (const line of lines) {
    const entry = parseLine(line);
    if (!entry) return { entries, isWhole: false };
    entries.push(entry);
  }
  return { entries, isWhole: true };
}

function parseLine(line: string): JournalEntry | null {
  try {
    return journalEntrySchema().parse(JSON.parse(line));
  } catch {
    return null;
  }
}
