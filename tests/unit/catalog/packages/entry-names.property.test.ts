import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeEntryName,
  isPackersOwn,
  showRawName,
  spellEntryName,
  topFolderOf,
} from '../../../../main/catalog/packages/entry-names.ts';
import { fileNameProblems } from '../../../../main/catalog/packages/package-entries.ts';
import { PROPERTY_RUNS } from '../../../fixtures/property-runs.ts';
import { textOf } from '../../../fixtures/strange-texts.ts';

const RUNS = { numRuns: PROPERTY_RUNS };
const name = textOf([
  ...['a', 'b.js', 'A', '/', '\\', '..', '.', ' ', ':', 'C:', '//', '../', '..\\', '~', '%2e%2e', '%2f'],
  ...['con', 'NUL.txt', 'com1 .js', '\0', '\u007f', '*', 'ß', 'e\u0301', 'é', '\u202e', '\uff0f', '\u2024\u2024'],
  ...['__MACOSX/', '.DS_Store', 'manifest.json', 'x'.repeat(200)],
]);
const header = fc.record({
  uncompressedSize: fc.constantFrom(0, 1),
  externalFileAttributes: fc.oneof(fc.constantFrom(0, 0x10, 0o040755 * 65_536, 0o100644 * 65_536), fc.nat()),
});
/** As a file system of Windows or macOS tells names apart: not by case, nor by Unicode's form. */
const folded = (text: string): string => text.normalize('NFC').toLowerCase();

describe('a ZIP entry’s name', () => {
  it('has one spelling, and that is spelled the same again', () => {
    fc.assert(
      fc.property(name, header, (text, entry) => {
        const spelled = spellEntryName(text, entry);
        expect(spelled.name).not.toMatch(/\\|\/\/|\/$|(?:^|\/)\.(?:\/|$)/);
        expect(spellEntryName(spelled.name, entry).name).toBe(spelled.name);
      }),
      RUNS,
    );
  });

  it('is a path inside the package on every system, or has a problem', () => {
    fc.assert(
      fc.property(name, header, (text, entry) => {
        const spelled = spellEntryName(text, entry).name;
        if (fileNameProblems([spelled])[0] !== null) return;
        for (const system of [path.posix, path.win32]) {
          const root = system === path.win32 ? 'C:\\package' : '/package';
          const target = system.resolve(root, spelled);
          expect(target.startsWith(root + system.sep)).toBe(true);
          expect(system.relative(root, target).split(system.sep).join('/')).toBe(spelled);
        }
        // eslint-disable-next-line no-control-regex
        expect(spelled).not.toMatch(/[\u0000-\u001f<>:"|?*\\]|[. ](?:\/|$)/);
      }),
      RUNS,
    );
  });

  it('is no other entry’s where case and form do not count', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (names) => {
        const problems = fileNameProblems(names);
        const kept = names.filter((_, index) => problems[index] === null).map(folded);
        expect(new Set(kept).size).toBe(kept.length);
        for (const one of kept) expect(kept.some((other) => other.startsWith(`${one}/`))).toBe(false);
      }),
      RUNS,
    );
  });

  it('is read from any bytes, or nothing is', () => {
    const bytes = fc.uint8Array({ maxLength: 24 }).map((array) => Buffer.from(array));
    const fields = fc.array(fc.record({ id: fc.constantFrom(0x7075, 1), data: bytes }), { maxLength: 2 });
    fc.assert(
      fc.property(bytes, fc.constantFrom(0, 0x800), fields, (raw, flag, extraFields) => {
        const text = decodeEntryName({ fileNameRaw: raw, generalPurposeBitFlag: flag, extraFields });
        if (text !== null) expect(text.isWellFormed()).toBe(true);
        expect(showRawName(raw)).toMatch(/^[ -~]*$/);
      }),
      RUNS,
    );
  });

  it('loses no more than the folder that holds everything', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 5 }), (found) => {
        // Packers' own files go first, as in package-entries.ts.
        const names = found.filter((one) => !isPackersOwn(one));
        const top = topFolderOf(names, 'manifest.json');
        for (const one of names) expect(one === top.slice(0, -1) || one.startsWith(top)).toBe(true);
        expect(top.split('/').length).toBeLessThanOrEqual(2);
        if (top) expect(names).toContain(`${top}manifest.json`);
      }),
      RUNS,
    );
  });
});
