/** The parts of a request's time, laid one after the other. */
import type { ActivityTimings } from '../../../preload/contract/activity.ts';
import { duration, listText } from '../widgets/format.ts';
import { t } from '../language.ts';

export const PHASES = ['dns', 'connect', 'tls', 'firstByte', 'body'] as const;

/** `rest`: the part of the whole that belongs to none of the others. */
export type Phase = (typeof PHASES)[number] | 'rest';

export interface Segment {
  readonly phase: Phase;
  readonly ms: number;
  /** From the start of the request, ms. */
  readonly startMs: number;
}

/** Below this the rest is rounding. */
const REST_FROM_MS = 1;

/** The parts that happened, in order. */
export function segmentsOf(timings: ActivityTimings): Segment[] {
  const segments: Segment[] = [];
  let startMs = 0;
  for (const phase of PHASES) {
    const ms = timings[`${phase}Ms`];
    if (ms === undefined) continue;
    segments.push({ phase, ms, startMs });
    startMs += ms;
  }
  const restMs = timings.totalMs - startMs;
  if (restMs >= REST_FROM_MS) segments.push({ phase: 'rest', ms: restMs, startMs });
  return segments;
}

const SHORTEST_MS = 10;
const LONGEST_MS = 60_000;
const SHORTEST_PERCENT = 24;

/**
 * How long a bar is, in percent of its track. On a logarithmic scale: between 10 ms and the
 * time-out of 60 s every bar is long enough to show its parts, and a slower one is longer.
 */
export function barPercent(totalMs: number): number {
  const clamped = Math.min(Math.max(totalMs, SHORTEST_MS), LONGEST_MS);
  const position = Math.log(clamped / SHORTEST_MS) / Math.log(LONGEST_MS / SHORTEST_MS);
  return SHORTEST_PERCENT + position * (100 - SHORTEST_PERCENT);
}

/** "DNS 12 ms, Connect 30 ms; in all 80 ms". */
export function phasesText(timings: ActivityTimings): string {
  const parts = segmentsOf(timings).map(({ phase, ms }) =>
    t('activity.phaseTime', { phase: t(`activity.phase.${phase}`), time: duration(ms) }),
  );
  return t('activity.waterfall', { parts: listText(parts), total: duration(timings.totalMs) });
}
