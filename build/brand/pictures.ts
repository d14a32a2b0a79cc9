/** Pixels of an icon in other sizes, for brands that give one picture. Rows of RGBA, multiplied by their opacity. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { initWasm, Resvg } from '@resvg/resvg-wasm';

export interface Pixels {
  /** Width and height. */
  readonly size: number;
  readonly rgba: Uint8Array;
}

let isReady: Promise<void> | null = null;

/** Draws a square SVG; pictures in it are `data:` addresses. */
export async function drawSvg(svg: string | Buffer, size: number): Promise<Pixels> {
  const wasm = path.resolve(import.meta.dirname, '..', '..', 'node_modules', '@resvg', 'resvg-wasm', 'index_bg.wasm');
  await (isReady ??= initWasm(readFileSync(wasm)));
  const drawing = new Resvg(svg, { fitTo: { mode: 'width', value: size }, font: { fontBuffers: [] } });
  const rendered = drawing.render();
  if (rendered.width !== rendered.height) throw new Error(`it is ${rendered.width} by ${rendered.height}, not square`);
  return { size: rendered.width, rgba: rendered.pixels };
}

/** A picture of `size`, each pixel the mean of those that it covers. Answers the same one when it is no smaller. */
export function shrink({ size: from, rgba }: Pixels, size: number): Pixels {
  if (size >= from) return { size: from, rgba };
  const result = new Uint8Array(size * size * 4);
  const edge = (index: number): number => Math.floor((index * from) / size);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const sums = [0, 0, 0, 0];
      for (let row = edge(y); row < edge(y + 1); row += 1) {
        for (let at = (row * from + edge(x)) * 4; at < (row * from + edge(x + 1)) * 4; at += 1)
          sums[at % 4] = (sums[at % 4] ?? 0) + (rgba[at] ?? 0);
      }
      const count = (edge(y + 1) - edge(y)) * (edge(x + 1) - edge(x));
      result.set(
        sums.map((sum) => Math.round(sum / count)),
        (y * size + x) * 4,
      );
    }
  }
  return { size, rgba: result };
}

/** As image formats have it: colours that are not multiplied by the opacity. */
export function plainColours({ rgba }: Pixels): Buffer {
  const plain = Buffer.from(rgba);
  for (let at = 0; at < plain.length; at += 4) {
    const opacity = rgba[at + 3] ?? 0;
    if (opacity === 0 || opacity === 255) continue;
    for (let channel = at; channel < at + 3; channel += 1)
      plain[channel] = Math.min(255, Math.round(((rgba[channel] ?? 0) * 255) / opacity));
  }
  return plain;
}

/** PNG (RFC 2083): one chunk of rows without filters. */
export function encodePng(pixels: Pixels): Buffer {
  const { size } = pixels;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // 8 bits a channel, RGBA.
  head.set([8, 6], 8);
  const plain = plainColours(pixels);
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) plain.copy(rows, y * (size * 4 + 1) + 1, y * size * 4, (y + 1) * size * 4);
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const result = Buffer.alloc(body.length + 12);
  result.writeUInt32BE(body.length, 0);
  result.write(type, 4, 'latin1');
  body.copy(result, 8);
  result.writeUInt32BE(crc32(result.subarray(4, 8 + body.length)), 8 + body.length);
  return result;
}
