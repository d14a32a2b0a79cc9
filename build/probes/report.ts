/** What the probes saw, against what Electron's source says. */
import { isDeepStrictEqual } from 'node:util';
import type { Probe } from '../../tests/probes/probes.ts';

export type Verdict = 'as read' | 'OTHERWISE' | 'told' | 'not here' | 'by hand' | 'no answer' | 'differs, as known';

export interface ProbeAnswer {
  readonly probe: Probe;
  readonly verdict: Verdict;
  readonly seen: unknown;
}

/** Lines of JSON that `tests/probes/app` writes; others are not its own. */
export function readAnswers(output: string): ReadonlyMap<string, unknown> {
  const answers = new Map<string, unknown>();
  for (const line of output.split('\n')) {
    if (!line.startsWith('{"probe":')) continue;
    const { probe, seen } = JSON.parse(line) as { probe: string; seen: unknown };
    answers.set(probe, seen);
  }
  return answers;
}

export function judge(
  probes: readonly Probe[],
  answers: ReadonlyMap<string, unknown>,
  { platform, isElectron }: { readonly platform: NodeJS.Platform; readonly isElectron: boolean },
): ProbeAnswer[] {
  return probes.map((probe) => {
    const seen = probe.name === undefined ? null : answers.get(probe.name);
    return { probe, seen, verdict: verdictOf() };

    function verdictOf(): Verdict {
      if (probe.name === undefined) return 'by hand';
      if (seen === undefined) return 'no answer';
      if (probe.platforms && !probe.platforms.includes(platform)) return 'not here';
      if (!isElectron && probe.hostDiffers !== undefined) return 'differs, as known';
      if (!('expected' in probe)) return 'told';
      return isDeepStrictEqual(seen, probe.expected) ? 'as read' : 'OTHERWISE';
    }
  });
}

/** A table in Markdown. */
export function tableOf(answers: readonly ProbeAnswer[]): string {
  const cell = (value: unknown): string =>
    (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('|', '\\|');
  const rows = answers.map(({ probe, verdict, seen }) =>
    [
      probe.number,
      probe.findings.join(' '),
      probe.question,
      verdict,
      verdict === 'by hand' ? '' : cell(seen ?? null),
    ].join(' | '),
  );
  return [
    '| # | finding | question | verdict | seen |',
    '|---|---|---|---|---|',
    ...rows.map((row) => `| ${row} |`),
    '',
  ].join('\n');
}

/** A real Electron that does otherwise is news; what did not answer is a failure. */
export function isFailure({ verdict }: ProbeAnswer): boolean {
  return verdict === 'OTHERWISE' || verdict === 'no answer';
}
