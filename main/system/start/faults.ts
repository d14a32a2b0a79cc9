/**
 * What happens when an exception reaches nobody. Electron would show a box of stacks and go on whatever it left undone;
 * here it is logged, told once in plain words, and a process that keeps failing ends in order.
 */

export interface FaultHandlerOptions {
  log(error: unknown): void;
  /** Before the start is over nothing works that could be kept. */
  isStarted(): boolean;
  failStart(error: unknown): void;
  /** Tells the user, in the launcher. */
  tell(): void;
  /** Saves and ends. */
  end(): void;
  /** ms that never jump. Default: since the start of the process. */
  readonly monotonicNow?: () => number;
}

/** So many within so many ms, and what fails is not one listener but Larder. */
export const FAULT_LIMITS = { count: 10, withinMs: 60_000 } as const;

export function createFaultHandler({
  log,
  isStarted,
  failStart,
  tell,
  end,
  monotonicNow = () => performance.now(),
}: FaultHandlerOptions): (error: unknown) => void {
  let wasTold = false;
  let isEnding = false;
  let recent: number[] = [];
  return (error) => {
    if (!isStarted()) {
      failStart(error);
      return;
    }
    const now = monotonicNow();
    recent = [...recent.filter((at) => now - at < FAULT_LIMITS.withinMs), now];
    if (isEnding) return;
    log(error);
    if (recent.length >= FAULT_LIMITS.count) {
      isEnding = true;
      end();
      return;
    }
    if (wasTold) return;
    wasTold = true;
    tell();
  };
}
