/** Source files that documents name without their folder are there, and so is what they link to. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '../../..');
const TREE = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 }).split('\n');
const NAMES = new Set(TREE.map((file) => path.posix.basename(file)));
/** The change log tells of what was. */
const DOCUMENTS = TREE.filter(
  (file) => /^(?:[A-Z]+|docs\/.*|tests\/[^/]+\/README)\.md$/.test(file) && file !== 'CHANGELOG.md',
);

const spans = (text: string): string[] =>
  [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
const isSource = (span: string): boolean => /^[a-z][\w-]*(?:\.[a-z]+)*\.tsx?$/.test(span);

describe.each(DOCUMENTS)('%s', (document) => {
  const text = readFileSync(path.join(ROOT, document), 'utf8');
  it('names source files that are there', () => {
    expect(
      spans(text)
        .filter(isSource)
        .filter((span) => !NAMES.has(span)),
    ).toEqual([]);
  });

  it('links to documents that are there', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link!);
    const local = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(local.filter((link) => !existsSync(path.join(ROOT, path.dirname(document), link)))).toEqual([]);
  });
});
