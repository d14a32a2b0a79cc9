/** Reads the file of Playwright's JSON reporter. */
import * as z from 'zod';
import { failureNote, type StepOutcome } from './outcome.ts';

const specSchema = z.object({
  title: z.string(),
  ok: z.boolean(),
  file: z.string().default(''),
  tests: z
    .array(
      z.object({
        results: z.array(z.object({ errors: z.array(z.object({ message: z.string().default('') })).default([]) })),
      }),
    )
    .default([]),
});

interface Suite {
  readonly title: string;
  readonly specs?: readonly z.infer<typeof specSchema>[] | undefined;
  readonly suites?: readonly Suite[] | undefined;
}

const suiteSchema: z.ZodType<Suite> = z.lazy(() =>
  z.object({ title: z.string(), specs: z.array(specSchema).optional(), suites: z.array(suiteSchema).optional() }),
);

const reportSchema = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  errors: z.array(z.object({ message: z.string().default('') })).default([]),
  suites: z.array(suiteSchema).default([]),
});

/** A test that passes only when tried again counts as failed. Throws when `text` is no such report. */
export function parsePlaywrightReport(text: string): StepOutcome {
  const { stats, errors, suites } = reportSchema.parse(JSON.parse(text));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    notes: [
      ...suites.flatMap((suite) => failedSpecs(suite)),
      ...(stats.flaky > 0 ? [`${stats.flaky} tests passed only when tried again`] : []),
      ...errors.map((error) => firstLine(error.message)),
    ],
  };
}

function failedSpecs(suite: Suite, above: readonly string[] = []): string[] {
  const titles = [...above, suite.title];
  return [
    ...(suite.specs ?? [])
      .filter((spec) => !spec.ok)
      .map((spec) => failureNote([...titles, spec.title].join(' > '), messagesOf(spec))),
    ...(suite.suites ?? []).flatMap((inner) => failedSpecs(inner, titles)),
  ];
}

function messagesOf(spec: z.infer<typeof specSchema>): string[] {
  return spec.tests.flatMap((test) => test.results.flatMap(({ errors }) => errors.map(({ message }) => message)));
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
