/** New versions of Larder, as pushed: for the line below, the About dialog and the settings. */
import { useEffect, useState } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import type { Launcher } from '../use-launcher.ts';

/** `null` until the main process has answered. */
export function useUpdates(bridge: LauncherBridge, call: Launcher['call']): UpdatesState | null {
  const [state, setState] = useState<UpdatesState | null>(null);
  useEffect(() => {
    // A pushed state is newer than the answer to a question asked before it.
    let isPushed = false;
    const unsubscribe = bridge.onUpdatesChanged((next) => {
      isPushed = true;
      setState(next);
    });
    void call('launcher:get-updates').then((result) => {
      if (result.ok && !isPushed) setState(result.value);
    });
    return unsubscribe;
  }, [bridge, call]);
  return state;
}
