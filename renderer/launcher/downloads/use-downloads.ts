/** The downloads as pushed: for the page, and for the indicator on every page. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { Run, StatusMessage } from '../activity/use-activity.ts';
import type { Launcher } from '../use-launcher.ts';
import { outcomeText } from './download-words.ts';

export interface Downloads {
  readonly state: DownloadsState | null;
  /** What to add to this computer's clock for the application's time, in ms (`--dev-clock-offset`). */
  readonly clockOffsetMs: number;
  readonly loadError: IpcError | null;
  readonly said: StatusMessage | null;
  /** How the last one ended, for screen readers. */
  readonly announcement: string;
  reload(): void;
  dismissSaid(): void;
  readonly run: Run;
}

interface Received {
  readonly state: DownloadsState;
  readonly clockOffsetMs: number;
  readonly announcement: string;
}

export function useDownloads(bridge: LauncherBridge, call: Launcher['call']): Downloads {
  const [received, setReceived] = useState<Received | null>(null);
  const [loadError, setLoadError] = useState<IpcError | null>(null);
  const [said, setSaid] = useState<StatusMessage | null>(null);
  // A pushed state is newer than any answer to a question asked before it.
  const generation = useRef(0);

  const receive = useCallback((next: DownloadsState) => {
    setLoadError(null);
    setReceived((before) => ({
      state: next,
      clockOffsetMs: next.now - Date.now(),
      announcement: outcomeText(before?.state.items ?? next.items, next.items) ?? before?.announcement ?? '',
    }));
  }, []);

  const reload = useCallback(() => {
    const asked = ++generation.current;
    setLoadError(null);
    void call('launcher:get-downloads').then((result) => {
      if (asked !== generation.current) return;
      if (result.ok) receive(result.value);
      else setLoadError(result.error);
    });
  }, [call, receive]);

  useEffect(() => {
    const unsubscribe = bridge.onDownloadsChanged((next) => {
      generation.current += 1;
      receive(next);
    });
    reload();
    return unsubscribe;
  }, [bridge, receive, reload]);

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
    announcement: received?.announcement ?? '',
    reload,
    dismissSaid: useCallback(() => setSaid(null), []),
    run,
  };
}
