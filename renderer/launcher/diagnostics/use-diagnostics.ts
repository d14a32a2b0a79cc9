/** The diagnosis as pushed; the first visit of the page starts it. */
import { useEffect, useRef } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { DiagnosticsState } from '../../../preload/contract/diagnostics.ts';
import type { Call } from '../use-launcher.ts';
import { asItComes, usePushedState, type PushedState, type StateSource } from '../use-pushed-state.ts';

const DIAGNOSTICS: StateSource<DiagnosticsState> = {
  ask: (call) => call('launcher:get-diagnostics'),
  subscribe: (bridge, listener) => bridge.onDiagnosticsChanged(listener),
  receive: asItComes,
};

export function useDiagnostics(bridge: LauncherBridge, call: Call, isShown: boolean): PushedState<DiagnosticsState> {
  const diagnosis = usePushedState(DIAGNOSTICS, bridge, call, isShown);
  const { state } = diagnosis;
  const isStarted = useRef(false);
  useEffect(() => {
    if (!isShown || !state || isStarted.current) return;
    isStarted.current = true;
    if (state.lines.length === 0 && !state.isRunning) void call('launcher:run-diagnostics');
  }, [call, isShown, state]);
  return diagnosis;
}
