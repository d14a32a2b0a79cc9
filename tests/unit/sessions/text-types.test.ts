import { utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createPieceReader } from '../../../main/sessions/file-response.ts';
import { createTextTypes, TEXT_LIMITS } from '../../../main/sessions/text-types.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

function setUp(content: Buffer) {
  const file = path.join(createTemporaryFolder(), 'a.txt');
  writeFileSync(file, content);
  const read = createPieceReader();
  let bytes = 0;
  const types = createTextTypes(async (name, position, length) => {
    const piece = await read(name, position, length);
    bytes += piece.byteLength;
    return piece;
  });
  const ask = (size = content.length, usual: string | null = 'gbk'): Promise<string | null> =>
    types({ path: file, size, type: 'text/plain' }, usual);
  return { file, ask, bytes: () => bytes };
}

it('reads a text once, however often it is asked for, and again when it has changed', async () => {
  const { file, ask, bytes } = setUp(Buffer.alloc(TEXT_LIMITS.readBytes, 'x'));
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask()));
  expect(new Set(answers)).toEqual(new Set(['text/plain; charset=utf-8']));
  const once = bytes();
  expect(once).toBeLessThan(TEXT_LIMITS.readBytes + 10_000);
  const other = Buffer.from('ccecc6f8', 'hex');
  writeFileSync(file, other);
  utimesSync(file, 1, 1);
  expect(await ask(other.length)).toBe('text/plain; charset=gbk');
  expect(bytes()).toBeGreaterThan(once);
});

it.each([
  ['a letter between two pieces', Buffer.from(`${'x'.repeat(256 * 1024 - 1)}ä`), 'text/plain; charset=utf-8'],
  ['a letter that is cut off at the end', Buffer.from('xä').subarray(0, 2), 'text/plain; charset=gbk'],
  [
    'one wrong byte at the end',
    Buffer.concat([Buffer.alloc(600_000, 'x'), Buffer.from([0xff])]),
    'text/plain; charset=gbk',
  ],
  ['nothing', Buffer.alloc(0), 'text/plain; charset=utf-8'],
])('knows UTF-8 with %s', async (_what, content, expected) => {
  expect(await setUp(content).ask()).toBe(expected);
});

it('looks at nothing larger than its limit, and at nothing that has gone', async () => {
  const { file, ask, bytes } = setUp(Buffer.from('x'));
  expect(await ask(TEXT_LIMITS.readBytes + 1)).toBeNull();
  expect(bytes()).toBe(0);
  const gone = createTextTypes(() => Promise.reject(new Error('gone')));
  expect(await gone({ path: file, size: 1, type: 'text/plain' }, null)).toBeNull();
});
