/** Range requests: what to ask for, and whether the answer fits what is already there. */
import { headerValue } from '../http/request-headers.ts';
import type { HeaderList } from '../types.ts';

export interface ContentRange {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
  /** `null`: the server wrote `*`. */
  readonly total: number | null;
}

/** What is remembered of the response whose bytes are on the disk. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** Bytes of the whole representation, when known. */
  readonly total: number | null;
}

/** RFC 9110 writes a space, the draft's grammar an equals sign; servers send the former. */
const CONTENT_RANGE = /^bytes[ =](\d{1,15})-(\d{1,15})\/(\d{1,15}|\*)$/i;
const UNSATISFIED = /^bytes[ =]\*\/(\d{1,15})$/i;

/** https://wicg.github.io/background-fetch/#extract-content-range-values; `null` is its failure. */
export function extractContentRange(headers: HeaderList): ContentRange | null {
  const parts = CONTENT_RANGE.exec((headerValue(headers, 'content-range') ?? '').trim());
  if (!parts) return null;
  const first = Number(parts[1]);
  const last = Number(parts[2]);
  const total = parts[3] === '*' ? null : Number(parts[3]);
  return last < first || (total !== null && last >= total) ? null : { first, last, total };
}

/** The length a 416 tells; `null` when it tells none. */
export function unsatisfiedTotal(headers: HeaderList): number | null {
  const parts = UNSATISFIED.exec((headerValue(headers, 'content-range') ?? '').trim());
  return parts ? Number(parts[1]) : null;
}

/**
 * https://wicg.github.io/background-fetch/#validate-a-partial-response. Stricter than the draft: the
 * length of a whole first response counts too, and a `Content-Length` must be that of the range.
 */
export function validatePartialResponse(
  start: number,
  headers: HeaderList,
  previous: Validators | null,
): ContentRange | null {
  const range = extractContentRange(headers);
  if (!range || range.first !== start) return null;
  const length = headerValue(headers, 'content-length');
  if (length !== undefined && Number(length) !== range.last - range.first + 1) return null;
  if (!previous) return range;
  if (previous.etag !== null && headerValue(headers, 'etag') !== previous.etag) return null;
  if (previous.lastModified !== null && headerValue(headers, 'last-modified') !== previous.lastModified) return null;
  return previous.total !== null && range.total !== null && range.total !== previous.total ? null : range;
}

/** `Range`, and `If-Range` with the one validator that is strong (RFC 9110, 13.1.5 and 8.8.2.2). */
export function rangeHeaders(start: number, { etag, lastModified }: Validators, date: string | null): HeaderList {
  const range = ['range', `bytes=${start}-`] as const;
  if (etag !== null && !/^w\//i.test(etag)) return [range, ['if-range', etag]];
  if (etag === null && lastModified !== null && isStrongDate(lastModified, date))
    return [range, ['if-range', lastModified]];
  return [range];
}

/** A file that changed within the second of the answer may change again within it. */
function isStrongDate(lastModified: string, date: string | null): boolean {
  const changedAt = Date.parse(lastModified);
  if (Number.isNaN(changedAt)) return false;
  return date === null || !(Date.parse(date) - changedAt < 1000);
}
