/** Decodes `dcz`: Zstandard with a dictionary, behind a head that names it (RFC 9842, section 5). Off the main thread, as all of zlib. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Transform, type Readable, type TransformCallback } from 'node:stream';
import { constants, createZstdDecompress, type ZstdDecompress } from 'node:zlib';
import type { Dictionary } from './dictionary.ts';

/** As `Content-Encoding` names it. */
export const DELTA_CODING = 'dcz';

/** A skippable frame of 32 bytes. */
const MAGIC = Buffer.from('5e2a4d1820000000', 'hex');
const HEAD_BYTES = MAGIC.byteLength + 32;
/** 128 MB: the most that RFC 9842 lets an encoder use. */
const MAX_WINDOW_LOG = 27;

/** A delta that is none, is damaged, or is for another dictionary. */
export class DeltaError extends Error {
  override readonly name = 'DeltaError';
}

/** A wrong dictionary decodes without an error, into other bytes. */
class HeadCheck extends Transform {
  receivedBytes = 0;
  readonly #expected: Buffer;
  #head: Buffer | null = Buffer.alloc(0);

  constructor(expected: Buffer) {
    super();
    this.#expected = expected;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.receivedBytes += chunk.byteLength;
    if (this.#head === null) return done(null, chunk);
    const all = Buffer.concat([this.#head, chunk]);
    this.#head = all;
    if (all.byteLength < HEAD_BYTES) return done();
    if (!all.subarray(0, HEAD_BYTES).equals(this.#expected))
      return done(new DeltaError('it is for another dictionary'));
    this.#head = null;
    done(null, all.subarray(HEAD_BYTES));
  }

  override _flush(done: TransformCallback): void {
    done(this.#head === null ? null : new DeltaError('it has no head'));
  }
}

/** The dictionary's bytes. Throws `DeltaError` when they are not those that were offered. */
async function readDictionary({ file, sha256 }: Dictionary): Promise<Buffer> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    chunks.push(chunk);
  }
  if (hash.digest('hex') !== sha256) throw new DeltaError('the dictionary is damaged');
  return Buffer.concat(chunks);
}

export interface OpenDelta {
  /** For a pipeline: the body, its head checked and taken off, then what it stands for. */
  readonly streams: readonly [Readable, Transform, ZstdDecompress];
  /** Of the body, so far. */
  receivedBytes(): number;
}

/** Throws `DeltaError` when there is no such dictionary. */
export async function openDelta(body: Readable, dictionary: Dictionary | null): Promise<OpenDelta> {
  if (!dictionary) throw new DeltaError('no dictionary was offered');
  const bytes = await readDictionary(dictionary);
  const head = new HeadCheck(Buffer.concat([MAGIC, Buffer.from(dictionary.sha256, 'hex')]));
  const params = { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG };
  return {
    streams: [body, head, createZstdDecompress({ dictionary: bytes, params })],
    receivedBytes: () => head.receivedBytes,
  };
}
