import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { contentTypeOf } from '../../../main/catalog/packages/content-type.ts';
import { DRAWING_LIMITS, respondWithContent } from '../../../main/sessions/compressed-drawing.ts';
import { createPieceReader } from '../../../main/sessions/file-response.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const SVG = '<?xml version="1.0" encoding="utf-8"?><svg xmlns="http://www.w3.org/2000/svg"/>';
const HEADERS = { 'content-security-policy': "default-src 'self'" };

async function answer(name: string, content: Buffer, init: RequestInit = {}): Promise<Response> {
  const file = path.join(createTemporaryFolder(), name);
  writeFileSync(file, content);
  const served = { path: file, size: content.length, type: contentTypeOf(name) };
  return respondWithContent(new Request(`mp://abc/${name}`, init), served, HEADERS, createPieceReader());
}
const head = ({ status, headers }: Response): unknown => [
  status,
  headers.get('content-type'),
  headers.get('content-length'),
  headers.get('content-encoding'),
];

describe('a file of SVG in gzip', () => {
  it.each([
    ['drawing.svgz', gzipSync(SVG), SVG],
    ['DRAWING.SVGZ', gzipSync(SVG), SVG],
    ['fast.svgz', gzipSync(SVG, { level: 1 }), SVG],
    ['empty.svgz', gzipSync(''), ''],
    ['large.svgz', gzipSync(SVG.padEnd(1_000_000)), SVG.padEnd(1_000_000)],
  ])('is decoded: %s', async (name, content, text) => {
    const response = await answer(name, content);
    expect(head(response)).toEqual([200, 'image/svg+xml', null, null]);
    expect(response.headers.get('content-security-policy')).toBe("default-src 'self'");
    expect(await response.text()).toBe(text);
  });

  it('is whole when a part of it is asked for, and only its head for HEAD', async () => {
    const part = await answer('a.svgz', gzipSync(SVG), { headers: { range: 'bytes=0-3' } });
    expect([head(part), await part.text()]).toEqual([[200, 'image/svg+xml', null, null], SVG]);
    const short = await answer('a.svgz', gzipSync(SVG), { method: 'HEAD' });
    expect([head(short), await short.text()]).toEqual([[200, 'image/svg+xml', null, null], '']);
  });

  it.each([
    ['plain.svgz', Buffer.from(SVG), 'image/svg+xml; charset=utf-8'],
    ['x.svgz', Buffer.from('x'), 'image/svg+xml; charset=utf-8'],
    ['drawing.svg', gzipSync(SVG), 'image/svg+xml; charset=utf-8'],
    ['app.js.gz', gzipSync(SVG), 'application/gzip'],
  ])('is none in %s, which is served as it is', async (name, content, type) => {
    const response = await answer(name, content);
    expect(head(response)).toEqual([200, type, String(content.length), null]);
    expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
  });

  it('breaks off where it is cut, damaged or too large', async () => {
    const whole = gzipSync(SVG.repeat(100));
    const cut = await answer('a.svgz', whole.subarray(0, whole.length - 12));
    await expect(cut.text()).rejects.toThrow();
    const damaged = await answer('a.svgz', Buffer.concat([whole.subarray(0, 20), Buffer.alloc(40)]));
    await expect(damaged.text()).rejects.toThrow();
    const bomb = await answer('a.svgz', gzipSync(Buffer.alloc(DRAWING_LIMITS.bytes + 1)));
    await expect(bomb.text()).rejects.toThrow('too large');
  });

  it('is not written', async () => {
    expect((await answer('a.svgz', gzipSync(SVG), { method: 'POST' })).status).toBe(405);
  });
});
