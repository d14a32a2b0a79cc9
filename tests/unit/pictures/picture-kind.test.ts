import { describe, expect, it } from 'vitest';
import { imageType } from '../../../main/pictures/picture-kind.ts';
import { encodePng } from '../../demo-backend/png.ts';

const PNG = encodePng(4, () => [1, 2, 3]);
const SVG = Buffer.from('<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>');

describe('imageType', () => {
  it.each([
    [PNG, 'image/png'],
    [SVG, 'image/svg+xml'],
    [Buffer.from('\xff\xd8\xff\xe0', 'latin1'), 'image/jpeg'],
    [Buffer.from('GIF89a'), 'image/gif'],
    [Buffer.from('RIFF1234WEBPVP8 '), 'image/webp'],
    [Buffer.from('<!-- a --><!----> <!-- b -->\n<!DOCTYPE svg PUBLIC "x">\n<svg>'), 'image/svg+xml'],
    [Buffer.from('<html><svg></svg></html>'), null],
    // Comments that could be read as one another: looked at in a moment, not in years.
    [Buffer.from('<!---->'.repeat(292)), null],
    [Buffer.alloc(0), null],
  ])('tells an image by its first bytes (%#)', (bytes, type) => {
    expect(imageType(bytes)).toBe(type);
  });
});
