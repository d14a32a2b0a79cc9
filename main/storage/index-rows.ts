/** One mini-program in the index: a row of plain values, in a fixed order, which is read in a third of an object's time. */
import { isAppId } from '../models/app-id.ts';
import { tokenSummary, type MiniProgramSummary, type ScheduleSummary } from '../models/mini-program-summary.ts';

/** Raised with every change of the rows, of what they are made from, or of how names are cleaned: the index is made anew. */
export const INDEX_FORMAT = 1;

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

type Cell = string | number | boolean | null | readonly Cell[];

/** Of a record that must be read again, whatever its file looks like. */
export const NO_STAMP: RecordStamp = { modifiedMs: 0, bytes: 0, fileNumber: 0 };

export function sameStamp(a: RecordStamp, b: RecordStamp): boolean {
  return a.modifiedMs === b.modifiedMs && a.bytes === b.bytes && a.fileNumber === b.fileNumber;
}

export function rowOf({ summary, stamp }: IndexEntry): readonly Cell[] {
  const { installed, details, periodic } = summary;
  return [
    [stamp.modifiedMs, stamp.bytes, stamp.fileNumber],
    summary.appId,
    summary.name,
    summary.description,
    summary.addedAt,
    summary.lastOpenedAt,
    summary.dataAt,
    summary.openFolder,
    summary.downloadsAllowed,
    summary.downloadRoomBytes,
    summary.windowlessFetches,
    summary.token?.kind ?? null,
    installed && [installed.version, installed.sha256, installed.icon],
    details && [details.fetchedAt, details.hasBackgroundFetchUrl, details.isTranslated],
    periodic && [periodic.enabled, periodic.lastSuccessAt, periodic.failures, periodic.failedAt, periodic.retryAt],
  ];
}

const CELLS = 15;

const isText = (value: unknown): value is string => typeof value === 'string';
const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';
const isCount = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && Number.isSafeInteger(value);
const isCountOrNull = (value: unknown): value is number | null => value === null || isCount(value);

function isList(value: unknown, length: number): value is readonly unknown[] {
  return Array.isArray(value) && value.length === length;
}

/** `undefined`: not what `rowOf` writes. */
function stampIn(cell: unknown): RecordStamp | undefined {
  if (!isList(cell, 3)) return undefined;
  const [modifiedMs, bytes, fileNumber] = cell;
  return typeof modifiedMs === 'number' && isCount(bytes) && typeof fileNumber === 'number'
    ? { modifiedMs, bytes, fileNumber }
    : undefined;
}

function installedIn(cell: unknown): MiniProgramSummary['installed'] | undefined {
  if (cell === null) return null;
  if (!isList(cell, 3)) return undefined;
  const [version, sha256, icon] = cell;
  return isText(version) && isText(sha256) && isTextOrNull(icon) ? { version, sha256, icon } : undefined;
}

function detailsIn(cell: unknown): MiniProgramSummary['details'] | undefined {
  if (cell === null) return null;
  if (!isList(cell, 3)) return undefined;
  const [fetchedAt, hasBackgroundFetchUrl, isTranslated] = cell;
  return isCount(fetchedAt) && isFlag(hasBackgroundFetchUrl) && isFlag(isTranslated)
    ? { fetchedAt, hasBackgroundFetchUrl, isTranslated }
    : undefined;
}

function scheduleIn(cell: unknown): ScheduleSummary | null | undefined {
  if (cell === null) return null;
  if (!isList(cell, 5)) return undefined;
  const [enabled, lastSuccessAt, failures, failedAt, retryAt] = cell;
  return isFlag(enabled) &&
    isCountOrNull(lastSuccessAt) &&
    isCount(failures) &&
    isCountOrNull(failedAt) &&
    isCountOrNull(retryAt)
    ? { enabled, lastSuccessAt, failures, failedAt, retryAt }
    : undefined;
}

/** `null`: not what `rowOf` writes. */
export function entryOf(row: unknown): IndexEntry | null {
  if (!isList(row, CELLS)) return null;
  const [stampCell, appId, name, description, addedAt, lastOpenedAt, dataAt, openFolder] = row;
  const [downloadsAllowed, downloadRoomBytes, windowlessFetches, kind] = row.slice(8);
  const stamp = stampIn(stampCell);
  const installed = installedIn(row[12]);
  const details = detailsIn(row[13]);
  const periodic = scheduleIn(row[14]);
  if (stamp === undefined || installed === undefined || details === undefined || periodic === undefined) return null;
  if (!isAppId(appId) || !isText(name) || !isText(description) || !isCount(addedAt)) return null;
  if (!isCountOrNull(lastOpenedAt) || !isCountOrNull(dataAt) || !isTextOrNull(openFolder)) return null;
  if (!isFlag(downloadsAllowed) || !isCountOrNull(downloadRoomBytes) || !isCount(windowlessFetches)) return null;
  if (kind !== null && kind !== 'encrypted' && kind !== 'plain') return null;
  const summary = {
    appId,
    name,
    description,
    addedAt,
    lastOpenedAt,
    dataAt,
    openFolder,
    downloadsAllowed,
    downloadRoomBytes,
    windowlessFetches,
    installed,
    details,
    token: tokenSummary(kind),
    periodic,
  };
  return { summary, stamp };
}
