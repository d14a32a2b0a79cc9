/** Mini-programs that the administrator wants on every shelf: added one after the other, tried again until they are. */
import type { Disposable } from '../support/shutdown-list.ts';
import { TimeLimitError, withTimeLimit } from '../support/time-limit.ts';

export interface PreinstalledDependencies {
  readonly appIds: readonly string[];
  isInstalled(appId: string): boolean;
  install(appId: string): Promise<void>;
  isOnline(): boolean;
  /** Told once for each. */
  onFailed(appId: string, error: unknown): void;
  /** Default: timers that keep no process alive. Returns what ends it. */
  readonly after?: (ms: number, run: () => void) => () => void;
  /** ms. Default: `TURN_MS`. */
  readonly turnMs?: number;
}

export interface Preinstalled extends Disposable {
  /** Adds what is missing. While it runs, a second call shares the run. Never rejects. */
  run(): Promise<void>;
}

const FIRST_RETRY_MS = 15 * 60_000;
const LAST_RETRY_MS = 6 * 3_600_000;
/** The next one begins after this long, beside one whose server takes its time. */
const TURN_MS = 10 * 60_000;

export function createPreinstalled(dependencies: PreinstalledDependencies): Preinstalled {
  const { appIds, isInstalled, install, isOnline, onFailed, after = afterQuietly, turnMs = TURN_MS } = dependencies;
  const told = new Set<string>();
  let running: Promise<void> | null = null;
  let endWait = (): void => {};
  let retryMs = FIRST_RETRY_MS;
  let isOver = false;

  async function addMissing(): Promise<void> {
    for (const appId of appIds) {
      if (isOver || isInstalled(appId) || !isOnline()) continue;
      try {
        await withTimeLimit(turnMs, () => install(appId));
      } catch (error) {
        if (error instanceof TimeLimitError) continue;
        if (!told.has(appId)) onFailed(appId, error);
        told.add(appId);
      }
    }
    endWait();
    if (isOver || appIds.every(isInstalled)) return;
    endWait = after(retryMs, () => void run());
    retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
  }

  function run(): Promise<void> {
    running ??= addMissing().finally(() => (running = null));
    return running;
  }

  return {
    run,
    dispose() {
      isOver = true;
      endWait();
    },
  };
}

function afterQuietly(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  timer.unref();
  return () => clearTimeout(timer);
}
