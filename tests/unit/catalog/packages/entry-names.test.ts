import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { unpackPackage } from '../../../../main/catalog/packages/unpack.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { rawZip, type RawEntry } from '../../../fakes/zip.ts';

async function namesOf(entries: readonly RawEntry[]): Promise<string[]> {
  const root = createTemporaryFolder();
  const zipFile = path.join(root, 'package.zip');
  writeFileSync(zipFile, rawZip(entries));
  return (await unpackPackage('abc', zipFile, path.join(root, 'target'))).map(([name]) => name);
}

const raw = (...parts: (string | readonly number[])[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const GBK_FILE = [0xce, 0xc4, 0xbc, 0xfe]; // 文件
const SHIFT_JIS_FILE = [0x93, 0xfa, 0x96, 0x7b]; // 日本

/** Info-ZIP's field with `name` in UTF-8, for an entry whose own name is `of`. */
function unicodePath(name: Buffer | string, of: Buffer, version = 1, id = 0x7075): Buffer {
  const data = Buffer.concat([Buffer.from([version]), Buffer.alloc(4), Buffer.from(name)]);
  data.writeUInt32LE(crc32(of), 1);
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}
const gbk = raw(GBK_FILE, '.js');
/** Field 0x7875 of Info-ZIP: version, then user and group in four bytes each. */
const UNIX_USER = Buffer.from('75780b000104e803000004e8030000', 'hex');

describe('names in a charset', () => {
  const read: [string, RawEntry, string][] = [
    ['UTF-8 with the flag', { name: '文件.js' }, '文件.js'],
    ['ASCII without it', { name: '', rawName: raw('plain.js') }, 'plain.js'],
    ['UTF-8 without it', { name: '', rawName: raw('文件.js') }, '文件.js'],
    ['UTF-8 without it, of four bytes', { name: '', rawName: raw('😀.js') }, '😀.js'],
    ...[
      'café.js',
      'smörgås-ÆØÅ.js',
      'łódź.js',
      'Ţară-știință.js',
      'phở-đường.js',
      'nǚ.js',
      'Əlifba.js',
      'Привіт.js',
      'Ёлка-café.js',
    ]
      .concat(['Ελλάδα.js', 'שלום.js', 'سلام-۱۲.js', 'Հայ.js', '¡qué!·«1».js', 'cafe\u0301.js', '10°-½.js', '文-é.js'])
      .map((name): [string, RawEntry, string] => [
        `UTF-8 without it, as ${name}`,
        { name: '', rawName: raw(name) },
        name.normalize('NFC'),
      ]),
    [
      'GBK, with its name in UTF-8 beside it',
      { name: '', rawName: gbk, extra: unicodePath('文件.js', gbk) },
      '文件.js',
    ],
    [
      'ASCII in place of it, likewise',
      { name: '', rawName: raw('__.js'), extra: unicodePath('文件.js', raw('__.js')) },
      '文件.js',
    ],
    ['Unicode in form D, as macOS writes it', { name: 'Gro\u0308\u00dfe.js' }, 'Größe.js'],
    // The field is of an older name of this entry.
    [
      'UTF-8, with the field of another name',
      { name: '', rawName: raw('a.js'), extra: unicodePath('b.js', raw('c.js')) },
      'a.js',
    ],
    [
      'UTF-8, with a field of a later kind',
      { name: '', rawName: raw('a.js'), extra: unicodePath('b.js', raw('a.js'), 2) },
      'a.js',
    ],
    [
      'the flag over GBK, with its name in UTF-8 beside it',
      { name: '', rawName: gbk, saysUtf8: true, extra: unicodePath('文件.js', gbk) },
      '文件.js',
    ],
    [
      'GBK, with the field behind one of a later kind and the user of Unix',
      {
        name: '',
        rawName: gbk,
        extra: Buffer.concat([unicodePath('a.js', gbk, 2), UNIX_USER, unicodePath('文件.js', gbk)]),
      },
      '文件.js',
    ],
    [
      'UTF-8, with the user of Unix, whose field has nearly the number',
      { name: '', rawName: raw('文件.js'), extra: UNIX_USER },
      '文件.js',
    ],
    [
      'UTF-8, with an empty field',
      { name: '', rawName: raw('文件.js'), extra: unicodePath('', raw('文件.js')) },
      '文件.js',
    ],
    [
      'UTF-8, with a comment in UTF-8',
      { name: '', rawName: raw('a.js'), extra: unicodePath('b.js', raw('a.js'), 1, 0x6375) },
      'a.js',
    ],
    [
      'UTF-8, with a field that is too short',
      { name: '', rawName: raw('a.js'), extra: Buffer.from('757003000100ff', 'hex') },
      'a.js',
    ],
    ['the flag, which goes before the field', { name: 'a.js', extra: unicodePath('b.js', raw('a.js')) }, 'a.js'],
  ];
  it.each(read)('are read when they are in %s', async (_what, entry, name) => {
    expect(await namesOf([entry])).toEqual([name]);
  });

  const unknown: [string, RawEntry, string][] = [
    ['GBK', { name: '', rawName: gbk }, '%CE%C4%BC%FE.js'],
    // These bytes are UTF-8, too, of letters that nobody writes so.
    ['GBK that could be UTF-8', { name: '', rawName: raw([0xcd, 0xbc, 0xc6, 0xac], '.js') }, '%CD%BC%C6%AC.js'],
    ['GBK that could be, of one letter', { name: '', rawName: raw('a-', [0xcd, 0xbc], '.js') }, 'a-%CD%BC.js'],
    ['GBK that could be Greek and Cyrillic', { name: '', rawName: raw([0xce, 0xb1, 0xd0, 0xb0]) }, '%CE%B1%D0%B0'],
    ['GBK that could be Latin and Arabic', { name: '', rawName: raw([0xc4, 0xa3, 0xd8, 0xb3]) }, '%C4%A3%D8%B3'],
    ['Big5 that could be UTF-8', { name: '', rawName: raw([0xc8, 0xa8], '.js') }, '%C8%A8.js'],
    ['Shift_JIS', { name: '', rawName: raw(SHIFT_JIS_FILE, '.js') }, '%93%FA%96{.js'],
    ['code page 437', { name: '', rawName: raw('gr', [0x94, 0xe1], 'e.js') }, 'gr%94%E1e.js'],
    ['Latin-1', { name: '', rawName: raw('caf', [0xe9], '.js') }, 'caf%E9.js'],
    ['UTF-8 that was cut off', { name: '', rawName: raw('a', [0xe6, 0x96]) }, 'a%E6%96'],
    [
      'GBK, with the field of another name',
      { name: '', rawName: gbk, extra: unicodePath('文件.js', raw('x')) },
      '%CE%C4%BC%FE.js',
    ],
    [
      'GBK, with a field that is not UTF-8',
      { name: '', rawName: gbk, extra: unicodePath(gbk, gbk) },
      '%CE%C4%BC%FE.js',
    ],
  ];
  const falsely: [string, RawEntry, string][] = [
    ['GBK', { name: '', rawName: gbk, saysUtf8: true }, '%CE%C4%BC%FE.js'],
    ['Latin-1', { name: '', rawName: raw('caf', [0xe9]), saysUtf8: true }, 'caf%E9'],
    ['UTF-8 that was cut off', { name: '', rawName: raw('a', [0xe6, 0x96]), saysUtf8: true }, 'a%E6%96'],
    ['UTF-8 with surrogates', { name: '', rawName: raw([0xed, 0xa0, 0xbd]), saysUtf8: true }, '%ED%A0%BD'],
    ['UTF-8 with too many bytes', { name: '', rawName: raw('a', [0xc0, 0xaf], 'b'), saysUtf8: true }, 'a%C0%AFb'],
    [
      'GBK, with the field of another name',
      { name: '', rawName: gbk, saysUtf8: true, extra: unicodePath('文件.js', raw('x')) },
      '%CE%C4%BC%FE.js',
    ],
  ];
  it.each(falsely)('are refused by name when they are in %s, and are called UTF-8', async (_what, entry, shown) => {
    await expect(namesOf([{ name: 'index.html' }, entry])).rejects.toMatchObject({
      code: 'package-invalid',
      message: `Cannot install "abc": the name of the entry "${shown}" is not in UTF-8, though the package says that it is; pack it with names in UTF-8.`,
    });
  });

  it('are held to the rules when they stand in the field', async () => {
    const entry = { name: '', rawName: gbk, extra: unicodePath('../evil.js', gbk) };
    await expect(namesOf([{ name: 'index.html' }, entry])).rejects.toThrow('the entry "../evil.js" leaves the package');
  });

  it.each(unknown)('are refused by name when they are in %s, and nothing says so', async (_what, entry, shown) => {
    await expect(namesOf([{ name: 'index.html' }, entry])).rejects.toMatchObject({
      code: 'package-invalid',
      message: `Cannot install "abc": the name of the entry "${shown}" is not in UTF-8, or could be in another charset as well, and the package does not say in which; pack it with names in UTF-8.`,
    });
  });
});

describe('names in harmless spellings', () => {
  const spelt: [string, RawEntry[], string[]][] = [
    ['backslashes', [{ name: 'assets\\js\\a.js' }], ['assets/js/a.js']],
    ['mixed slashes', [{ name: 'assets\\js/a.js' }], ['assets/js/a.js']],
    ['a leading ./', [{ name: './a.js' }, { name: './b/c.js' }], ['a.js', 'b/c.js']],
    ['a leading .\\', [{ name: '.\\a.js' }], ['a.js']],
    ['./ within', [{ name: 'a/./b.js' }], ['a/b.js']],
    ['doubled slashes', [{ name: 'a//b.js' }], ['a/b.js']],
    ['an entry for the root', [{ name: '/', mode: 0o040755 }, { name: 'a.js' }], ['a.js']],
    ['an entry ./', [{ name: './', mode: 0o040755 }, { name: './a.js' }], ['a.js']],
    ['an entry .', [{ name: '.', mode: 0o040755 }, { name: 'a.js' }], ['a.js']],
    ['a folder that ends in \\', [{ name: 'js\\', mode: 0 }, { name: 'js\\a.js' }], ['js/a.js']],
    [
      'a folder without a slash, by MS-DOS',
      [{ name: 'js', mode: 0, dosAttributes: 0x10 }, { name: 'js/a.js' }],
      ['js/a.js'],
    ],
    ['a folder without a slash, by Unix', [{ name: 'js', mode: 0o040755 }, { name: 'js/a.js' }], ['js/a.js']],
    [
      'one top folder',
      [{ name: 'dist/', mode: 0o040755 }, { name: 'dist/manifest.json' }, { name: 'dist/js/a.js' }],
      ['manifest.json', 'js/a.js'],
    ],
    [
      'one top folder, with ./ and \\',
      [{ name: '.\\dist\\manifest.json' }, { name: './dist/a.js' }],
      ['manifest.json', 'a.js'],
    ],
    [
      'what macOS adds',
      [{ name: 'dist/manifest.json' }, { name: '__MACOSX/dist/._manifest.json' }, { name: 'dist/.DS_Store' }],
      ['manifest.json'],
    ],
    [
      'metadata that macOS keeps beside the files of other disks',
      [{ name: 'dist/manifest.json' }, { name: '._dist' }, { name: 'dist/._manifest.json' }],
      ['manifest.json'],
    ],
    [
      'a file that only looks like metadata',
      [{ name: 'a.js' }, { name: '._b' }, { name: 'js/._' }],
      ['a.js', '._b', 'js/._'],
    ],
    [
      'what Windows, KDE and disks in the network add',
      [
        { name: 'dist/manifest.json' },
        { name: 'desktop.ini' },
        { name: 'dist/thumbs.db' },
        { name: 'ehthumbs.db' },
        { name: 'dist/.directory' },
        { name: 'dist/@eaDir/manifest.json@SynoEAStream' },
        { name: '.Spotlight-V100/store' },
        { name: '.fseventsd/no_log' },
        { name: '.Trashes/', mode: 0o040755 },
      ],
      ['manifest.json'],
    ],
    [
      'what the Finder and the streams of Windows add, in names that not every system can store',
      [
        { name: 'dist/manifest.json' },
        { name: 'Icon\r' },
        { name: 'dist/img/Icon\r' },
        { name: 'dist/manifest.json:Zone.Identifier' },
        { name: 'dist/manifest.json\uf03aZone.Identifier' },
        { name: 'dist/a.js:Zone.Identifier:$DATA' },
        { name: 'dist/Thumbs.db:encryptable' },
        { name: 'dist/a.js:com.dropbox.attrs' },
      ],
      ['manifest.json'],
    ],
    [
      'what Java’s jar adds',
      [{ name: 'META-INF/', mode: 0o040755 }, { name: 'META-INF/MANIFEST.MF' }, { name: 'dist/manifest.json' }],
      ['manifest.json'],
    ],
    [
      'the contents of an e-book',
      [{ name: 'META-INF/container.xml' }, { name: 'a.js' }],
      ['META-INF/container.xml', 'a.js'],
    ],
    // A folder beside it: then the names are meant as they are.
    ['two top folders', [{ name: 'dist/manifest.json' }, { name: 'more/a.js' }], ['dist/manifest.json', 'more/a.js']],
    ['a folder with no manifest in it', [{ name: 'js/a.js' }], ['js/a.js']],
    [
      'a manifest at the top, too',
      [{ name: 'manifest.json' }, { name: 'a/manifest.json' }],
      ['manifest.json', 'a/manifest.json'],
    ],
  ];
  it.each(spelt)('are read with %s', async (_what, entries, names) => {
    expect(await namesOf(entries)).toEqual(names);
  });
});
