/** Range requests: what to ask for, and whether the answer fits what is already there. */
import { headerValue, soleValue } from '../http/request-headers.ts';
import type { HeaderList } from '../types.ts';
import { isEncoded } from '../../network/client/content-decoding.ts';

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

export interface Asked {
  /** First byte that was asked for; 0: the whole, without `Range`. */
  readonly start: number;
  /** Of what is there; `null` when nothing is. */
  readonly previous: Validators | null;
  /** The last part came whole, and the server has not said of how many bytes in all. */
  readonly isPerhapsAll: boolean;
}

export type AnswerVerdict =
  /** The part that was asked for, of the same file. */
  | { readonly kind: 'part'; readonly range: ContentRange }
  /** A response of its own: it takes the place of what is there. */
  | { readonly kind: 'whole' }
  /** Nothing is missing. */
  | { readonly kind: 'all-there' }
  /** It cannot be told which bytes these are. */
  | { readonly kind: 'unusable' };

/** RFC 9110 writes a space, the draft's grammar an equals sign; servers send the former. */
const CONTENT_RANGE = /^bytes\s*[ =]\s*(\d{1,15})\s*-\s*(\d{1,15})\s*\/\s*(\d{1,15}|\*)$/i;
const UNSATISFIED = /^bytes\s*[ =]\s*\*\s*\/\s*(\d{1,15})$/i;

/**
 * What an answer is worth, by what it says and not by its status alone: servers answer ranges with 200 and
 * a part, with parts that begin elsewhere, or of another file. A range request is not repeated
 * without need, but what cannot be used is asked for again, without `Range`.
 */
export function judgeAnswer(status: number, headers: HeaderList, asked: Asked): AnswerVerdict {
  const { start, previous } = asked;
  if (status === 206) {
    const range = validatePartialResponse(start, headers, start > 0 ? previous : null);
    return range ? { kind: 'part', range } : { kind: 'unusable' };
  }
  if (start === 0) return { kind: 'whole' };
  if (status === 416 && previous?.total === null) {
    const total = unsatisfiedTotal(headers);
    if (total === start || (total === null && asked.isPerhapsAll)) return { kind: 'all-there' };
  }
  return (status === 200 || status === 203) && isCertainlyWhole(headers, previous)
    ? { kind: 'whole' }
    : { kind: 'unusable' };
}

/** A part that is called 200 has another length; a whole of a length that nobody knows could be one. */
function isCertainlyWhole(headers: HeaderList, previous: Validators | null): boolean {
  if (isEncoded(headerValue(headers, 'content-encoding'))) return false;
  const length = lengthOf(headers);
  if (length === null || previous === null || length !== previous.total) return false;
  if (soleValue(headers, 'content-range') === undefined) return true;
  const range = extractContentRange(headers);
  return range !== null && range.first === 0 && range.last === length - 1;
}

/** https://wicg.github.io/background-fetch/#extract-content-range-values; `null` is its failure. */
export function extractContentRange(headers: HeaderList): ContentRange | null {
  const parts = CONTENT_RANGE.exec((soleValue(headers, 'content-range') ?? '').trim());
  if (!parts) return null;
  const first = Number(parts[1]);
  const last = Number(parts[2]);
  const total = parts[3] === '*' ? null : Number(parts[3]);
  return last < first || (total !== null && last >= total) ? null : { first, last, total };
}

/** The length a 416 tells; `null` when it tells none. */
export function unsatisfiedTotal(headers: HeaderList): number | null {
  const parts = UNSATISFIED.exec((soleValue(headers, 'content-range') ?? '').trim());
  return parts ? Number(parts[1]) : null;
}

/** `Content-Length`; `null` when there is none that can be read. */
export function lengthOf(headers: HeaderList): number | null {
  const length = soleValue(headers, 'content-length') ?? '';
  return /^\d{1,15}$/.test(length) ? Number(length) : null;
}

/**
 * https://wicg.github.io/background-fetch/#validate-a-partial-response. Stricter than the draft where a part
 * says something that does not fit: a `Content-Length` must be that of the range, a coded or a multipart body
 * has other bytes. Laxer where it says nothing: RFC 9110, 15.3.7, lets a 206 leave validators out, and
 * proxies make ETags weak.
 */
export function validatePartialResponse(
  start: number,
  headers: HeaderList,
  previous: Validators | null,
): ContentRange | null {
  if (isEncoded(headerValue(headers, 'content-encoding')) || isMultipart(headers)) return null;
  const range = extractContentRange(headers);
  if (!range || range.first !== start) return null;
  const length = lengthOf(headers);
  if (length !== null && length !== range.last - range.first + 1) return null;
  if (!previous) return range;
  const etag = soleValue(headers, 'etag');
  const lastModified = soleValue(headers, 'last-modified');
  const isOther =
    (etag !== undefined && previous.etag !== null && !isSameEtag(etag, previous.etag)) ||
    (lastModified !== undefined &&
      previous.lastModified !== null &&
      !isSameDate(lastModified, previous.lastModified)) ||
    (range.total !== null && previous.total !== null && range.total !== previous.total);
  // More than the file has: no total needs to be told to see that it is another.
  const isBeyond = previous.total !== null && range.last >= previous.total;
  return isOther || isBeyond ? null : range;
}

function isMultipart(headers: HeaderList): boolean {
  return /^\s*multipart\/byteranges/i.test(headerValue(headers, 'content-type') ?? '');
}

/** The weak comparison of RFC 9110, 8.8.3.2. */
function isSameEtag(left: string, right: string): boolean {
  const opaque = (etag: string): string => etag.trim().replace(/^w\//i, '');
  return opaque(left) === opaque(right);
}

function isSameDate(left: string, right: string): boolean {
  return left.trim() === right.trim() || Date.parse(left) === Date.parse(right);
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
