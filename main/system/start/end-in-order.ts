/** Ends the application in order, however it is asked to, and however often. */
import type { App } from 'electron';

type EndingApp = Pick<App, 'on' | 'quit'>;

export interface EndingProcess {
  on(name: NodeJS.Signals | 'disconnect', listener: () => void): unknown;
  removeAllListeners(name: NodeJS.Signals): unknown;
  readonly connected?: boolean;
}

/** What is open has to be saved before the process ends. `null`: nothing is. */
export interface Ending {
  save(): Promise<void>;
}

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

export function endInOrder(app: EndingApp, process: EndingProcess, current: () => Ending | null): void {
  let saving: Promise<void> | null = null;
  let isSaved = false;
  app.on('will-quit', (event) => {
    const open = current();
    if (isSaved || !open) return;
    // Each further wish to quit comes here too, and must not cut the saving short.
    event.preventDefault();
    saving ??= open
      .save()
      .catch(() => {})
      .finally(() => {
        isSaved = true;
        app.quit();
      });
  });
  for (const signal of SIGNALS) {
    // Libraries answer signals by sending them again, which ends the process without saving.
    process.removeAllListeners(signal);
    process.on(signal, () => app.quit());
  }
  // The start script's channel: its end is this process's end, on Windows the only way to be told.
  if (process.connected) process.on('disconnect', () => app.quit());
}
