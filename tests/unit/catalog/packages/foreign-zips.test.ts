/** How the tools of this world lay out a ZIP file: the same mini-program comes out of each. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ZipFile, type EndOptions, type Options } from 'yazl';
import { unpackPackage } from '../../../../main/catalog/packages/unpack.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { rawZip } from '../../../fakes/zip.ts';

const FILES: Readonly<Record<string, string>> = {
  'manifest.json': '{"app_id":"abc","name":"Weather"}',
  'index.html': `<!doctype html>${'weather '.repeat(500)}`,
  'js/app.js': 'start();',
  'js/empty.js': '',
};

interface Layout {
  /** Sizes and sum follow the data, as of what is packed while it is read. */
  readonly isStreamed?: boolean;
  readonly entry?: Partial<Options>;
  readonly folders?: readonly string[];
  readonly end?: Partial<EndOptions>;
}

async function packed({ isStreamed = false, entry = {}, folders = [], end }: Layout): Promise<Buffer> {
  const zip = new ZipFile();
  for (const folder of folders) zip.addEmptyDirectory(folder);
  for (const [name, text] of Object.entries(FILES)) {
    if (isStreamed) zip.addReadStream(Readable.from([Buffer.from(text)]), name, entry);
    else zip.addBuffer(Buffer.from(text), name, entry);
  }
  zip.end({ forceZip64Format: false, comment: '', ...end });
  return buffer(zip.outputStream);
}

/** Entries as `rawZip` writes them, with something of their own. */
const raw = (own: Partial<Parameters<typeof rawZip>[0][number]>): Buffer =>
  rawZip(Object.entries(FILES).map(([name, content]) => ({ name, content, ...own })));

/** Java's: a folder is "deflated", to two bytes of nothing. */
const deflatedFolder = rawZip([
  { name: 'js/', mode: 0, dosAttributes: 0x10, method: 8, packed: Buffer.from([3, 0]), size: 0 },
  ...Object.entries(FILES).map(([name, content]) => ({ name, content })),
]);
const NTFS_TIMES = Buffer.concat([Buffer.from('0a002000000000000100180000', 'hex'), Buffer.alloc(23)]);
const JAR_MARK = Buffer.from('feca0000', 'hex');
const UNIX_TIMES_AND_OWNER = Buffer.from('55540d0003000000000000000000000000', 'hex');

const zips: [tool: string, zip: () => Buffer | Promise<Buffer>][] = [
  ['zip', () => packed({ folders: ['js'] })],
  ['zip -0', () => packed({ entry: { compress: false } })],
  ['zip -r - .', () => packed({ isStreamed: true, entry: { forceZip64Format: true } })],
  ['git archive, with the commit as its comment', () => packed({ end: { comment: 'f'.repeat(40) } })],
  ['Python’s zipfile to a pipe', () => packed({ isStreamed: true })],
  ['Python’s zipfile to a pipe, stored', () => packed({ isStreamed: true, entry: { compress: false } })],
  ['Python’s force_zip64', () => packed({ entry: { forceZip64Format: true } })],
  ['a packer of large files', () => packed({ entry: { forceZip64Format: true }, end: { forceZip64Format: true } })],
  ['Python’s writestr, which knows no kind of file', () => raw({ mode: 0 })],
  ['Python’s writestr, with rights only', () => raw({ mode: 0o600 })],
  ['Explorer', () => raw({ mode: 0, dosAttributes: 0x20 })],
  ['7-Zip, with the times of NTFS', () => raw({ mode: 0, dosAttributes: 0x20, extra: NTFS_TIMES })],
  ['Info-ZIP, with times', () => raw({ extra: UNIX_TIMES_AND_OWNER })],
  ['jar, with its mark', () => raw({ mode: 0, extra: JAR_MARK })],
  ['Java’s ZipOutputStream, with folders', () => deflatedFolder],
  ['programs that are packed, too', () => raw({ mode: 0o100755 })],
];

describe('a ZIP file', () => {
  it.each(zips)('unpacks as %s writes it', async (_tool, zip) => {
    const root = createTemporaryFolder();
    const file = path.join(root, 'package.zip');
    writeFileSync(file, await zip());
    const target = path.join(root, 'target');
    const unpacked = (await unpackPackage('abc', file, target)).map(([name]) => name);
    expect(Object.fromEntries(unpacked.map((name) => [name, readFileSync(path.join(target, name), 'utf8')]))).toEqual(
      FILES,
    );
  });
});
