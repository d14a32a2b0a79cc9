/** Reads the file of vitest's JSON reporter. */
import path from 'node:path';
import * as z from 'zod';
import { failureNote, type StepOutcome } from './outcome.ts';

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number().default(0),
  numTodoTests: z.number().default(0),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

/** `root`: the folder that file names are shown relative to. Throws when `text` is no such report. */
export function parseVitestReport(text: string, root: string): StepOutcome {
  const report = reportSchema.parse(JSON.parse(text));
  const notes: string[] = [];
  let brokenFiles = 0;
  for (const file of report.testResults) {
    const name = path.relative(root, file.name);
    const failures = file.assertionResults.filter((test) => test.status === 'failed');
    notes.push(...failures.map((test) => failureNote(`${name}: ${test.fullName}`, test.failureMessages ?? [])));
    // A file that cannot be loaded has no tests to fail.
    if (file.status === 'failed' && failures.length === 0) {
      brokenFiles += 1;
      notes.push(`${name}: ${file.message.split('\n')[0] || 'cannot be run'}`);
    }
  }
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
    notes,
  };
}
