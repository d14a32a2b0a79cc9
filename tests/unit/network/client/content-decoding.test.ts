import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { decodeBody } from '../../../../main/network/client/content-decoding.ts';

const decoded = (bytes: Buffer, coding: string): Promise<string> => text(decodeBody(Readable.from([bytes]), coding));

it('decodeBody undoes the codings, the last one first', async () => {
  expect(await decoded(gzipSync(gzipSync('plain')), 'gzip, X-GZIP, identity')).toBe('plain');
});

it.each(['constructor', '__proto__', 'toString', 'compress', 'gzip, compress', Array(1000).fill('gzip').join(',')])(
  'decodeBody passes the body on when its coding is %.40s',
  async (coding) => {
    expect(await decoded(Buffer.from('as it is'), coding)).toBe('as it is');
  },
);
