import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { adaptScript, pagePath, programFiles } from '../../../build/wpt/mini-program.ts';
import { formatResults, outcomeOf } from '../../../build/wpt/results.ts';
import { readSuite, readTest } from '../../../build/wpt/suite.ts';
import { temporaryFolders } from './temporary-folder.ts';

const SERVER = 'http://127.0.0.1:8765';
const makeFolder = temporaryFolders();
const HARNESS = {
  'resources/idlharness.js': '',
  'resources/testharness.js': '',
  'resources/webidl2/lib/webidl2.js': 'parser();',
  'service-workers/service-worker/resources/test-helpers.sub.js': "'{{host}}:{{ports[https][0]}} {{domains[www2]}}'",
};

async function suiteOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await makeFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  return folder;
}

describe('a test of the suite', () => {
  it.each([
    ['a.https.window.js', '', ['window']],
    ['a.https.any.js', '', ['window', 'dedicatedworker']],
    ['a.any.js', '// META: global=window,worker', ['window', 'dedicatedworker', 'sharedworker', 'serviceworker']],
    ['a.any.js', '// META: global=serviceworker', ['serviceworker']],
    ['a.any.js', '// META: global=window,shadowrealm,dedicatedworker-module', ['window']],
  ])('%s with "%s" runs in %j', (file, text, scopes) => {
    expect(readTest(file, text).scopes).toEqual(scopes);
  });

  it('names its scripts and how long it may take', () => {
    const text = '// META: script=/a.js\n// META: timeout=long\n// META: script=b.js\n';
    expect(readTest('a.window.js', text)).toEqual({
      file: 'a.window.js',
      scopes: ['window'],
      scripts: ['/a.js', 'b.js'],
      isLong: true,
    });
  });

  it('is a mini-program with a page for each scope, and the suite around it', async () => {
    const root = await suiteOf({
      ...HARNESS,
      'background-fetch/one.https.any.js':
        '// META: global=window,worker\n// META: script=/resources/WebIDLParser.js\n',
      'background-fetch/resources/data.txt': 'data',
      'background-fetch/resources/upload.py': 'def main',
      'common/text.txt': 'common',
      'interfaces/dom.idl': 'interface A {};',
      'unasked/other.js': '',
    });
    const suite = await readSuite(root);
    const [test] = suite.tests;
    expect(suite.tests.map(({ file }) => file)).toEqual(['one.https.any.js']);
    const window = programFiles(suite, test!, 'window', SERVER);
    expect(Object.keys(window).sort()).toEqual([
      'background-fetch/one.https.any.html',
      'background-fetch/one.https.any.js',
      'background-fetch/one.https.any.worker.js',
      'background-fetch/resources/data.txt',
      'common/text.txt',
      'index.html',
      'interfaces/dom.idl',
      'resources/WebIDLParser.js',
      'resources/idlharness.js',
      'resources/testdriver-vendor.js',
      'resources/testdriver.js',
      'resources/testharness.js',
      'resources/testharnessreport.js',
      'run-test.js',
      'scope.js',
      'service-workers/service-worker/resources/test-helpers.sub.js',
    ]);
    const sources = (text: unknown): string[] =>
      [...String(text).matchAll(/src="([^"]+)"/g)].map(([, source]) => source!);
    expect(sources(window['background-fetch/one.https.any.html'])).toEqual([
      '/scope.js',
      '/resources/testharness.js',
      '/resources/testharnessreport.js',
      '/resources/WebIDLParser.js',
      'one.https.any.js',
    ]);
    expect(window['background-fetch/one.https.any.worker.js']).toContain('isWorker: () => true');
    for (const [scope, name] of [
      ['dedicatedworker', 'worker'],
      ['sharedworker', 'sharedworker'],
      ['serviceworker', 'serviceworker'],
    ] as const) {
      expect(pagePath(test!, scope)).toBe(`background-fetch/one.https.any.${name}.html`);
      const files = programFiles(suite, test!, scope, SERVER);
      expect(sources(files[pagePath(test!, scope)])).not.toContain('one.https.any.js');
      expect(files['run-test.js']).toContain('/background-fetch/one.https.any.worker.js');
    }
  });

  it.each([
    [{}, 'has no resources/idlharness.js'],
    [HARNESS, 'has no tests in background-fetch/'],
  ])('a folder that is no checkout is told: %#', async (files, message) => {
    await expect(readSuite(await suiteOf(files))).rejects.toThrow(message);
  });
});

describe('addresses that a mini-program does not have', () => {
  it.each([
    ["fetch('resources/upload.py')", `fetch('${SERVER}/background-fetch/resources/upload.py')`],
    ['["/common/slow.py?delay=9"]', `["${SERVER}/common/slow.py?delay=9"]`],
    ["location.origin.replace('https', 'http')", "'http://insecure.example'"],
    ['`https://${get_host_info().REMOTE_HOST}/a`', `\`${SERVER}/a\``],
    ["new Request('https://example/com')", `new Request('${SERVER}/everything')`],
    ["fetch('https://example.com')", "fetch('https://example.com')"],
    ["'resources/feature-name.txt'", "'resources/feature-name.txt'"],
  ])('%s becomes %s', (text, adapted) => {
    expect(adaptScript('background-fetch/a.https.window.js', text, SERVER)).toBe(adapted);
    expect(adaptScript('common/a.js', text, SERVER)).toBe(text);
  });

  it('fills in what the suite’s server would', () => {
    const name = 'service-workers/service-worker/resources/test-helpers.sub.js';
    expect(adaptScript(name, HARNESS[name], SERVER)).toBe("'127.0.0.1:8765 127.0.0.1:8765'");
  });
});

describe('the results', () => {
  const test = (name: string, status: number, message: string | null = null) => ({ name, status, message });

  it('count what passed, and name what did not with its message', () => {
    const outcome = outcomeOf('a.js', {
      status: 0,
      message: null,
      tests: [test('one', 0), test('two', 1, 'expected 1'), test('three', 2)],
    });
    expect(outcome).toEqual({
      passed: 1,
      failed: 2,
      skipped: 0,
      notes: ['a.js > two: failed: expected 1', 'a.js > three: timed out'],
      differences: [],
    });
  });

  it.each([
    [{ status: 0, tests: [] }, 'a.js: has no tests'],
    [{ status: 2, tests: [test('one', 0)] }, 'a.js: timed out'],
    [{ status: 1, message: 'thrown', tests: [test('one', 0)] }, 'a.js: an error: thrown'],
  ])('a file that ends badly has failed: %j', (value, note) => {
    expect(outcomeOf('a.js', value)).toMatchObject({ failed: 1, notes: [note] });
  });

  it('tell a known difference apart, and only with the message that it is known by', () => {
    const name = 'Background Fetch that exceeds the quota throws a QuotaExceededError';
    const known = outcomeOf('a.js', {
      status: 0,
      tests: [test(name, 1, 'x threw an exception from the wrong global')],
    });
    expect(known).toMatchObject({ passed: 0, failed: 0, differences: [expect.stringContaining(name)] });
    expect(outcomeOf('a.js', { status: 0, tests: [test(name, 1, 'did not throw')] })).toMatchObject({ failed: 1 });
    const text = formatResults([{ title: 'a.js', kind: 'behaviour', outcome: known }]);
    expect(text.split('\n').slice(-3)).toEqual(['behaviour: 0 of 1', 'interfaces: 0 of 0', '0 passed, 0 failed']);
  });
});
