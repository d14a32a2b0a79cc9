/** What the Settings page shows: asked for when the page is shown, pushed while it is. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { SettingsState } from '../../../preload/contract/settings.ts';
import type { Launcher } from '../use-launcher.ts';

export interface SettingsView {
  readonly state: SettingsState | null;
  readonly loadError: IpcError | null;
  reload(): void;
}

export function useSettings(bridge: LauncherBridge, call: Launcher['call'], isShown: boolean): SettingsView {
  const [state, setState] = useState<SettingsState | null>(null);
  const [loadError, setLoadError] = useState<IpcError | null>(null);
  // A pushed state is newer than any answer to a question asked before it.
  const generation = useRef(0);

  const reload = useCallback(() => {
    const asked = ++generation.current;
    setLoadError(null);
    void call('launcher:get-settings').then((result) => {
      if (asked !== generation.current) return;
      if (result.ok) setState(result.value);
      else setLoadError(result.error);
    });
  }, [call]);

  useEffect(() => {
    if (!isShown) return;
    const unsubscribe = bridge.onSettingsChanged((next) => {
      generation.current += 1;
      setLoadError(null);
      setState(next);
    });
    reload();
    return unsubscribe;
  }, [bridge, isShown, reload]);

  return { state, loadError, reload };
}
