/** What a reader of ZIP files says is wrong with one, in words for who made the package. */
import { errorMessage } from '../../support/errors.ts';

const DAMAGED = 'it is damaged, or was cut off on the way: make and upload it again';

/** Each begins as yauzl or zlib say it; the first that fits counts. */
const PROBLEMS: readonly (readonly [said: RegExp, problem: string | ((found: readonly string[]) => string)])[] = [
  [
    /^Invalid comment length\. Expected: (\d+)\. Found: (\d+)\./,
    ([, there = '0', said = '0']) =>
      Number(there) > Number(said)
        ? `there are ${Number(there) - Number(said)} bytes behind its end: make it again, and let nothing be added to it`
        : `its end is cut off (${Number(said) - Number(there)} bytes are missing): make and upload it again`,
  ],
  [/^End of central directory record signature not found/, 'it is no ZIP file, or its end is missing'],
  [/^multi-disk zip files/, 'it is one of several parts of a ZIP file: make it in one part'],
  [
    /^invalid central directory file header signature/,
    'its list of files is not where its end says: something was put before its beginning, or it is damaged',
  ],
  [
    /^invalid local file header signature/,
    'a file is not where its list says: something was put before its beginning, or it is damaged',
  ],
  [/^strong encryption/, 'it is encrypted'],
  [/^compressed\/uncompressed size mismatch/, 'its list of files has two sizes for a file that is not compressed'],
  [
    /^an entry is (?:larger|smaller) than its header says$/,
    'a file in it has another size than its list of files says',
  ],
];

/** The end of a sentence about `error`, which reading or unpacking a ZIP file threw. */
export function zipProblem(error: unknown): string {
  const message = errorMessage(error);
  for (const [said, problem] of PROBLEMS) {
    const found = said.exec(message);
    if (found) return typeof problem === 'string' ? problem : problem(found);
  }
  return DAMAGED;
}
