/**
 * Judges a simulated year by the documented rule (docs/scheduling.md) without any of the
 * product's code: it walks through what the world did and knows for every moment whether a
 * request may leave, and whether one must have left by then.
 */
import type { Segment, World, WorldRequest } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PERIOD = 12 * HOUR;
const WEEK = 7 * 24 * HOUR;
/** How long a request that could leave may wait: for its turn, and for a clock change to be noticed. */
const PATIENCE = 2 * MINUTE;

export interface Judgement {
  readonly problems: string[];
  /** Requests that were expected and came. */
  readonly expected: number;
  /** From a success to the next request, where nothing came between. */
  readonly gaps: number[];
}

interface State {
  token: boolean;
  enabled: boolean;
  opened: number | null;
  success: number | null;
  failures: number;
  /** The wait after the last attempt without data: from `at`, `shortest` to `longest` ms. */
  wait: { at: number; shortest: number; longest: number } | null;
}

/** Minutes, from the table of docs/scheduling.md. */
const OWN_WAITS = [
  [15, 18],
  [30, 42],
  [60, 108],
  [120, 240],
  [240, 360],
  [360, 360],
] as const;

/** The documented wait after failure number `failures`. */
function waitAfter(failures: number, retryAfterMs: number): { shortest: number; longest: number } {
  const [shortest, longest] = OWN_WAITS[Math.min(failures, OWN_WAITS.length) - 1]!;
  const asked = Math.min(retryAfterMs, 24 * HOUR);
  if (asked > shortest * MINUTE) return { shortest: asked, longest: asked + Math.min(asked, 2 * HOUR) };
  return { shortest: shortest * MINUTE, longest: longest * MINUTE };
}

function applyResult(state: State, { result, endWall }: WorldRequest): void {
  switch (result.kind) {
    case 'success':
      Object.assign(state, { success: endWall, failures: 0, wait: null });
      return;
    case 'failure':
      state.failures += 1;
      state.wait = { at: endWall, ...waitAfter(state.failures, result.retryAfterMs) };
      return;
    case 'interrupted':
      state.wait = { at: endWall, shortest: MINUTE, longest: MINUTE };
      return;
    case 'lost':
      return;
  }
}

/** Times in the future count as now. */
function correct(state: State, now: number): void {
  if (state.opened !== null && state.opened > now) state.opened = now;
  if (state.success !== null && state.success > now) state.success = now;
  if (state.wait && state.wait.at > now) state.wait.at = now;
}

/** When a request may leave at the earliest, must have been able to at the latest, and may not any more. */
function windowOf(state: State): { from: number; sureFrom: number; until: number } | null {
  if (!state.token || !state.enabled || state.opened === null) return null;
  const period = state.success === null ? state.opened : state.success + PERIOD;
  const { at = 0, shortest = 0, longest = 0 } = state.wait ?? {};
  return {
    from: Math.max(period, at + shortest),
    sureFrom: Math.max(period, at + longest),
    until: state.opened + WEEK,
  };
}

/** ms of (`from`, `to`], in time that timers see, in which other mini-programs' servers hung. */
function hungTime(slow: readonly WorldRequest[], from: number, to: number): number {
  return slow.reduce((sum, one) => sum + Math.max(0, Math.min(one.endElapsed, to) - Math.max(one.elapsed, from)), 0);
}

export function judge(world: World, appIds: readonly string[]): Judgement {
  const judgement: Judgement = { problems: [], expected: 0, gaps: [] };
  const slow = world.requests.filter((one) => one.endElapsed - one.elapsed > 10_000);
  const byApp = Map.groupBy(world.requests, ({ appId }) => appId);
  let expected = 0;
  for (const appId of appIds) expected += judgeOne(appId, byApp.get(appId) ?? [], world.segments, slow, judgement);
  return { ...judgement, expected };
}

function judgeOne(
  appId: string,
  requests: readonly WorldRequest[],
  segments: readonly Segment[],
  slow: readonly WorldRequest[],
  { problems, gaps }: Judgement,
): number {
  const state: State = { token: false, enabled: true, opened: null, success: null, failures: 0, wait: null };
  let expected = 0;
  let next = 0;
  let underWay: WorldRequest | null = null;
  let waited = 0;
  let isDisturbed = false;
  let previousEnd = -1;
  const report = (what: string, wall: number): void =>
    void problems.push(`${appId} ${new Date(wall).toISOString()}: ${what}`);

  for (const [index, segment] of segments.entries()) {
    const facts = segment.changes.get(appId);
    if (facts?.openedAt !== undefined) state.opened = facts.openedAt;
    if (facts?.token !== undefined) state.token = facts.token;
    if (facts?.enabled !== undefined) state.enabled = facts.enabled;
    if (segment.running) correct(state, segment.wallStart);
    if (segment.wallStart !== previousEnd || !segment.allowed || !segment.running) isDisturbed = true;
    previousEnd = segment.wallEnd;
    let cursor = segment.wallStart;
    for (;;) {
      if (underWay) {
        if (underWay.endSegment !== index) break;
        applyResult(state, underWay);
        if (underWay.result.kind === 'success') isDisturbed = false;
        cursor = underWay.endWall;
        underWay = null;
      }
      const candidate: WorldRequest | undefined = requests[next];
      const request: WorldRequest | null = candidate?.segment === index ? candidate : null;
      const horizon = request ? request.wall : segment.wallEnd;
      const window = segment.running && segment.allowed ? windowOf(state) : null;
      if (window && window.sureFrom <= window.until) {
        const couldSince = Math.max(window.sureFrom, cursor);
        waited += Math.max(0, Math.min(horizon, window.until) - couldSince);
        if (waited > PATIENCE) {
          const end = request?.elapsed ?? Infinity;
          const excuse = hungTime(slow, end === Infinity ? 0 : end - waited - MINUTE, end);
          if (waited > PATIENCE + excuse)
            report(`a request should have left ${Math.round(waited / 1000)} s ago`, horizon);
        }
      }
      if (!window) waited = 0;
      // Forgotten for a while, or forbidden: what follows is no gap of the rule's making.
      if (!window || window.sureFrom > window.until || horizon > window.until) isDisturbed = true;
      if (!request) break;
      if (!window) report('a request left although a rule forbids it', request.wall);
      else if (request.wall < window.from)
        report(`a request left ${window.from - request.wall} ms too early`, request.wall);
      else if (request.wall > window.until) report('a request left for a forgotten mini-program', request.wall);
      else expected += 1;
      if (state.success !== null && state.wait === null && !isDisturbed) gaps.push(request.wall - state.success);
      underWay = request;
      next += 1;
      waited = 0;
    }
  }
  if (next !== requests.length)
    report(`${requests.length - next} requests were not accounted for`, requests[next]!.wall);
  return expected;
}
