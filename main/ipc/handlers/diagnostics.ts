/** What the launcher's Diagnostics page may ask for. */
import type {
  DiagnosticsChannel,
  DiagnosticsChannels,
  DiagnosticsState,
} from '../../../preload/contract/diagnostics.ts';
import type { DiagnosticsRun } from '../../diagnostics/run-checks.ts';
import { AppError } from '../../support/errors.ts';
import type { Caller } from '../caller.ts';

export type DiagnosticsHandlers = {
  readonly [C in DiagnosticsChannel]: (
    caller: Caller,
    ...args: DiagnosticsChannels[C]['args']
  ) => DiagnosticsChannels[C]['result'] | Promise<DiagnosticsChannels[C]['result']>;
};

export interface DiagnosticsHandlerDependencies {
  readonly run: DiagnosticsRun;
  /** As Markdown. */
  report(state: DiagnosticsState): string | Promise<string>;
  openLog(): Promise<void>;
  writeClipboard(text: string): void | Promise<void>;
}

export function createDiagnosticsHandlers({
  run,
  report,
  openLog,
  writeClipboard,
}: DiagnosticsHandlerDependencies): DiagnosticsHandlers {
  return {
    'launcher:get-diagnostics': () => run.getState(),
    'launcher:run-diagnostics': () => {
      void run.start();
      return null;
    },
    'launcher:cancel-diagnostics': () => {
      run.cancel();
      return null;
    },
    'launcher:copy-diagnostics': async () => {
      const state = run.getState();
      if (state.lines.length === 0) throw new AppError('no-data', { key: 'diagnostics.nothingYet' });
      await writeClipboard(await report(state));
      return null;
    },
    'launcher:open-log': async () => {
      await openLog();
      return null;
    },
  };
}
