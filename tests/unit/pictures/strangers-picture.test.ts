import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PICTURE_LIMIT_BYTES, showablePicture } from '../../../main/pictures/strangers-picture.ts';
import { stillPicture } from '../../../main/pictures/still-picture.ts';
import { pngChunk, pngOf } from './png-chunks.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const DRAWN = latin1('drawn');
const shown = (bytes: Buffer) => showablePicture({ draw: () => Promise.resolve(DRAWN) }, 'abc', bytes);

const lines = deflateSync(Buffer.alloc(20));
const png = pngOf(4, 4, 8, lines);
const GIF_HEAD = Buffer.concat([latin1('GIF89a'), hex('0100 0100 80 0000 000000 ffffff')]);
const GIF_FRAME = hex('21f9 04 00 0100 00 00 2c 0000 0000 0100 0100 00 02 02 4c01 00');
const GIF_END = hex('3b');
const jpeg = (scans: number): Buffer =>
  Buffer.concat([
    hex('ffd8 ffc2 000b 08 0014 000a 01 011100'),
    ...Array<Buffer>(scans).fill(hex('ffda 0000')),
    hex('ffd9'),
  ]);
const webp = (flags: string): Buffer =>
  Buffer.concat([latin1('RIFF....WEBPVP8X....'), hex(`${flags}000000 090000 130000`)]);
const avif = (brand: string): Buffer =>
  Buffer.concat([latin1(`....ftyp${brand}....ispe`), hex('00000000 0000000a 00000014')]);

describe('a picture of a stranger', () => {
  it.each([
    ['PNG', png, 'image/png'],
    ['GIF', Buffer.concat([GIF_HEAD, GIF_FRAME, GIF_END]), 'image/gif'],
    ['JPEG', jpeg(10), 'image/jpeg'],
    ['WebP', webp('00'), 'image/webp'],
    ['AVIF', avif('avif'), 'image/avif'],
    ['ICO', hex('00000100 0100'), 'image/x-icon'],
  ])('is shown as it is when it is a still %s', async (_name, bytes, type) => {
    expect(await shown(bytes)).toEqual({ bytes, type });
  });

  it('is shown as pixels when it is a drawing, and never as itself', async () => {
    expect(await shown(latin1('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toEqual({
      bytes: DRAWN,
      type: 'image/png',
    });
  });

  it.each([
    ['a PNG of 30,000 pixels squared', pngOf(30_000, 30_000, 1, lines)],
    [
      'a GIF whose frame is larger than its screen',
      Buffer.concat([GIF_HEAD, hex('2c 0000 0000 ffff ffff 00 02 00 3b')]),
    ],
    ['a JPEG of 65,535 pixels squared', hex('ffd8 ffc2 000b 08 ffff ffff 01 011100 ffd9')],
    ['a JPEG of 10,000 scans', jpeg(10_000)],
    [
      'a WebP of 16 million pixels squared',
      Buffer.concat([latin1('RIFF....WEBPVP8X....'), hex('00000000 ffffff ffffff')]),
    ],
    ['a WebP that moves', webp('02')],
    [
      'an AVIF of 65,535 pixels squared',
      Buffer.concat([latin1('....ftypavif....ispe'), hex('00000000 0000ffff 0000ffff')]),
    ],
    ['an AVIF that moves', avif('avis')],
    [
      'an ICO around a PNG of 30,000 pixels squared',
      Buffer.concat([hex('00000100 0100'), pngOf(30_000, 30_000, 1, lines)]),
    ],
    ['a PNG that ends before it does', png.subarray(0, 50)],
    [
      'a PNG whose head is not the first',
      Buffer.concat([png.subarray(0, 8), pngChunk('tEXt', Buffer.alloc(20)), png.subarray(8)]),
    ],
    ['a GIF that ends before it does', Buffer.concat([GIF_HEAD, GIF_FRAME.subarray(0, 12)])],
    ['a page', latin1('<html><svg></svg></html>')],
    ['a packed drawing', hex('1f8b0800')],
    ['nothing', Buffer.alloc(0)],
    ['too many bytes', Buffer.concat([png, Buffer.alloc(PICTURE_LIMIT_BYTES)])],
  ])('is nothing when it is %s', async (_name, bytes) => {
    expect(await shown(bytes)).toBeNull();
  });

  it('is its first frame when it moves', () => {
    const moving = Buffer.concat([GIF_HEAD, ...Array<Buffer>(1000).fill(GIF_FRAME), GIF_END]);
    expect(stillPicture(moving, 'image/gif')).toEqual(Buffer.concat([GIF_HEAD, GIF_FRAME, GIF_END]));
    const frames = [
      pngChunk('acTL', Buffer.alloc(8)),
      pngChunk('fcTL', Buffer.alloc(26)),
      pngChunk('fdAT', Buffer.alloc(9)),
    ];
    expect(stillPicture(pngOf(4, 4, 8, lines, frames), 'image/png')).toEqual(png);
  });

  it('comes without texts that are packed, and without what follows its end', () => {
    const text = pngChunk('zTXt', deflateSync(Buffer.alloc(1_000_000)));
    expect(stillPicture(Buffer.concat([pngOf(4, 4, 8, lines, [text]), DRAWN]), 'image/png')).toEqual(png);
  });
});
