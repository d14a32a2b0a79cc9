import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { ICNS_SIZES, ICO_SIZES } from '../../../build/icons/icon-files.ts';
import { ARCHIVE_BUDGET_BYTES, archiveProblems, type ArchivedFile } from '../../../build/pack/archive-rules.ts';
import { parsePackCommand } from '../../../build/pack/command-line.ts';
import { unreachable } from '../../../build/pack/pack.ts';

const ICONS = path.join(ROOT, 'build', 'icons', 'installer');
const BUILT_IN = path.join(path.sep, 'somewhere', 'larder');
const file = (name: string, contents: string | Buffer = ''): ArchivedFile => ({
  path: name,
  contents: Buffer.from(contents),
});
const GOOD = [file('package.json'), file('main/index.js')];

describe('archiveProblems', () => {
  it('is silent when an archive holds what runs', () => {
    expect(
      archiveProblems(
        [
          ...GOOD,
          file('main/late/got.cjs'),
          file('preload/launcher.cjs'),
          file('built-in.json'),
          file('icons/tray@2x.png'),
          file('renderer/pages/page.css'),
        ],
        BUILT_IN,
      ),
    ).toEqual([]);
  });

  it.each([
    'main/index.js.map',
    'tests/e2e/a.js',
    'main/schedule.test.js',
    'node_modules/got/index.js',
    'README.md',
    'main/index.ts',
    'main/late/got.js',
    'main/got.cjs',
    '.env',
    'icons/icon.svg',
  ])('names the file when there is %s', (name) => {
    expect(archiveProblems([...GOOD, file(name)], BUILT_IN)).toEqual([`"${name}" is nothing that runs`]);
  });

  it.each([
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${'A'.repeat(32)}`],
    ['a registry token', '//registry.example/:_authToken=x'],
    ['a GitHub token', `ghp_${'a'.repeat(36)}`],
    ['an AWS key', `AKIA${'A'.repeat(16)}`],
    ['a reference to a source map', 'run();\n//# sourceMappingURL=index.js.map'],
  ])('says so when a file holds %s', (what, text) => {
    expect(archiveProblems([file('package.json'), file('main/index.js', text)], BUILT_IN)).toEqual([
      `"main/index.js" holds ${what}`,
    ]);
  });

  it('says so when a file names the folder it was built in', () => {
    expect(
      archiveProblems([file('package.json'), file('main/index.js', `"${path.join(BUILT_IN, 'main')}"`)], BUILT_IN),
    ).toEqual(['"main/index.js" names the folder it was built in']);
  });

  it('says so when the archive is larger than planned or has no main module', () => {
    const problems = archiveProblems([file('package.json', Buffer.alloc(ARCHIVE_BUDGET_BYTES + 1))], BUILT_IN);
    expect(problems).toEqual([expect.stringContaining(`${ARCHIVE_BUDGET_BYTES}`), '"main/index.js" is missing']);
  });
});

describe('parsePackCommand', () => {
  it('packs the directory for this computer when nothing is said', () => {
    expect(parsePackCommand([], 'darwin')).toEqual({
      platform: 'mac',
      archs: [],
      variant: 'product',
      installers: false,
      perMachine: false,
      builtIns: [],
    });
  });

  it('takes platform, architectures and variant', () => {
    expect(parsePackCommand(['--win', '--arm64', '--x64', '--test-variant'], 'linux')).toEqual({
      platform: 'win',
      archs: ['arm64', 'x64'],
      variant: 'test',
      installers: false,
      perMachine: false,
      builtIns: [],
    });
  });

  it('takes the mini-programs that come with the application, in their order', () => {
    expect(parsePackCommand(['--with=../b', '--with=a.zip'], 'linux').builtIns).toEqual(['../b', 'a.zip']);
  });

  it.each([
    ['a built-in without a place', ['--with='], 'linux', 'no option "--with="'],
    ['an unknown option', ['--win32'], 'linux', 'no option "--win32"'],
    ['two platforms', ['--win', '--mac'], 'linux', 'one platform at a time'],
    ['installers of the test variant', ['--installers', '--test-variant'], 'linux', 'never installed'],
    [
      'installers for everybody elsewhere',
      ['--linux', '--installers', '--per-machine'],
      'linux',
      'installers of Windows',
    ],
    ['a folder for everybody', ['--per-machine'], 'win32', 'installers of Windows'],
    ['a system without installers', [], 'freebsd', 'no installer for freebsd'],
  ] as const)('throws when it is given %s', (_what, args, platform, message) => {
    expect(() => parsePackCommand(args, platform)).toThrow(message);
  });
});

describe('unreachable', () => {
  it('names the cause and what to do when a download fails', () => {
    expect(
      unreachable(new Error('Cannot cleanup:\n\ngetaddrinfo ENOTFOUND downloads.example\n    at lookup'))?.message,
    ).toMatch(/\(getaddrinfo ENOTFOUND downloads\.example\)\. .*ELECTRON_OVERRIDE_DIST_PATH/);
  });

  it('leaves every other error as it is', () => {
    expect(unreachable(new Error('Cannot pack "app.asar"'))).toBeNull();
  });
});

describe("the installers' icons", () => {
  it('are made from the drawing as it is now', async () => {
    const drawing = await readFile(path.join(ROOT, 'build', 'icons', 'icon.svg'));
    expect((await readFile(path.join(ICONS, 'drawing.sha256'), 'utf8')).trim()).toBe(
      createHash('sha256').update(drawing).digest('hex'),
    );
  });

  it('are square PNGs of the size in their name for Linux', async () => {
    const names = await readdir(path.join(ICONS, 'linux'));
    expect(names).toEqual(expect.arrayContaining(['16x16.png', '48x48.png', '256x256.png', '512x512.png']));
    for (const name of names) expect(await pngSize(path.join(ICONS, 'linux', name))).toBe(name);
  });

  it('have every size Windows asks for', async () => {
    const bytes = await readFile(path.join(ICONS, 'icon.ico'));
    const entries = Array.from({ length: bytes.readUInt16LE(4) }, (_, index) => 6 + 16 * index);
    expect(entries.map((entry) => bytes.readUInt8(entry) || 256)).toEqual([...ICO_SIZES]);
    const last = entries.at(-1)!;
    // The table fits the file: the last picture ends where the file does.
    expect(bytes.readUInt32LE(last + 8) + bytes.readUInt32LE(last + 12)).toBe(bytes.length);
  });

  it('have every size macOS asks for', async () => {
    const bytes = await readFile(path.join(ICONS, 'icon.icns'));
    expect(bytes.toString('latin1', 0, 4)).toBe('icns');
    const sizes = new Set<number>();
    let offset = 8;
    for (; offset < bytes.length; offset += bytes.readUInt32BE(offset + 4))
      sizes.add(bytes.readUInt32BE(offset + 8 + 16));
    expect(offset).toBe(bytes.readUInt32BE(4));
    expect([...sizes]).toEqual(ICNS_SIZES);
  });
});

async function pngSize(name: string): Promise<string> {
  const bytes = await readFile(name);
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}.png`;
}
