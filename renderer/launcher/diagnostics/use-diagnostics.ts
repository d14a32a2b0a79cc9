/** The diagnosis as pushed; the first visit of the page starts it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { DiagnosticsState } from '../../../preload/contract/diagnostics.ts';
import type { Launcher } from '../use-launcher.ts';

/** `null` until the main process has answered. */
export function useDiagnostics(
  bridge: LauncherBridge,
  call: Launcher['call'],
  isShown: boolean,
): DiagnosticsState | null {
  const [state, setState] = useState<DiagnosticsState | null>(null);
  const isStarted = useRef(false);
  useEffect(() => bridge.onDiagnosticsChanged(setState), [bridge]);
  useEffect(() => {
    if (!isShown || isStarted.current) return;
    isStarted.current = true;
    void (async () => {
      const result = await call('launcher:get-diagnostics');
      // A pushed state is newer.
      if (result.ok) setState((pushed) => pushed ?? result.value);
      if (result.ok && result.value.lines.length === 0) await call('launcher:run-diagnostics');
    })();
  }, [call, isShown]);
  return state;
}
