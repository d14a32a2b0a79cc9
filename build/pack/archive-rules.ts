/** What may lie in a packaged `app.asar`: what runs, within a budget, and nothing that tells on its maker. */
import { extractFile, listPackage, statFile } from '@electron/asar';
import path from 'node:path';

export interface ArchivedFile {
  /** With `/`, relative to the archive. */
  readonly path: string;
  readonly contents: Buffer;
}

/** All files together; the main bundle and the renderer of drawings are nine tenths of it. */
export const ARCHIVE_BUDGET_BYTES = 7 * 1024 * 1024;

const WHAT_RUNS: readonly RegExp[] = [
  /^package\.json$/,
  /^built-in\.json$/,
  /^THIRD-PARTY-NOTICES\.txt$/,
  /^icons\/[\w@-]+\.png$/,
  /^main\/[\w.-]+\.js$/,
  /^main\/late\/[\w.-]+\.cjs$/,
  /^drawing\/[\w-]+\.(?:cjs|wasm|woff2)$/,
  /^preload\/[\w-]+\.c?js$/,
  /^renderer\/(?:launcher|pages)\/[\w.-]+\.(?:html|css|js|woff2|png|svg)$/,
];
const NOT_FOR_PEOPLE =
  /(?:^|[./_-])(?:tests?|specs?|fixtures?|fakes?|mocks?|node_modules)(?:[./_-]|$)|\.(?:map|tsx?|pem|key|p12|pfx|env|npmrc)$/i;
const SECRETS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16}/],
  ['a registry token', /_authToken\s*=|\bnpm_[A-Za-z0-9]{36}\b/],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36}\b/],
  ['an AWS key', /\bAKIA[0-9A-Z]{16}\b/],
  ['a reference to a source map', /^\/[/*]# sourceMappingURL=/m],
];

/** Reads every file of an `app.asar`. Throws when it is none. */
export function readArchive(file: string): ArchivedFile[] {
  return listPackage(file, { isPack: false })
    .map((name) => name.split(path.sep).join('/').replace(/^\//, ''))
    .filter((name) => !('files' in statFile(file, path.normalize(name))))
    .map((name) => ({ path: name, contents: extractFile(file, path.normalize(name)) }));
}

/** One line for each rule a file breaks; empty when all is well. `root`: the folder it was built in. */
export function archiveProblems(files: readonly ArchivedFile[], root: string): string[] {
  const problems: string[] = [];
  for (const { path: name, contents } of files) {
    if (!WHAT_RUNS.some((pattern) => pattern.test(name)) || NOT_FOR_PEOPLE.test(name))
      problems.push(`"${name}" is nothing that runs`);
    const text = contents.toString('latin1');
    for (const [what, pattern] of SECRETS) if (pattern.test(text)) problems.push(`"${name}" holds ${what}`);
    if (text.includes(root)) problems.push(`"${name}" names the folder it was built in`);
  }
  const bytes = files.reduce((sum, { contents }) => sum + contents.length, 0);
  if (bytes > ARCHIVE_BUDGET_BYTES)
    problems.push(`${bytes} bytes are more than the ${ARCHIVE_BUDGET_BYTES} that were planned`);
  for (const needed of ['package.json', 'main/index.js']) {
    if (!files.some(({ path: name }) => name === needed)) problems.push(`"${needed}" is missing`);
  }
  return problems;
}
