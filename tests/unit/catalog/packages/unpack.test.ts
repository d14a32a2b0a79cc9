import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PACKAGE_LIMITS } from '../../../../main/catalog/packages/package-entries.ts';
import { unpackPackage } from '../../../../main/catalog/packages/unpack.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { packedZeros, rawZip, zipOf, type RawEntry } from '../../../fakes/zip.ts';

const MIB = 1024 * 1024;

function prepare(bytes: Buffer): { zipFile: string; target: string; root: string } {
  const root = createTemporaryFolder();
  const zipFile = path.join(root, 'package.zip');
  writeFileSync(zipFile, bytes);
  return { root, zipFile, target: path.join(root, 'a', 'target') };
}

const refusal = (reason: RegExp): unknown =>
  expect.objectContaining({
    name: 'AppError',
    code: 'package-invalid',
    message: expect.stringMatching(reason) as string,
  });

describe('unpackPackage', () => {
  it('writes every file with its content when the package is good', async () => {
    const { zipFile, target } = prepare(
      await zipOf({ 'index.html': 'page', 'js/app.js': 'code', 'bild/größe.txt': 'x', empty: '' }),
    );
    const files = await unpackPackage('abc', zipFile, target);
    expect(Object.fromEntries(files)).toEqual({ 'index.html': 4, 'js/app.js': 4, 'bild/größe.txt': 1, empty: 0 });
    expect(readFileSync(path.join(target, 'js/app.js'), 'utf8')).toBe('code');
    expect(readFileSync(path.join(target, 'bild/größe.txt'), 'utf8')).toBe('x');
  });

  it('accepts folder entries, stored entries and very compressible small files', async () => {
    const { zipFile, target } = prepare(
      rawZip([
        { name: 'js/', mode: 0o040755 },
        { name: 'js/a.js', content: 'aaa', method: 0 },
        { name: 'blank.txt', content: ' '.repeat(900_000) },
      ]),
    );
    const files = await unpackPackage('abc', zipFile, target);
    expect(files.map(([name]) => name)).toEqual(['js/a.js', 'blank.txt']);
  });

  const badNames: [string, RegExp][] = [
    ['../evil.txt', /leaves the package|invalid relative path/],
    ['a/../../evil.txt', /leaves the package|invalid relative path/],
    ['/etc/evil.txt', /absolute path/],
    ['C:/evil.txt', /absolute path/],
    ['C:', /absolute path/],
    ['c:evil.txt', /has a ":" in its name, which not every system can store/],
    ['a:b.js', /has a ":" in its name, which not every system can store/],
    ['a:b/c.js', /has a ":" in its name, which not every system can store/],
    ['js/a:b.js', /has a ":" in its name, which not every system can store/],
    ['js/c:/a.js', /has a ":" in its name, which not every system can store/],
    ['node:fs.js', /has a ":" in its name, which not every system can store/],
    ['é:b.js', /has a ":" in its name, which not every system can store/],
    ['..\\evil.txt', /leaves the package/],
    ['a\\..\\..\\evil.txt', /leaves the package/],
    ['./../evil.txt', /leaves the package/],
    ['\\evil.txt', /absolute path/],
    ['\\\\server\\share\\evil.txt', /absolute path/],
    ['//evil.txt', /absolute path/],
    ['C:\\evil.txt', /absolute path/],
    ['./c:/evil.txt', /absolute path/],
    ['.\\con', /has a name that Windows keeps for a device/],
    ['con', /has a name that Windows keeps for a device/],
    ['js/NUL.txt', /has a name that Windows keeps for a device/],
    ['lpt1.js', /has a name that Windows keeps for a device/],
    ['a.txt:stream', /has a ":" in its name/],
    ['dot.', /has a dot or a space at the end of a name/],
    ['space ', /has a dot or a space at the end of a name/],
    ['folder./a.js', /has a dot or a space at the end of a name/],
    ['a\u0000.txt', /has a control character in its name/],
    ['a\n.txt', /has a control character in its name/],
    ['a\u007f.txt', /has a control character in its name/],
    ['what?.txt', /has a "\?" in its name/],
    ['[...all]*.js', /has a "\*" in its name/],
    ['a|b.js', /has a "\|" in its name/],
    ['<a>.js', /has a "<" in its name/],
    ['"a".js', /has a """ in its name/],
    ['x'.repeat(256), /too long/],
    [`${'d/'.repeat(40)}f`, /too deep/],
    ['', /unclear path/],
  ];
  it.each(badNames)('refuses the entry name %j', async (name, reason) => {
    const { root, zipFile, target } = prepare(
      rawZip([
        { name: 'good.txt', content: 'good' },
        { name, content: 'evil' },
      ]),
    );
    await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(reason));
    // Nothing is written before everything is checked.
    expect(existsSync(target)).toBe(false);
    expect(readdirSync(root)).toEqual(['package.zip']);
  });

  const badEntries: [string, RawEntry[], RegExp][] = [
    ['a symbolic link', [{ name: 'link', content: '/etc/passwd', mode: 0o120777 }], /link or a special file/],
    ['a device', [{ name: 'device', mode: 0o020644 }], /link or a special file/],
    ['a named pipe', [{ name: 'pipe', mode: 0o010644 }], /link or a special file/],
    ['an encrypted entry', [{ name: 'secret', content: 'x', encrypted: true }], /encrypted/],
    ['LZMA', [{ name: 'a', content: 'x', method: 14 }], /is packed by LZMA; pack it with Deflate, or not at all/],
    [
      'Deflate64, of Explorer',
      [{ name: 'a', content: 'x', method: 9 }],
      /is packed by Deflate64; pack it with Deflate/,
    ],
    ['an unknown method', [{ name: 'a', content: 'x', method: 77 }], /is packed by the method 77; pack it with/],
    ['a name twice', [{ name: 'a' }, { name: 'a' }], /there twice/],
    ['names that differ in case', [{ name: 'A.txt' }, { name: 'a.txt' }], /only in case/],
    ['folders that differ in case', [{ name: 'Js/a' }, { name: 'js/b' }], /only in case/],
    ['names that differ in Unicode form', [{ name: 'caf\u00e9' }, { name: 'cafe\u0301' }], /there twice/],
    ['one name in two spellings', [{ name: 'a\\b' }, { name: './a/b' }], /there twice/],
    ['a file that is also a folder', [{ name: 'a' }, { name: 'a/b' }], /both a file and a folder/],
    ['a folder that is also a file', [{ name: 'a/b' }, { name: 'a' }], /both a file and a folder/],
    ['a folder with the type of a file', [{ name: 'a/', mode: 0o100644 }], /neither a file nor a folder/],
  ];
  it.each(badEntries)('refuses %s', async (_what, entries, reason) => {
    const { zipFile, target } = prepare(rawZip(entries));
    await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(reason));
    expect(existsSync(target)).toBe(false);
  });

  it('refuses 10 GB of zeros before writing a byte', async () => {
    const { zipFile, target } = prepare(
      rawZip([{ name: 'zeros.bin', packed: packedZeros(10_240), size: 10_240 * MIB }]),
    );
    await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(/larger than 512 MiB/));
    expect(existsSync(target)).toBe(false);
  });

  it('refuses 10 GB of zeros whose header says 100 bytes, after writing no more than that', async () => {
    const { zipFile, target } = prepare(rawZip([{ name: 'zeros.bin', packed: packedZeros(10_240), size: 100 }]));
    await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(/not a valid ZIP file/));
    expect(readFileSync(path.join(target, 'zeros.bin')).length).toBeLessThanOrEqual(100);
  });

  it('refuses an entry that unpacks to more than 250 times its packed size', async () => {
    const { zipFile, target } = prepare(rawZip([{ name: 'zeros.bin', packed: packedZeros(20), size: 20 * MIB }]));
    await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(/far more than a file does/));
    expect(existsSync(target)).toBe(false);
  });

  it('refuses entries that share their packed bytes', async () => {
    const content = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    const packed = deflateRawSync(content);
    const entries = Array.from({ length: 200 }, (_, index): RawEntry => ({
      name: `f${index}`,
      content,
      packed,
      sharesBytes: index > 0,
    }));
    const { zipFile, target } = prepare(rawZip(entries));
    await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(/far more than/));
  });

  it('refuses more entries than the limit', async () => {
    const { zipFile, target } = prepare(rawZip(Array.from({ length: 5001 }, (_, index) => ({ name: `f${index}` }))));
    await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(/more than 5000 entries/));
  });

  it('refuses what is not a ZIP file, is cut off, or has damaged content', async () => {
    const good = rawZip([{ name: 'a.txt', content: 'hello hello hello' }]);
    const damaged = Buffer.from(good);
    damaged.fill(0xff, 36, 44);
    for (const bytes of [Buffer.from('hello'), Buffer.alloc(0), good.subarray(0, good.length - 30), damaged]) {
      const { zipFile, target } = prepare(bytes);
      await expect(unpackPackage('abc', zipFile, target)).rejects.toEqual(refusal(/not a valid ZIP file/));
    }
  });

  const good = rawZip([
    { name: 'a.txt', content: 'hello hello hello' },
    { name: 'b.txt', content: 'bb', method: 0 },
  ]);
  const END = good.length - 22;
  const withComment = (comment: Buffer, said = comment.length): Buffer => {
    const bytes = Buffer.concat([good, comment]);
    bytes.writeUInt16LE(said, END + 20);
    return bytes;
  };
  const changed = (bytes: Buffer, change: (copy: Buffer) => unknown): Buffer => {
    const copy = Buffer.from(bytes);
    change(copy);
    return copy;
  };
  const list = good.readUInt32LE(END + 16);
  const damage = 'it is damaged, or was cut off on the way: make and upload it again';
  const before = 'something was put before its beginning, or it is damaged';
  const badFiles: [string, Buffer, string][] = [
    [
      'with bytes behind its end',
      Buffer.concat([good, Buffer.from('abc')]),
      'there are 3 bytes behind its end: make it again, and let nothing be added to it',
    ],
    [
      'with more behind its comment',
      withComment(Buffer.from('comment and more'), 7),
      'there are 9 bytes behind its end: make it again, and let nothing be added to it',
    ],
    [
      'whose comment is shorter than it says',
      withComment(Buffer.from('comment'), 100),
      'its end is cut off (93 bytes are missing): make and upload it again',
    ],
    ['that is cut off within its end', good.subarray(0, -4), 'it is no ZIP file, or its end is missing'],
    [
      'with far too much behind its end',
      Buffer.concat([good, Buffer.alloc(70_000)]),
      'it is no ZIP file, or its end is missing',
    ],
    [
      'with bytes before its beginning',
      Buffer.concat([Buffer.from('#!/bin/sh\n'), good]),
      `its list of files is not where its end says: ${before}`,
    ],
    [
      'that follows another one',
      Buffer.concat([rawZip([{ name: 'x' }]), good]),
      `its list of files is not where its end says: ${before}`,
    ],
    [
      'with the end of another in its comment',
      withComment(changed(good.subarray(END), (copy) => copy.writeUInt32LE(0, 16))),
      `its list of files is not where its end says: ${before}`,
    ],
    [
      'of which a list and no files are there',
      changed(good, (copy) => copy.fill(0, 0, 4)),
      `a file is not where its list says: ${before}`,
    ],
    [
      'in several parts',
      changed(good, (copy) => copy.writeUInt16LE(1, END + 4)),
      'it is one of several parts of a ZIP file: make it in one part',
    ],
    ['that is strongly encrypted', changed(good, (copy) => copy.writeUInt16LE(0x41, list + 8)), 'it is encrypted'],
    [
      'with two sizes for a stored file',
      rawZip([{ name: 'a.txt', content: 'aaa', size: 4, method: 0 }]),
      'its list of files has two sizes for a file that is not compressed',
    ],
    [
      'with less in a file than its list says',
      rawZip([{ name: 'a.txt', content: 'aaa', size: 4 }]),
      'a file in it has another size than its list of files says',
    ],
    [
      'with more in a file than its list says',
      rawZip([{ name: 'a.txt', content: 'aaa', size: 2 }]),
      'a file in it has another size than its list of files says',
    ],
    ['with damaged content', changed(good, (copy) => copy.fill(0xff, 36, 44)), damage],
    ['whose list says of more files than there are', changed(good, (copy) => copy.writeUInt16LE(3, END + 10)), damage],
    [
      'whose list is said to be behind its end',
      changed(good, (copy) => copy.writeUInt32LE(good.length, END + 16)),
      damage,
    ],
    ['with an extra field that is too long', rawZip([{ name: 'a', extra: Buffer.from([9, 9, 200, 0]) }]), damage],
  ];
  it.each(badFiles)('says of a ZIP file %s what is wrong with it', async (_what, bytes, problem) => {
    const { zipFile, target } = prepare(bytes);
    const error = await unpackPackage('abc', zipFile, target).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'package-invalid',
      message: `Cannot install "abc": the package is not a valid ZIP file: ${problem}.`,
    });
  });

  it('takes a ZIP file with a comment', async () => {
    const { zipFile, target } = prepare(withComment(Buffer.from('packed by hand')));
    expect(await unpackPackage('abc', zipFile, target)).toHaveLength(2);
  });

  it(
    'unpacks or refuses, and does nothing else, whatever bytes of a package are changed',
    { timeout: 60_000 },
    async () => {
      const good = await zipOf({ 'manifest.json': '{}', 'js/app.js': 'code '.repeat(50), 'a.txt': 'a' });
      const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(changes, fc.option(fc.nat(good.length)), async (bytes, cut) => {
          const changed = Buffer.from(good);
          for (const [index, value] of bytes) changed[index] = value;
          const { root, zipFile, target } = prepare(cut === null ? changed : changed.subarray(0, cut));
          const error = await unpackPackage('abc', zipFile, target).then(
            () => null,
            (reason: unknown) => reason,
          );
          if (error !== null)
            expect(error).toMatchObject({
              name: 'AppError',
              code: expect.stringMatching(/^(?:package-invalid|storage-failed)$/) as string,
              // No words of who reads ZIP files for others.
              message: expect.not.stringMatching(/signature|central dir|EOF|0x|zip64|buffer/i) as string,
            });
          expect(readdirSync(root).filter((name) => name !== 'a' && name !== 'package.zip')).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('stops with "aborted" when the signal says so', async () => {
    const { zipFile, target } = prepare(
      await zipOf(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`f${index}`, 'x']))),
    );
    const abort = new AbortController();
    const unpacking = unpackPackage('abc', zipFile, target, { signal: abort.signal, onProgress: () => abort.abort() });
    await expect(unpacking).rejects.toMatchObject({ code: 'aborted' });
    expect(readdirSync(target).length).toBeLessThan(200);
  });

  it('fails with "storage-failed" when the folder cannot be written', async () => {
    const { root, zipFile } = prepare(await zipOf({ 'a.txt': 'x' }));
    await expect(
      unpackPackage('abc', zipFile, path.join(root, 'package.zip', 'below-a-file'), { limits: PACKAGE_LIMITS }),
    ).rejects.toMatchObject({ code: 'storage-failed' });
  });
});
