import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import {
  failedOutcome,
  failureNote,
  formatTotals,
  NOTES_HEADING,
  NOTHING,
  sumOutcomes,
  withExitCode,
} from '../../../build/test/outcome.ts';
import { parsePlaywrightReport } from '../../../build/test/playwright-report.ts';
import { parseVitestReport } from '../../../build/test/vitest-report.ts';

describe('formatTotals', () => {
  it('names passed and failed when nothing was skipped', () => {
    expect(formatTotals({ ...NOTHING, passed: 12, failed: 3 })).toBe('12 passed, 3 failed');
  });

  it('adds skipped when there is any', () => {
    expect(formatTotals({ ...NOTHING, passed: 12, skipped: 1 })).toBe('12 passed, 0 failed, 1 skipped');
  });
});

describe('failureNote', () => {
  it('keeps to 12 lines of 300 characters, however much a test says', () => {
    const note = failureNote('a', ['x'.repeat(1000), ...Array.from({ length: 50 }, (_, index) => `line ${index}`)]);
    const lines = note.split('\n');
    expect(lines).toHaveLength(13);
    expect(Math.max(...lines.map((line) => line.length))).toBe(304);
  });
});

describe('.ci/run', () => {
  it('looks for the heading that stands above the notes', async () => {
    const script = await readFile(new URL('../../../.ci/run', import.meta.url), 'utf8');
    expect(script).toContain(`'${NOTES_HEADING}'`);
  });
});

describe('sumOutcomes', () => {
  it('adds counts and keeps the notes in order', () => {
    const sum = sumOutcomes([
      { passed: 1, failed: 2, skipped: 3, notes: ['a'] },
      { passed: 10, failed: 20, skipped: 30, notes: ['b'] },
    ]);
    expect(sum).toEqual({ passed: 11, failed: 22, skipped: 33, notes: ['a', 'b'] });
  });
});

describe('withExitCode', () => {
  it('fails a suite that found no tests', () => {
    expect(withExitCode(NOTHING, 0)).toEqual(failedOutcome('found no tests'));
  });

  it('fails a suite that ended badly although each test passed', () => {
    expect(withExitCode({ ...NOTHING, passed: 5 }, 1)).toMatchObject({ passed: 5, failed: 1 });
  });

  it('counts failed tests once when the exit code says the same', () => {
    expect(withExitCode({ ...NOTHING, passed: 5, failed: 2 }, 1)).toMatchObject({ passed: 5, failed: 2 });
  });

  it('leaves a good suite alone', () => {
    expect(withExitCode({ ...NOTHING, passed: 5 }, 0)).toEqual({ ...NOTHING, passed: 5 });
  });
});

describe('parseVitestReport', () => {
  const report = (testResults: unknown[], counts: object = {}): string =>
    JSON.stringify({
      numPassedTests: 0,
      numFailedTests: 0,
      numPendingTests: 0,
      numTodoTests: 0,
      ...counts,
      testResults,
    });

  it('names each failed test with its file', () => {
    const text = report(
      [
        {
          name: '/root/tests/a.test.ts',
          status: 'failed',
          message: '',
          assertionResults: [
            {
              status: 'failed',
              fullName: 'a does b',
              failureMessages: [
                '\u001b[31mexpected 1\u001b[39m\n\n  to be 2\n    at /root/node_modules/vitest/run.js:1:1',
              ],
            },
            { status: 'passed', fullName: 'a does c' },
          ],
        },
      ],
      { numPassedTests: 1, numFailedTests: 1 },
    );
    expect(parseVitestReport(text, '/root')).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
      notes: ['tests/a.test.ts: a does b\n    expected 1\n      to be 2'],
    });
  });

  it('counts a file that cannot be loaded as failed', () => {
    const text = report(
      [
        {
          name: '/root/tests/a.test.ts',
          status: 'failed',
          message: 'Cannot find module x\n  at y',
          assertionResults: [],
        },
      ],
      { numPassedTests: 4 },
    );
    expect(parseVitestReport(text, '/root')).toMatchObject({
      passed: 4,
      failed: 1,
      notes: ['tests/a.test.ts: Cannot find module x'],
    });
  });

  it('throws when the file is no report', () => {
    expect(() => parseVitestReport('{"testResults": 1}', '/root')).toThrow();
  });
});

describe('parsePlaywrightReport', () => {
  const stats = { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };

  it('names failed specs with the suites above them', () => {
    const text = JSON.stringify({
      stats: { ...stats, expected: 2, unexpected: 1 },
      suites: [
        {
          title: 'a.e2e.ts',
          specs: [],
          suites: [
            {
              title: 'pre-fetch',
              specs: [
                { title: 'waits', ok: false, tests: [{ results: [{ errors: [{ message: 'Error: too late' }] }] }] },
                { title: 'ends', ok: true },
              ],
            },
          ],
        },
      ],
    });
    expect(parsePlaywrightReport(text)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 0,
      notes: ['a.e2e.ts > pre-fetch > waits\n    Error: too late'],
    });
  });

  it('counts a test that passed only on a second try as failed', () => {
    expect(parsePlaywrightReport(JSON.stringify({ stats: { ...stats, expected: 1, flaky: 1 } }))).toMatchObject({
      passed: 1,
      failed: 1,
    });
  });

  it('counts errors outside of tests as failed', () => {
    const text = JSON.stringify({ stats, errors: [{ message: 'Error: No tests found\nmore' }] });
    expect(parsePlaywrightReport(text)).toMatchObject({ failed: 1, notes: ['Error: No tests found'] });
  });
});
