/** One change at a time, and what the user is told beside the control when it did not work. */
import { useCallback, useState } from 'preact/hooks';
import type { InvokeArgs } from '../../../preload/contract/channels.ts';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { Call, LauncherChannel } from '../use-launcher.ts';

export interface Change {
  /** `null`: the last change worked. */
  readonly problem: IpcError | null;
  /** Answers whether it worked. */
  run<C extends LauncherChannel>(channel: C, ...args: InvokeArgs<C>): Promise<boolean>;
}

export function useChange(call: Call): Change {
  const [problem, setProblem] = useState<IpcError | null>(null);
  const run = useCallback<Change['run']>(
    async (channel, ...args) => {
      const result = await call(channel, ...args);
      setProblem(result.ok ? null : result.error);
      return result.ok;
    },
    [call],
  );
  return { problem, run };
}
