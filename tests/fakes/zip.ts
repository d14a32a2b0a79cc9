/** ZIP files for tests: good ones by yazl, bad ones written byte by byte. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { constants, crc32, deflateRawSync } from 'node:zlib';
import { ZipFile } from 'yazl';

export type Files = Readonly<Record<string, string | Buffer>>;

/** A good ZIP file. */
export async function zipOf(files: Files): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  return buffer(zip.outputStream);
}

export interface PackageParts {
  readonly appId: string;
  readonly version?: string;
  readonly manifest?: Readonly<Record<string, unknown>>;
  readonly files?: Files;
}

/** A package that installs: a manifest and a start page, which `files` adds to or replaces. */
export function packageOf({ appId, version = '1.0.0', manifest = {}, files = {} }: PackageParts): Promise<Buffer> {
  return zipOf({
    'manifest.json': JSON.stringify({
      app_id: appId,
      name: 'Sample',
      version: { name: version, code: 1 },
      start_url: 'index.html',
      ...manifest,
    }),
    'index.html': `<!doctype html><title>${version}</title>`,
    ...files,
  });
}

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface RawEntry {
  readonly name: string;
  readonly content?: string | Buffer;
  /** Packed bytes, taken as they are; `content` is then only for the sizes that are not given. */
  readonly packed?: Buffer;
  /** What the headers say, true or not. */
  readonly size?: number;
  readonly method?: number;
  /** Unix mode with file type, such as 0o120777 for a link. */
  readonly mode?: number;
  readonly encrypted?: boolean;
  /** The name as bytes, in whatever charset, without the flag that says UTF-8 unless `saysUtf8`. */
  readonly rawName?: Buffer;
  readonly saysUtf8?: boolean;
  /** An extra field, whole. */
  readonly extra?: Buffer;
  /** Of MS-DOS (0x10: a folder), beside `mode`. */
  readonly dosAttributes?: number;
  /** Uses the packed bytes of the entry before instead of its own. */
  readonly sharesBytes?: boolean;
}

const ZIP64_LIMIT = 0xffffffff;

/** A ZIP file that says what `entries` say. */
export function rawZip(entries: readonly RawEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  let lastOffset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content ?? '');
    const method = entry.method ?? 8;
    const packed = entry.packed ?? (method === 8 ? deflateRawSync(content) : content);
    const header = entryHeader(entry, content, packed, method);
    if (!entry.sharesBytes) {
      lastOffset = offset;
      const local = Buffer.concat([
        signature(0x04034b50),
        header.fixed,
        u16(header.name.length),
        u16(header.extra.length),
        header.name,
        header.extra,
        packed,
      ]);
      parts.push(local);
      offset += local.length;
    }
    directory.push(
      signature(0x02014b50),
      u16(0x031e),
      header.fixed,
      u16(header.name.length),
      u16(header.extra.length),
      u16(0),
      u16(0),
      u16(0),
      u32((((entry.mode ?? 0o100644) << 16) | (entry.dosAttributes ?? 0)) >>> 0),
      u32(lastOffset),
      header.name,
      header.extra,
    );
  }
  const central = Buffer.concat(directory);
  return Buffer.concat([
    ...parts,
    central,
    signature(0x06054b50),
    u16(0),
    u16(0),
    u16(entries.length),
    u16(entries.length),
    u32(central.length),
    u32(offset),
    u16(0),
  ]);
}

function entryHeader(
  entry: RawEntry,
  content: Buffer,
  packed: Buffer,
  method: number,
): { fixed: Buffer; name: Buffer; extra: Buffer } {
  const size = entry.size ?? content.length;
  const isLarge = size >= ZIP64_LIMIT;
  const fixed = Buffer.concat([
    u16(45),
    u16(((entry.saysUtf8 ?? !entry.rawName) ? 0x0800 : 0) | (entry.encrypted ? 1 : 0)),
    u16(method),
    u16(0),
    u16(0x21),
    u32(crc32(content)),
    u32(packed.length),
    u32(isLarge ? ZIP64_LIMIT : size),
  ]);
  return {
    fixed,
    name: entry.rawName ?? Buffer.from(entry.name),
    extra: Buffer.concat(
      [isLarge ? Buffer.concat([u16(1), u16(8), u64(size)]) : '', entry.extra ?? ''].map((part) => Buffer.from(part)),
    ),
  };
}

/** `mebibytes` MiB of zeros, deflated: blocks of one MiB that do not refer to each other, so one is packed and repeated. */
export function packedZeros(mebibytes: number): Buffer {
  const block = deflateRawSync(Buffer.alloc(1024 * 1024), { finishFlush: constants.Z_FULL_FLUSH, level: 9 });
  return Buffer.concat([...Array.from({ length: mebibytes }, () => block), Buffer.from([0x03, 0x00])]);
}

function signature(value: number): Buffer {
  return u32(value);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
