/** third_party/inspector_protocol/crdtp/cbor.h, in Chromium's source. */
import { describe, expect, it } from 'vitest';
import { decodeCbor, encodeCbor, messageBytes } from '../chromium/cbor.ts';

describe('crdtp/cbor.h: the binary protocol', () => {
  it.each([
    [
      'a message',
      { id: 7, method: 'Page.enable', params: { enabled: true, nothing: null, list: [1, [2, {}], false] } },
    ],
    [
      'numbers',
      [
        0,
        23,
        24,
        255,
        256,
        65_535,
        65_536,
        2 ** 31 - 1,
        -1,
        -24,
        -25,
        -(2 ** 31) + 1,
        2 ** 31,
        2 ** 53,
        -(2 ** 40),
        0.5,
        -0,
        1e300,
      ],
    ],
    ['texts', ['', 'a', 'x'.repeat(300), 'y'.repeat(70_000), 'é 小程序 😀', '\ud800 alone', '"quoted"\n']],
  ])('gives %s back when it was encoded', (_what, value) => {
    expect(decodeCbor(encodeCbor(value))).toEqual(value);
  });

  it('leaves members out that are undefined', () => {
    expect(decodeCbor(encodeCbor({ id: 1, sessionId: undefined }))).toEqual({ id: 1 });
  });

  it('tells the length of a message from its first bytes', () => {
    const message = encodeCbor({ text: 'x'.repeat(1000) });
    expect(messageBytes(message.subarray(0, 7))).toBe(message.length);
  });

  it('reads binary as base64, as in JSON', () => {
    expect(decodeCbor(Buffer.from([0xd6, 0x43, 1, 2, 3]))).toBe(Buffer.from([1, 2, 3]).toString('base64'));
  });

  it('refuses what has no envelope', () => {
    expect(() => messageBytes(Buffer.from('{"id":1}'))).toThrow('no envelope');
  });
});
