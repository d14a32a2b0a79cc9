/** Unpacks a checked ZIP file into an empty folder, flushed to the disk. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { AppError } from '../../support/errors.ts';
import { isDiskError } from '../../storage/disk.ts';
import { PACKAGE_LIMITS, readPackageEntries, type PackageEntry, type PackageLimits } from './package-entries.ts';
import { PRIVATE_FOLDER_MODE } from '../../storage/atomic-file.ts';
import { zipProblem } from './zip-problems.ts';

export interface UnpackOptions {
  readonly limits?: PackageLimits;
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes that will come out before the first is written; throws to refuse. */
  readonly beforeWriting?: (totalBytes: number) => Promise<void>;
  readonly onProgress?: (writtenBytes: number, totalBytes: number) => void;
}

/** Path with `/` and size in bytes of each unpacked file. */
export type UnpackedFiles = readonly (readonly [path: string, size: number])[];

const FILES_AT_ONCE = 8;

/**
 * Unpacks `zipFile` into `folder`, which must not hold anything yet. Throws `AppError`:
 * `package-invalid`, `storage-failed`, `aborted`; what is in `folder` then is for the caller to delete.
 */
export async function unpackPackage(
  appId: string,
  zipFile: string,
  folder: string,
  options: UnpackOptions = {},
): Promise<UnpackedFiles> {
  let zip: ZipFile | null = null;
  try {
    const { size: packedBytes } = await stat(zipFile);
    zip = await openPromise(zipFile, {
      autoClose: false,
      lazyEntries: true,
      // entry-names.ts reads them.
      decodeStrings: false,
      validateEntrySizes: true,
    });
    // An error between two reads (closing the file) has nobody else to go to and must not end the process.
    zip.on('error', () => {});
    const entries = await readPackageEntries(appId, zip, packedBytes, options.limits ?? PACKAGE_LIMITS);
    const totalBytes = entries.reduce((sum, { size }) => sum + size, 0);
    await options.beforeWriting?.(totalBytes);
    await writeAll(zip, zipFile, entries, folder, totalBytes, options);
    return entries.map((entry) => [entry.path, entry.size] as const);
  } catch (error) {
    if (error instanceof AppError) throw error;
    if (options.signal?.aborted) throw new AppError('aborted', `The installation of "${appId}" was cancelled.`);
    if (isDiskError(error))
      throw new AppError('storage-failed', `Cannot install "${appId}": its files cannot be written to the disk.`, {
        cause: error,
      });
    throw new AppError(
      'package-invalid',
      `Cannot install "${appId}": the package is not a valid ZIP file: ${zipProblem(error)}.`,
      { cause: error },
    );
  } finally {
    zip?.close();
  }
}

async function writeAll(
  zip: ZipFile,
  zipFile: string,
  entries: readonly PackageEntry[],
  folder: string,
  totalBytes: number,
  options: UnpackOptions,
): Promise<void> {
  await mkdir(folder, { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const folders = new Set(entries.map((entry) => path.posix.dirname(entry.path)));
  for (const name of folders) await mkdir(path.join(folder, name), { recursive: true, mode: PRIVATE_FOLDER_MODE });
  const queue = entries.values();
  // One that fails stops the others, and none writes any more when this function ends.
  const failed = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal;
  let writtenBytes = 0;
  const writer = async (): Promise<void> => {
    for (const { path: name, size, entry } of queue) {
      if (signal.aborted) return;
      const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      // `wx`: never through anything that is there. `flush`: on the disk before the package counts as installed.
      const file = createWriteStream(path.join(folder, name), { flags: 'wx', mode: 0o600, flush: true });
      await pipeline([...contentOf(zipFile, start, entry), exactly(size), file], { signal });
      writtenBytes += size;
      options.onProgress?.(writtenBytes, totalBytes);
    }
  };
  const results = await Promise.allSettled(
    Array.from({ length: FILES_AT_ONCE }, () =>
      writer().catch((error: unknown) => {
        failed.abort();
        throw error;
      }),
    ),
  );
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  const first = errors.find((error) => error.name !== 'AbortError') ?? errors[0];
  if (first) throw first;
  options.signal?.throwIfAborted();
}

/**
 * Reads an entry past yauzl, whose own stream ends the process when it is destroyed while it
 * waits for its turn to read.
 */
function contentOf(zipFile: string, start: number, entry: Entry): (Readable | Transform)[] {
  if (entry.compressedSize === 0) return [Readable.from([])];
  const packed = createReadStream(zipFile, { start, end: start + entry.compressedSize - 1 });
  return entry.compressionMethod === 8 ? [packed, createInflateRaw()] : [packed];
}

/** Passes `size` bytes on and fails as soon as there are more, or at the end when there are fewer, whatever the header said. */
function exactly(size: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length;
      if (seen > size) done(new Error('an entry is larger than its header says'));
      else done(null, chunk);
    },
    flush(done) {
      done(seen === size ? null : new Error('an entry is smaller than its header says'));
    },
  });
}
