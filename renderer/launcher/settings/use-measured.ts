/** The measuring of all data: started and cancelled by the user, followed while it goes on. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { DataUsage, MeasureProgress } from '../../../preload/contract/settings.ts';
import type { Call } from '../use-launcher.ts';

export interface Measured {
  /** `null`: not measured yet. */
  readonly usage: DataUsage | null;
  /** `null`: nothing goes on. */
  readonly progress: MeasureProgress | null;
  readonly isCancelled: boolean;
  readonly problem: IpcError | null;
  start(): void;
  cancel(): void;
}

const NOTHING_YET: MeasureProgress = { done: 0, total: 0, bytes: 0 };

export function useMeasured(bridge: LauncherBridge, call: Call): Measured {
  const [usage, setUsage] = useState<DataUsage | null>(null);
  const [progress, setProgress] = useState<MeasureProgress | null>(null);
  const [isCancelled, setIsCancelled] = useState(false);
  const [problem, setProblem] = useState<IpcError | null>(null);

  // What arrives after the end was on its way before it.
  useEffect(() => bridge.onMeasureProgress((next) => setProgress((before) => before && next)), [bridge]);

  const start = useCallback(() => {
    setProgress(NOTHING_YET);
    setIsCancelled(false);
    setProblem(null);
    void call('launcher:measure-data').then((result) => {
      setProgress(null);
      if (result.ok) setUsage(result.value);
      else if (result.error.code === 'aborted') setIsCancelled(true);
      else setProblem(result.error);
    });
  }, [call]);
  const cancel = useCallback(() => void call('launcher:cancel-measure-data'), [call]);

  return { usage, progress, isCancelled, problem, start, cancel };
}
