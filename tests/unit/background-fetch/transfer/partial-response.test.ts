import { describe, expect, it } from 'vitest';
import {
  extractContentRange,
  rangeHeaders,
  validatePartialResponse,
} from '../../../../main/background-fetch/transfer/partial-response.ts';
import { headOf } from '../../../../main/background-fetch/transfer/answer-head.ts';
import type { RawResponse } from '../../../../main/background-fetch/http/cors-fetch.ts';
import type { HeaderList } from '../../../../main/background-fetch/types.ts';

const CHANGED_AT = 'Mon, 02 Mar 2026 10:00:00 GMT';
const previous = { etag: '"v1"', lastModified: CHANGED_AT, total: 100 };
const headers = (change: Record<string, string> = {}): HeaderList =>
  Object.entries({ 'content-range': 'bytes 40-99/100', etag: '"v1"', 'last-modified': CHANGED_AT, ...change });

describe('extract content-range values (draft 5.7)', () => {
  it.each([
    ['bytes 0-9/10', { first: 0, last: 9, total: 10 }],
    ['bytes=0-9/10', { first: 0, last: 9, total: 10 }],
    ['bytes 5-9/*', { first: 5, last: 9, total: null }],
    ['bytes 9-5/10', null],
    ['bytes 0-10/10', null],
    ['bytes */10', null],
    ['items 0-9/10', null],
    ['bytes 0-9', null],
  ])('reads "%s"', (value, expected) => {
    expect(extractContentRange([['content-range', value]])).toEqual(expected);
  });
});

describe('validate a partial response (draft 5.6)', () => {
  it('accepts the part that was asked for of the same file', () => {
    expect(validatePartialResponse(40, headers({ 'content-length': '60' }), previous)).toEqual({
      first: 40,
      last: 99,
      total: 100,
    });
  });

  it.each([
    ['starts elsewhere', { 'content-range': 'bytes 41-99/100' }],
    ['is of another version', { etag: '"v2"' }],
    ['was changed at another time', { 'last-modified': 'Mon, 02 Mar 2026 10:00:01 GMT' }],
    ['is of a file of another length', { 'content-range': 'bytes 40-99/101' }],
    ['has another length than it says', { 'content-length': '59' }],
  ])('refuses a part that %s', (_what, change) => {
    expect(validatePartialResponse(40, headers(change), previous)).toBeNull();
  });
});

describe('the coding of a part', () => {
  it.each([
    ['none', 'identity', true],
    ['the mark that an upload left there', 'aws-chunked', true],
    ['a charset', 'utf-8', true],
    ['a content type', 'application/octet-stream', true],
    ['nothing', '', true],
    ['gzip', 'gzip', false],
    ['two that are known', 'br, gzip', false],
    ['one that is known and a word that says nothing', 'identity, zstd', false],
    ['one that is known beside one that is not, which nobody decodes', 'gzip, larder', true],
  ])('is %s: %j', (_what, coding, isUsed) => {
    const range = validatePartialResponse(40, headers({ 'content-encoding': coding }), previous);
    expect(range !== null).toBe(isUsed);
  });
});

describe('what is kept to resume by', () => {
  it.each([
    ['', '', null, null],
    [' ', '\t', null, null],
    [' "v1" ', CHANGED_AT, '"v1"', CHANGED_AT],
    ['', CHANGED_AT, null, CHANGED_AT],
  ])('is of the ETag %j and the date %j what says something', (etag, date, keptEtag, keptDate) => {
    const answer = { status: 200, headers: headers({ etag, 'last-modified': date }) } as unknown as RawResponse;
    expect(headOf(answer, null)).toMatchObject({ etag: keptEtag, lastModified: keptDate });
  });
});

describe('a range request', () => {
  it.each([
    [
      'a strong ETag',
      { etag: '"v1"', lastModified: CHANGED_AT, total: 1 },
      [
        ['range', 'bytes=7-'],
        ['if-range', '"v1"'],
      ],
    ],
    [
      'no ETag and a date',
      { etag: null, lastModified: CHANGED_AT, total: 1 },
      [
        ['range', 'bytes=7-'],
        ['if-range', CHANGED_AT],
      ],
    ],
    ['a weak ETag', { etag: 'W/"v1"', lastModified: CHANGED_AT, total: 1 }, [['range', 'bytes=7-']]],
    ['nothing', { etag: null, lastModified: null, total: 1 }, [['range', 'bytes=7-']]],
  ])('has the If-Range that fits when the response had %s', (_what, validators, expected) => {
    expect(rangeHeaders(7, validators, null)).toEqual(expected);
  });

  it('does not trust a date of the very second of the answer', () => {
    expect(rangeHeaders(7, { etag: null, lastModified: CHANGED_AT, total: 1 }, CHANGED_AT)).toEqual([
      ['range', 'bytes=7-'],
    ]);
  });
});
