import { describe, expect, it } from 'vitest';
import { pixelsOf } from '../../../main/pictures/picture-size.ts';
import { encodePng } from '../../demo-backend/png.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const png = encodePng(6, () => [1, 2, 3]);

describe('pixelsOf', () => {
  it.each([
    ['image/png', png, 36],
    ['image/gif', Buffer.concat([latin1('GIF89a'), hex('0a00 1400 00 0000 2c 0000 0000 0100 0100 00 02 00 3b')]), 200],
    // A frame that begins at (5, 4), larger than the screen.
    ['image/gif', Buffer.concat([latin1('GIF89a'), hex('0100 0100 00 0000 2c 0500 0400 0500 1000 00 02 00 3b')]), 200],
    // A comment, a fill byte, then a progressive frame of 20 lines with 10 columns.
    ['image/jpeg', hex('ffd8 fffe0004aabb ff ffc2 000b 08 0014 000a 01 011100'), 200],
    ['image/webp', Buffer.concat([latin1('RIFF....WEBPVP8X....'), hex('00000000 090000 130000')]), 200],
    ['image/webp', Buffer.concat([latin1('RIFF....WEBPVP8L....'), hex('2f 09c00400')]), 200],
    ['image/webp', Buffer.concat([latin1('RIFF....WEBPVP8 ....'), hex('000000 9d012a 0a00 1400')]), 200],
    ['image/avif', Buffer.concat([latin1('....ftypavif....ispe'), hex('00000000 0000000a 00000014')]), 200],
    ['image/x-icon', Buffer.concat([hex('00000100'), encodePng(300, () => [0, 0, 0])]), 90_000],
  ])('reads what %s says (%#)', (type, bytes, pixels) => {
    expect(pixelsOf(bytes, type)).toBe(pixels);
  });

  it.each([
    ['image/png', png.subarray(0, 20)],
    ['image/jpeg', hex('ffd8 ffe0 0010')],
    ['image/jpeg', hex('ffd8 ffd9')],
    ['image/webp', latin1('RIFF....WEBPWHAT')],
    ['image/avif', latin1('....ftypavif')],
    ['image/gif', Buffer.concat([latin1('GIF89a'), hex('0a00 1400')])],
    ['image/svg+xml', latin1('<svg/>')],
    ['text/html', latin1('<html>')],
  ])('does not know when %s does not say (%#)', (type, bytes) => {
    expect(pixelsOf(bytes, type)).toBeNull();
  });
});
