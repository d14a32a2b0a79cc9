/** Reads what web-platform-tests keep of one feature: its test files, and what they say of themselves. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../bootstrap/messages.mjs';

export const FEATURE = 'background-fetch';

/** Where a test file runs; the names are those of its `META: global`. */
export type Scope = 'window' | 'dedicatedworker' | 'sharedworker' | 'serviceworker';

export interface SuiteTest {
  /** Of the file in the folder of the feature, as `abort.https.window.js`. */
  readonly file: string;
  readonly scopes: readonly Scope[];
  /** URLs of scripts that come before it. */
  readonly scripts: readonly string[];
  readonly isLong: boolean;
}

export interface Suite {
  readonly tests: readonly SuiteTest[];
  /** Of everything that a test may ask for, by path from the root of the suite. */
  readonly files: Readonly<Record<string, Buffer>>;
}

/** Of the suite, what tests of a feature use. The parser of interfaces is known by another name there. */
const FOLDERS = [FEATURE, 'common', 'interfaces'];
const FILES = [
  'resources/idlharness.js',
  'resources/testdriver.js',
  'resources/testharness.js',
  'service-workers/service-worker/resources/test-helpers.sub.js',
];
const PARSER = ['resources/webidl2/lib/webidl2.js', 'resources/WebIDLParser.js'] as const;
/** Beyond that it is no source. */
const MAX_FILE_BYTES = 2 * 1024 * 1024;

/** Throws `StartError` when `root` is no checkout with tests of the feature. */
export async function readSuite(root: string): Promise<Suite> {
  const files: Record<string, Buffer> = {};
  for (const folder of FOLDERS) Object.assign(files, await readFolder(root, folder));
  for (const file of FILES) {
    const bytes = await readOptional(path.join(root, file));
    if (bytes) files[file] = bytes;
    else if (file !== 'resources/testdriver.js')
      throw new StartError(`${root} has no ${file}: is it a checkout of web-platform-tests?`);
  }
  const parser = await readOptional(path.join(root, PARSER[0]));
  if (parser) files[PARSER[1]] = parser;
  const tests = Object.keys(files)
    .filter((file) => path.posix.dirname(file) === FEATURE && /\.(?:window|any)\.js$/.test(file))
    .sort()
    .map((file) => readTest(path.posix.basename(file), files[file]!.toString('utf8')));
  if (tests.length === 0) throw new StartError(`${root} has no tests in ${FEATURE}/`);
  return { tests, files };
}

/** What the comments at the head of a test say of it. */
export function readTest(file: string, text: string): SuiteTest {
  const said = [...text.matchAll(/^\/\/ META: ([a-z]+)=(.*)$/gm)].map(
    ([, key, value]) => [key!, value!.trim()] as const,
  );
  const valuesOf = (name: string): string[] => said.filter(([key]) => key === name).map(([, value]) => value);
  const scopes = file.endsWith('.window.js')
    ? (['window'] as const)
    : (valuesOf('global')[0] ?? 'window,dedicatedworker').split(',').flatMap((name) => SCOPES_OF[name.trim()] ?? []);
  return { file, scopes, scripts: valuesOf('script'), isLong: valuesOf('timeout').includes('long') };
}

/** Others (module workers, realms) have no mini-program of their own. */
const SCOPES_OF: Readonly<Record<string, readonly Scope[]>> = {
  window: ['window'],
  dedicatedworker: ['dedicatedworker'],
  sharedworker: ['sharedworker'],
  serviceworker: ['serviceworker'],
  worker: ['dedicatedworker', 'sharedworker', 'serviceworker'],
};

async function readFolder(root: string, folder: string): Promise<Record<string, Buffer>> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true, recursive: true }).catch(() => []);
  const files: Record<string, Buffer> = {};
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    if ((await stat(file)).size > MAX_FILE_BYTES) continue;
    files[path.relative(root, file).replaceAll(path.sep, '/')] = await readFile(file);
  }
  return files;
}

function readOptional(file: string): Promise<Buffer | null> {
  return readFile(file).catch(() => null);
}
