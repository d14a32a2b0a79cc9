/** A state of the main process: asked for when it is wanted, pushed while it is. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LauncherBridge } from '../../preload/contract/channels.ts';
import type { IpcError, IpcResult } from '../../preload/contract/errors.ts';
import type { Call } from './use-launcher.ts';

/** Where a state comes from. One constant for each state: another object is another subscription. */
export interface StateSource<State, View = State> {
  ask(call: Call): Promise<IpcResult<State>>;
  /** Returns what ends the subscription. */
  subscribe(bridge: LauncherBridge, listener: (next: State) => void): () => void;
  /** What is shown of `next`, with what is worth keeping of what was shown before. */
  receive(before: View | null, next: State): View;
}

export interface PushedState<View> {
  /** `null` until the main process has answered. */
  readonly state: View | null;
  /** Why there is no state. */
  readonly loadError: IpcError | null;
  reload(): void;
}

/** `isWanted`: nothing is asked and nothing arrives while it is false; what was there stays. */
export function usePushedState<State, View>(
  source: StateSource<State, View>,
  bridge: LauncherBridge,
  call: Call,
  isWanted = true,
): PushedState<View> {
  const [state, setState] = useState<View | null>(null);
  const [loadError, setLoadError] = useState<IpcError | null>(null);
  // A pushed state is newer than any answer to a question asked before it.
  const generation = useRef(0);

  const receive = useCallback(
    (next: State) => {
      setLoadError(null);
      setState((before) => source.receive(before, next));
    },
    [source],
  );

  const reload = useCallback(() => {
    const asked = ++generation.current;
    setLoadError(null);
    void source.ask(call).then((result) => {
      if (asked !== generation.current) return;
      if (result.ok) receive(result.value);
      else setLoadError(result.error);
    });
  }, [source, call, receive]);

  useEffect(() => {
    if (!isWanted) return;
    const unsubscribe = source.subscribe(bridge, (next) => {
      generation.current += 1;
      receive(next);
    });
    reload();
    return unsubscribe;
  }, [source, bridge, isWanted, receive, reload]);

  return { state, loadError, reload };
}

/** For a state that is shown as it comes. */
export function asItComes<State>(_before: State | null, next: State): State {
  return next;
}

/** What to add to this computer's clock for the application's time, in ms (`--dev-clock-offset`). */
export function clockOffset(state: { readonly now: number }): number {
  return state.now - Date.now();
}
