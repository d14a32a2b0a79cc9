/** Makes the checks one after the other; one that fails or hangs is a line of the report, and the others go on. */
import type { DiagnosticLine, DiagnosticsState } from '../../preload/contract/diagnostics.ts';
import { errorMessage } from '../support/errors.ts';
import type { Clock } from '../support/clock.ts';
import { createListeners } from '../support/listeners.ts';
import type { Check, Finding } from './types.ts';
import { TimeLimitError, withTimeLimit } from '../support/time-limit.ts';

/** ms; longer than the longest request of a check. */
const CHECK_LIMIT_MS = 30_000;

export interface DiagnosticsRun {
  getState(): DiagnosticsState;
  /** Resolves when the last check has ended, or after `cancel`. While one runs: that one's end. */
  start(): Promise<DiagnosticsState>;
  cancel(): void;
  /** Called after every step. Returns the function that ends it. */
  onChange(listener: (state: DiagnosticsState) => void): () => void;
}

export interface DiagnosticsRunOptions {
  readonly checks: readonly Check[];
  readonly clock: Clock;
  readonly limitMs?: number;
}

export function createDiagnosticsRun({
  checks,
  clock,
  limitMs = CHECK_LIMIT_MS,
}: DiagnosticsRunOptions): DiagnosticsRun {
  let state: DiagnosticsState = {
    isRunning: false,
    wasCancelled: false,
    total: checks.length,
    current: null,
    lines: [],
    finishedAt: null,
  };
  const listeners = createListeners<[DiagnosticsState]>();
  let running: { readonly end: Promise<DiagnosticsState>; readonly controller: AbortController } | null = null;

  const enter = (change: Partial<DiagnosticsState>): void => {
    state = { ...state, ...change };
    listeners.notify(state);
  };

  async function run(signal: AbortSignal): Promise<DiagnosticsState> {
    enter({ isRunning: true, wasCancelled: false, lines: [], finishedAt: null });
    for (const check of checks) {
      enter({ current: check.id });
      const finding = await look(check, signal, limitMs);
      if (signal.aborted) {
        enter({ isRunning: false, wasCancelled: true, current: null });
        return state;
      }
      enter({ lines: [...state.lines, lineOf(check, finding)] });
    }
    enter({ isRunning: false, current: null, finishedAt: clock.now() });
    return state;
  }

  return {
    getState: () => state,
    start() {
      if (running) return running.end;
      const controller = new AbortController();
      const end = run(controller.signal).finally(() => (running = null));
      running = { end, controller };
      return end;
    },
    cancel: () => running?.controller.abort(),
    onChange: listeners.add,
  };
}

function lineOf({ id }: Check, { status, text, hint }: Finding): DiagnosticLine {
  return { check: id, status, text, hint: hint ?? null };
}

/** Never rejects. What is aborted ends at once, whatever the check does. */
async function look(check: Check, signal: AbortSignal, limitMs: number): Promise<Finding> {
  try {
    return await withTimeLimit(limitMs, (ended) => check.run(ended), { signal });
  } catch (error) {
    if (error instanceof TimeLimitError) return { status: 'problem', text: { key: 'diagnostics.tooLong' } };
    return { status: 'problem', text: { key: 'diagnostics.failed', values: { reason: errorMessage(error) } } };
  }
}
