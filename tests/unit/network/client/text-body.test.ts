import { describe, expect, it } from 'vitest';
import { decodeText, readBounded } from '../../../../main/network/client/text-body.ts';
import { parseRetryAfter } from '../../../../main/network/client/retry-after.ts';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('decodeText', () => {
  it.each([
    ['UTF-8 by default', Buffer.from('größe'), undefined, 'größe'],
    ['UTF-8 without its mark', bytes(0xef, 0xbb, 0xbf, 0x61), 'text/plain', 'a'],
    ['the charset of the header', bytes(0xe4), 'text/plain; charset=iso-8859-1', 'ä'],
    ['a quoted charset', bytes(0xe4), 'text/plain; x=y; charset="ISO-8859-1"', 'ä'],
    ['the mark before the header', bytes(0xff, 0xfe, 0x61, 0x00), 'text/plain; charset=iso-8859-1', 'a'],
    ['big-endian UTF-16', bytes(0xfe, 0xff, 0x00, 0x61), undefined, 'a'],
    ['an encoding of its own', bytes(0x82, 0xa0), 'text/plain; charset=Shift_JIS', 'あ'],
    ['a charset nobody knows as UTF-8', bytes(0xc3, 0xa4), 'text/plain; charset=klingon', 'ä'],
    ['a charset in single quotes', bytes(0xcc, 0xec), "text/plain; charset='gbk'", '天'],
    ['a charset before a second type', bytes(0xcc, 0xec), 'text/plain;charset=gbk,text/plain', '天'],
    ['the first of two charsets', bytes(0xcc, 0xec), 'text/plain; charset=gbk; charset=utf-8', '天'],
    ['a charset behind an empty parameter', bytes(0xcc, 0xec), 'text/plain;; charset=gbk', '天'],
    ['UTF-8 with a semicolon too many', Buffer.from('天'), 'text/plain; charset="utf-8;"', '天'],
    ['UTF-8 that is called Latin-1', Buffer.from('天'), 'application/json;charset=ISO-8859-1', '天'],
    ['UTF-8 that is called ASCII', Buffer.from('größe'), 'text/plain; charset=us-ascii', 'größe'],
    ['GBK that could be UTF-8', bytes(0xc1, 0xaa, 0xcd, 0xa8), 'text/plain; charset=gbk', '联通'],
    ['nothing', bytes(), 'application/json', ''],
  ])('reads %s', (_what, body, contentType, expected) => {
    expect(decodeText(body, contentType)).toBe(expected);
  });

  it.each([
    ['bytes that are not UTF-8', bytes(0x61, 0xff), undefined],
    ['a cut off character', bytes(0xe2, 0x82), undefined],
    ['a NUL', bytes(0x61, 0x00, 0x62), undefined],
    ['a PNG', bytes(0x89, 0x50, 0x4e, 0x47), 'image/png'],
  ])('refuses %s', (_what, body, contentType) => {
    expect(decodeText(body, contentType)).toBeNull();
  });
});

describe('readBounded', () => {
  it('stops reading as soon as the limit is passed', async () => {
    let given = 0;
    let closed = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) {
          given += 10;
          yield new Uint8Array(10);
        }
      } finally {
        closed = true;
      }
    }
    await expect(readBounded(endless(), 25)).resolves.toEqual({ kind: 'too-large', receivedBytes: 30 });
    expect({ given, closed }).toEqual({ given: 30, closed: true });
  });

  it('takes exactly the limit', async () => {
    async function* exact(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(25);
    }
    await expect(readBounded(exact(), 25)).resolves.toMatchObject({ kind: 'complete' });
  });
});

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-03-01T10:00:00Z');
  it.each([
    ['120', 120_000],
    ['0', 0],
    ['Sun, 01 Mar 2026 10:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 0],
    ['-5', null],
    ['soon', null],
    ['2027', 2_027_000],
    ['99999999999999', null],
    [undefined, null],
  ])('reads %s as %s', (value, expected) => {
    expect(parseRetryAfter(value, now)).toBe(expected);
  });
});
