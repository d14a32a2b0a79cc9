/** What the Activity page shows: asked for when the page is shown, pushed while it is. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { ActivityState } from '../../../preload/contract/activity.ts';
import type { InvokeArgs, InvokeResult, LauncherBridge } from '../../../preload/contract/channels.ts';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { DisplayText } from '../widgets/problem-text.tsx';
import type { Launcher, LauncherChannel } from '../use-launcher.ts';
import { keepUnchanged } from '../widgets/keep-unchanged.ts';

/** What the last thing the user did came to. */
export interface StatusMessage {
  readonly tone: 'info' | 'error';
  readonly text: DisplayText;
}

/** Runs `channel`; answers whether it worked. `said`: what to tell the user when it did. */
export type Run = <C extends LauncherChannel>(
  channel: C,
  args: InvokeArgs<C>,
  said?: (value: InvokeResult<C>) => string,
) => Promise<boolean>;

export interface Activity {
  readonly state: ActivityState | null;
  /** What to add to this computer's clock for the application's time, in ms (`--dev-clock-offset`). */
  readonly clockOffsetMs: number;
  readonly loadError: IpcError | null;
  readonly said: StatusMessage | null;
  reload(): void;
  dismissSaid(): void;
  readonly run: Run;
}

interface Received {
  readonly state: ActivityState;
  readonly clockOffsetMs: number;
}

export function useActivity(bridge: LauncherBridge, call: Launcher['call'], isShown: boolean): Activity {
  const [received, setReceived] = useState<Received | null>(null);
  const [loadError, setLoadError] = useState<IpcError | null>(null);
  const [said, setSaid] = useState<StatusMessage | null>(null);
  // A pushed state is newer than any answer to a question asked before it.
  const generation = useRef(0);

  const receive = useCallback((next: ActivityState) => {
    setLoadError(null);
    setReceived((before) => ({
      state: keepUnchanged(before?.state ?? null, next),
      clockOffsetMs: next.now - Date.now(),
    }));
  }, []);

  const reload = useCallback(() => {
    const asked = ++generation.current;
    setLoadError(null);
    void call('launcher:get-activity').then((result) => {
      if (asked !== generation.current) return;
      if (result.ok) receive(result.value);
      else setLoadError(result.error);
    });
  }, [call, receive]);

  useEffect(() => {
    if (!isShown) return;
    const unsubscribe = bridge.onActivityChanged((next) => {
      generation.current += 1;
      receive(next);
    });
    reload();
    return unsubscribe;
  }, [bridge, isShown, receive, reload]);

  const run = useCallback<Run>(
    async (channel, args, saidOf) => {
      const result = await call(channel, ...args);
      if (!result.ok) setSaid({ tone: 'error', text: result.error });
      else setSaid(saidOf ? { tone: 'info', text: saidOf(result.value) } : null);
      return result.ok;
    },
    [call],
  );

  return {
    state: received?.state ?? null,
    clockOffsetMs: received?.clockOffsetMs ?? 0,
    loadError,
    said,
    reload,
    dismissSaid: useCallback(() => setSaid(null), []),
    run,
  };
}
