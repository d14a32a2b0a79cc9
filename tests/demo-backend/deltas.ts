/** Packages as differences to the ones before (RFC 9842, `dcz`), as a backend would make them when it publishes. */
import type { IncomingHttpHeaders } from 'node:http';
import zlib from 'node:zlib';
import type { BuiltPackage } from '../../build/author-kit/package-zip.ts';

/** A skippable frame of 32 bytes. */
const MAGIC = Buffer.from('5e2a4d1820000000', 'hex');
/** RFC 9842 lets an encoder use no more. */
const MAX_WINDOW_LOG = 27;
const LEVEL = 19;
/** Packages that a client may still have. */
const MAX_REMEMBERED = 20;

export interface Deltas {
  remember(built: BuiltPackage): void;
  /** `null`: the request offers no dictionary, or one that nobody remembers. */
  answer(wanted: BuiltPackage, headers: IncomingHttpHeaders): Buffer | null;
}

export function createDeltas(): Deltas {
  const known = new Map<string, BuiltPackage>();
  const made = new Map<string, Buffer>();
  return {
    remember(built) {
      known.set(built.sha256, built);
      const oldest = known.keys().next().value;
      if (known.size > MAX_REMEMBERED && oldest !== undefined) known.delete(oldest);
    },
    answer(wanted, headers) {
      const codings = (headers['accept-encoding'] ?? '').toString().split(',');
      const offered = /^:([0-9A-Za-z+/]{43}=):$/.exec(String(headers['available-dictionary'] ?? ''))?.[1];
      // Node 20, on which authors' tests may run, has no zstd.
      if (typeof zlib.zstdCompressSync !== 'function') return null;
      if (!offered || !codings.some((coding) => coding.trim() === 'dcz')) return null;
      const dictionary = known.get(Buffer.from(offered, 'base64').toString('hex'));
      if (!dictionary) return null;
      const key = `${dictionary.sha256} ${wanted.sha256}`;
      const delta = made.get(key) ?? makeDelta(dictionary, wanted.bytes);
      made.set(key, delta);
      return delta;
    },
  };
}

/** The window takes both in: with less, what has moved is not found again. */
export function makeDelta(dictionary: BuiltPackage, bytes: Buffer): Buffer {
  const both = dictionary.bytes.byteLength + bytes.byteLength;
  const windowLog = Math.min(MAX_WINDOW_LOG, Math.max(10, Math.ceil(Math.log2(both))));
  const { ZSTD_c_compressionLevel: level, ZSTD_c_windowLog: window } = zlib.constants;
  const params = { [level]: LEVEL, [window]: windowLog };
  const body = zlib.zstdCompressSync(bytes, { dictionary: dictionary.bytes, params });
  return Buffer.concat([MAGIC, Buffer.from(dictionary.sha256, 'hex'), body]);
}
