/**
 * Mini-programs in the index: what the schedule needs of each, as plain values in a fixed order, and its texts. All values
 * are parsed at once; the texts are most of it and nobody needs them before the first window, so they are decoded when
 * somebody asks.
 */
import { isAppId } from '../models/app-id.ts';
import type { StoredToken } from '../models/state-schema.ts';
import {
  tokenSummary,
  type DetailsSummary,
  type MiniProgramSummary,
  type ScheduleSummary,
} from '../models/mini-program-summary.ts';

/** Raised with every change of the rows, of what they are made from, or of how names are cleaned: the index is made anew. */
export const INDEX_FORMAT = 2;

/** Tells one content of a record's file from the next: each write makes a new file. */
export interface RecordStamp {
  readonly modifiedMs: number;
  readonly bytes: number;
  /** The number of the file in its file system; only compared with itself, so that roundings do no harm. */
  readonly fileNumber: number;
}

/** What the index says of one mini-program, and of which content of its record. */
export interface IndexEntry {
  readonly summary: MiniProgramSummary;
  readonly stamp: RecordStamp;
}

/** Of a record that must be read again, whatever its file looks like. */
export const NO_STAMP: RecordStamp = { modifiedMs: 0, bytes: 0, fileNumber: 0 };

export function sameStamp(a: RecordStamp, b: RecordStamp): boolean {
  return a.modifiedMs === b.modifiedMs && a.bytes === b.bytes && a.fileNumber === b.fileNumber;
}

export type Cell = string | number | boolean | null;

/** The row of one mini-program: its values, and its texts. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly texts: string;
}

export const CELLS = 20;
const TEXTS = 4;

export function rowOf({ summary, stamp }: IndexEntry): Row {
  const { installed, details, periodic } = summary;
  const texts = JSON.stringify([
    summary.name,
    summary.description,
    summary.openFolder,
    installed && [installed.version, installed.sha256, installed.icon],
  ]);
  const cells = [
    summary.appId,
    stamp.modifiedMs,
    stamp.bytes,
    stamp.fileNumber,
    summary.addedAt,
    summary.lastOpenedAt,
    summary.dataAt,
    summary.downloadsAllowed,
    summary.downloadRoomBytes,
    summary.windowlessFetches,
    summary.token?.kind ?? null,
    details?.fetchedAt ?? null,
    details?.hasBackgroundFetchUrl ?? false,
    details?.isTranslated ?? false,
    // Without a schedule.
    periodic?.enabled ?? null,
    periodic?.lastSuccessAt ?? null,
    periodic?.failures ?? 0,
    periodic?.failedAt ?? null,
    periodic?.retryAt ?? null,
    Buffer.byteLength(texts),
  ];
  return { cells, texts };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
type CellKind = 'id' | 'number' | 'count' | 'count or null' | 'flag' | 'flag or null' | 'kind or null';

/** What each cell is, in the order of `rowOf`. */
const CELL_KINDS: readonly CellKind[] = [
  ...(['id', 'number', 'count', 'number'] as const),
  ...(['count', 'count or null', 'count or null', 'flag', 'count or null', 'count', 'kind or null'] as const),
  ...(['count or null', 'flag', 'flag'] as const),
  ...(['flag or null', 'count or null', 'count', 'count or null', 'count or null'] as const),
  'count',
];

/** One function for all kinds: a start asks it twenty times for each mini-program, before anything is compiled. */
function isOfKind(value: unknown, kind: CellKind | undefined): boolean {
  switch (typeof value) {
    case 'number':
      if (kind === 'number') return true;
      return (kind === 'count' || kind === 'count or null') && value >= 0 && Number.isSafeInteger(value);
    case 'boolean':
      return kind === 'flag' || kind === 'flag or null';
    case 'string':
      return kind === 'id' ? isAppId(value) : kind === 'kind or null' && (value === 'encrypted' || value === 'plain');
    default:
      return value === null && (kind === 'count or null' || kind === 'flag or null' || kind === 'kind or null');
  }
}

/** The cells from `at` on are such as `rowOf` writes. */
export function isRowAt(cells: readonly unknown[], at: number): cells is readonly Cell[] {
  for (let index = 0; index < CELLS; index += 1) if (!isOfKind(cells[at + index], CELL_KINDS[index])) return false;
  return true;
}

function isList(value: unknown, length: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length === length;
}

function installedIn(cell: unknown): MiniProgramSummary['installed'] {
  if (!isList(cell, 3)) return null;
  const [version, sha256, icon] = cell;
  return isText(version) && isText(sha256) && isTextOrNull(icon) ? { version, sha256, icon } : null;
}

type Texts = Pick<MiniProgramSummary, 'name' | 'description' | 'openFolder' | 'installed'>;

/** Of bytes whose checksum was right: they are what `rowOf` writes. */
function textsIn(bytes: Buffer, appId: string): Texts {
  const content = JSON.parse(bytes.toString()) as unknown;
  const [name, description, openFolder, installed] = isList(content, TEXTS) ? content : [];
  return {
    name: isText(name) ? name : appId,
    description: isText(description) ? description : '',
    openFolder: isText(openFolder) ? openFolder : null,
    installed: installedIn(installed),
  };
}

/** An entry that is still a part of the index: each look at it reads its cells, and the first at a text decodes its texts. */
class IndexedEntry implements IndexEntry, MiniProgramSummary {
  readonly appId: string;
  readonly #cells: readonly Cell[];
  readonly #at: number;
  readonly #index: Buffer;
  readonly #from: number;
  #texts: Texts | null = null;

  constructor(cells: readonly Cell[], at: number, index: Buffer, from: number) {
    this.appId = cells[at] as string;
    this.#cells = cells;
    this.#at = at;
    this.#index = index;
    this.#from = from;
  }

  get summary(): MiniProgramSummary {
    return this;
  }

  get stamp(): RecordStamp {
    return { modifiedMs: this.#number(1), bytes: this.#number(2), fileNumber: this.#number(3) };
  }

  get addedAt(): number {
    return this.#number(4);
  }

  get lastOpenedAt(): number | null {
    return this.#numberOrNull(5);
  }

  get dataAt(): number | null {
    return this.#numberOrNull(6);
  }

  get downloadsAllowed(): boolean {
    return this.#cells[this.#at + 7] === true;
  }

  get downloadRoomBytes(): number | null {
    return this.#numberOrNull(8);
  }

  get windowlessFetches(): number {
    return this.#number(9);
  }

  get token(): MiniProgramSummary['token'] {
    return tokenSummary(this.#cells[this.#at + 10] as StoredToken['kind'] | null);
  }

  get details(): DetailsSummary | null {
    const fetchedAt = this.#numberOrNull(11);
    if (fetchedAt === null) return null;
    const hasBackgroundFetchUrl = this.#cells[this.#at + 12] === true;
    return { fetchedAt, hasBackgroundFetchUrl, isTranslated: this.#cells[this.#at + 13] === true };
  }

  get periodic(): ScheduleSummary | null {
    const enabled = this.#cells[this.#at + 14] as boolean | null;
    if (enabled === null) return null;
    return {
      enabled,
      lastSuccessAt: this.#numberOrNull(15),
      failures: this.#number(16),
      failedAt: this.#numberOrNull(17),
      retryAt: this.#numberOrNull(18),
    };
  }

  get name(): string {
    return this.#decoded().name;
  }

  get description(): string {
    return this.#decoded().description;
  }

  get openFolder(): string | null {
    return this.#decoded().openFolder;
  }

  get installed(): MiniProgramSummary['installed'] {
    return this.#decoded().installed;
  }

  #number(cell: number): number {
    return this.#cells[this.#at + cell] as number;
  }

  #numberOrNull(cell: number): number | null {
    return this.#cells[this.#at + cell] as number | null;
  }

  #decoded(): Texts {
    const to = this.#from + this.#number(CELLS - 1);
    return (this.#texts ??= textsIn(this.#index.subarray(this.#from, to), this.appId));
  }
}

/** The entry whose cells are at `at`, checked before, and whose texts begin at `from` of the index. */
export function entryAt(cells: readonly Cell[], at: number, index: Buffer, from: number): IndexEntry {
  return new IndexedEntry(cells, at, index, from);
}
