/** Drawings as a stranger would make them, given to the thread that draws. */
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { createDrawings, DRAWING_LIMIT_BYTES } from '../../../main/pictures/drawings.ts';
import { imageType } from '../../../main/pictures/picture-kind.ts';
import { pngOf } from './png-chunks.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const FILES = {
  workerFile: path.join(ROOT, 'main', 'pictures', 'drawing-worker.ts'),
  wasmFile: path.join(ROOT, 'node_modules', '@resvg', 'resvg-wasm', 'index_bg.wasm'),
  fontFiles: [path.join(ROOT, 'renderer', 'launcher', 'fonts', 'figtree-latin.woff2')],
};
const drawings = createDrawings(FILES);
afterAll(() => drawings.dispose());

const svg = (content: string, attributes = 'width="128" height="128"'): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" ${attributes}>${content}</svg>`);

const draw = (drawing: Buffer): Promise<Buffer | null> => drawings.draw('abc', drawing);

/** Width and height of a PNG. */
const sidesOf = (png: Buffer | null): readonly number[] | null =>
  png && imageType(png) === 'image/png' ? [png.readUInt32BE(16), png.readUInt32BE(20)] : null;

/** Levels of twelve uses each. */
const nestedUses = (levels: number): string => {
  const groups = Array.from({ length: levels }, (_, level) => {
    const uses = `<use href="#a${level}"/>`.repeat(12);
    return `<g id="a${level + 1}">${uses}</g>`;
  });
  return `<defs><g id="a0"><rect width="1" height="1"/></g>${groups.join('')}</defs><use href="#a${levels}"/>`;
};

const laughs = (): Buffer => {
  const entities = [...'bcdefghi'].map((name, at) => `<!ENTITY ${name} "${`&${'abcdefgh'[at]};`.repeat(10)}">`);
  return Buffer.from(
    `<!DOCTYPE svg [<!ENTITY a "<rect width='1' height='1'/>">${entities.join('')}]>` +
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">&i;</svg>',
  );
};

/** A gigabyte of pixels in 32 KB. */
const hugePicture = (): string =>
  pngOf(16_000, 16_000, 1, deflateSync(Buffer.alloc(16_000 * 2001), { level: 9 })).toString('base64');

const filter = '<feTurbulence baseFrequency="0.01" numOctaves="255"/><feGaussianBlur stdDeviation="200"/>';

const NOT_DRAWN: readonly (readonly [string, () => Buffer])[] = [
  ['uses in uses', () => svg(nestedUses(8))],
  ['uses in uses, as deep as it takes a second', () => svg(nestedUses(5))],
  ['a billion laughs', laughs],
  ['a drawing that ends before it does', () => svg('<rect width="9"').subarray(0, 90)],
  ['a use of itself', () => svg('<g id="a"><use href="#a"/></g>').subarray(0, 60)],
  ['one byte too many', () => svg(' '.repeat(DRAWING_LIMIT_BYTES))],
  ['no size', () => svg('<rect width="9" height="9"/>', 'width="0" height="0"')],
  ['a line', () => svg('<rect width="9" height="9"/>', 'viewBox="0 0 1 100000"')],
  ['elements in elements', () => svg('<g>'.repeat(9000))],
];

/** Nothing outside the drawing is there for it: it is drawn without. */
const DRAWN: readonly (readonly [string, () => Buffer, readonly number[]])[] = [
  ['a plain drawing', () => svg('<rect width="128" height="128" fill="red"/>'), [256, 256]],
  ['a wide one', () => svg('<rect width="9" height="9"/>', 'viewBox="0 0 400 100"'), [256, 64]],
  ['a high one', () => svg('<rect width="9" height="9"/>', 'viewBox="0 0 100 400"'), [64, 256]],
  ['a giant one', () => svg('<rect width="1e9" height="1e9"/>', 'width="1e9" height="1e9"'), [256, 256]],
  ['a file of the computer', () => svg('<image href="file:///etc/passwd" width="9" height="9"/>'), [256, 256]],
  ['a picture of another host', () => svg('<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>'), [256, 256]],
  ['a script', () => svg('<script>for (;;);</script><rect width="9" height="9"/>'), [256, 256]],
  ['HTML', () => svg('<foreignObject><body xmlns="http://www.w3.org/1999/xhtml">x</body></foreignObject>'), [256, 256]],
  ['a style sheet of another host', () => svg('<style>@import url("http://127.0.0.1:9/x.css");</style>'), [256, 256]],
];

describe('a drawing', () => {
  it.each(DRAWN)('becomes pixels when it holds %s', async (_name, drawing, sides) => {
    expect(sidesOf(await draw(drawing()))).toEqual(sides);
  });

  it.each(NOT_DRAWN)('is nothing when it is %s', async (_name, drawing) => {
    expect(await draw(drawing())).toBeNull();
  });

  it('takes no memory for a picture in it that would fill a gigabyte', async () => {
    const before = process.memoryUsage().rss;
    let highest = before;
    const watch = setInterval(() => (highest = Math.max(highest, process.memoryUsage().rss)), 20);
    await draw(svg(`<image width="9" height="9" href="data:image/png;base64,${hugePicture()}"/>`));
    clearInterval(watch);
    expect(highest - before).toBeLessThan(400 * 1024 * 1024);
  });

  it('has letters', async () => {
    const empty = await draw(svg('<path d="M0 0"/>'));
    const letter = await draw(svg('<text x="9" y="99" font-size="90">B</text>'));
    expect(letter).not.toBeNull();
    expect(letter).not.toEqual(empty);
  });

  it('is nothing when its filters take longer than two seconds, and holds nobody up meanwhile', async () => {
    let turns = 0;
    const count = setInterval(() => (turns += 1), 10);
    const slow = svg(`<filter id="f">${filter.repeat(300)}</filter><path d="M0 0h128v128z" filter="url(#f)"/>`);
    expect(await draw(slow)).toBeNull();
    clearInterval(count);
    expect(turns).toBeGreaterThan(20);
  });

  it('waits for no more than one drawing of another mini-program', async () => {
    const order: string[] = [];
    const slow = createDrawings({ ...FILES, timeLimitMs: 50 });
    const bomb = svg(nestedUses(8));
    await Promise.all([
      ...[1, 2, 3].map((at) => slow.draw('bad', bomb).then(() => order.push(`bad ${at}`))),
      slow.draw('good', svg('<rect width="9" height="9"/>')).then(() => order.push('good')),
    ]);
    await slow.dispose();
    expect(order).toEqual(['bad 1', 'good', 'bad 2', 'bad 3']);
  });
});
