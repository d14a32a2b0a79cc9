/** What Chromium's DevTools say of a worker's life, as Electron tells it: no step is left out, none is lost. */
import type { RunningStatus } from './service-workers.ts';

const NEXT: Readonly<Record<RunningStatus, RunningStatus>> = {
  stopped: 'starting',
  starting: 'running',
  running: 'stopping',
  stopping: 'stopped',
};

/**
 * The steps from one status to the next that was reported, the last one included. DevTools report a
 * worker's state when they come to it, so that a quick start is `stopped`, `running`; Electron's observer
 * is called at every step. A start that fails goes from `starting` to `stopping` or `stopped` by itself.
 */
export function stepsBetween(before: RunningStatus, reported: RunningStatus): RunningStatus[] {
  if (before === reported) return [];
  if (before === 'starting' && reported !== 'running') return [reported];
  if (before === 'running' && reported === 'stopped') return [reported];
  const steps: RunningStatus[] = [];
  for (let status = NEXT[before]; ; status = NEXT[status]) {
    steps.push(status);
    if (status === reported) return steps;
  }
}

/** Reports that name a registration whose scope has not been told yet, in order, until it is. */
export class HeldReports<Report extends { readonly registrationId: string }> {
  readonly #scopes = new Map<string, string>();
  readonly #held = new Map<string, Report[]>();

  /** The scope, when it is known; else the report is kept for `learn`. */
  scopeOrHold(report: Report): string | undefined {
    const scope = this.#scopes.get(report.registrationId);
    if (scope === undefined)
      this.#held.set(report.registrationId, [...(this.#held.get(report.registrationId) ?? []), report]);
    return scope;
  }

  /** Answers the reports that waited for this registration. */
  learn(registrationId: string, scope: string): Report[] {
    this.#scopes.set(registrationId, scope);
    const held = this.#held.get(registrationId) ?? [];
    this.#held.delete(registrationId);
    return held;
  }
}
