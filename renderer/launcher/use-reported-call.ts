/** Calls whose outcome the page says: what went wrong always, what went well where it cannot be seen. */
import { useCallback, useState } from 'preact/hooks';
import type { InvokeArgs, InvokeResult } from '../../preload/contract/channels.ts';
import type { Call, LauncherChannel } from './use-launcher.ts';
import type { StatusMessage } from './widgets/status-message.tsx';

/** Runs `channel`; answers whether it worked. `successText`: what to tell the user when it did. */
export type Run = <C extends LauncherChannel>(
  channel: C,
  args: InvokeArgs<C>,
  successText?: (value: InvokeResult<C>) => string,
) => Promise<boolean>;

export interface ReportedCall {
  readonly run: Run;
  /** Of the last call. */
  readonly message: StatusMessage | null;
  dismissMessage(): void;
}

export function useReportedCall(call: Call): ReportedCall {
  const [message, setMessage] = useState<StatusMessage | null>(null);
  const run = useCallback<Run>(
    async (channel, args, successText) => {
      const result = await call(channel, ...args);
      if (!result.ok) setMessage({ tone: 'error', text: result.error });
      else setMessage(successText ? { tone: 'info', text: successText(result.value) } : null);
      return result.ok;
    },
    [call],
  );
  return { run, message, dismissMessage: useCallback(() => setMessage(null), []) };
}
