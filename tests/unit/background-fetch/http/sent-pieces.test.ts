import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { piecesOf } from '../../../../main/background-fetch/http/sent-pieces.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const KIB = 1024;

describe('a body that is sent', () => {
  it.each([0, 1, 256 * KIB, 256 * KIB + 1, 5 * 256 * KIB - 3])(
    'is the file of %i bytes, and needs one buffer however long it is',
    async (byteLength) => {
      const content = contentOf(4, byteLength);
      const file = path.join(createTemporaryFolder(), 'body');
      writeFileSync(file, content);
      const sent: Uint8Array[] = [];
      const buffers = new Set<ArrayBufferLike>();
      for await (const piece of piecesOf(file)) {
        sent.push(Uint8Array.from(piece));
        buffers.add(piece.buffer);
      }
      expect(Buffer.concat(sent).equals(content)).toBe(true);
      expect(buffers.size).toBe(byteLength === 0 ? 0 : 1);
      expect(Math.max(0, ...[...buffers].map((buffer) => buffer.byteLength))).toBeLessThanOrEqual(256 * KIB);
    },
  );

  it('rejects with the error of the disk when its file is gone', async () => {
    const pieces = piecesOf(path.join(createTemporaryFolder(), 'gone'));
    await expect(pieces.next()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
