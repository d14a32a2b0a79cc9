/** The launcher's side of the bridge: the state as pushed, the calls, and what went wrong. */
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { InvokeArgs, InvokeChannel, InvokeResult, LauncherBridge } from '../../preload/contract/channels.ts';
import type { IpcError, IpcResult } from '../../preload/contract/errors.ts';
import type { LauncherState } from '../../preload/contract/launcher.ts';
import { setLanguage, t } from './language.ts';
import { usePushedState, type PushedState, type StateSource } from './use-pushed-state.ts';

export type LauncherChannel = Extract<InvokeChannel, `launcher:${string}`>;

/** Asks the main process. Never rejects: a broken bridge answers `internal`. */
export type Call = <C extends LauncherChannel>(
  channel: C,
  ...args: InvokeArgs<C>
) => Promise<IpcResult<InvokeResult<C>>>;

/** A call that failed and has no other place on the screen. Shown until dismissed or repeated. */
export interface Failure {
  readonly appId: string;
  readonly error: IpcError;
}

export interface Launcher extends PushedState<LauncherState> {
  readonly failures: readonly Failure[];
  /** Ids whose `open` call is under way. */
  readonly opening: ReadonlySet<string>;
  /** Ids whose `install` call is under way. */
  readonly adding: ReadonlySet<string>;
  readonly call: Call;
  open(appId: string): void;
  install(appId: string): void;
  cancelInstall(appId: string): void;
  dismissNotice(id: string): void;
  actOnNotice(id: string): void;
  dismissFailure(appId: string): void;
}

const LAUNCHER: StateSource<LauncherState> = {
  ask: (call) => call('launcher:get-state'),
  subscribe: (bridge, listener) => bridge.onStateChanged(listener),
  receive(_before, next) {
    // Everything below is rendered in the state's language.
    setLanguage(next);
    return next;
  },
};

export function useLauncher(bridge: LauncherBridge): Launcher {
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const [opening, setOpening] = useState<ReadonlySet<string>>(new Set());
  const [adding, setAdding] = useState<ReadonlySet<string>>(new Set());

  const call = useCallback<Call>(
    async (channel, ...args) => {
      try {
        return await bridge.invoke(channel, ...args);
      } catch {
        return {
          ok: false,
          error: { code: 'internal', message: t('common.unexpected'), text: { key: 'common.unexpected' } },
        };
      }
    },
    [bridge],
  );
  const { state, loadError, reload } = usePushedState(LAUNCHER, bridge, call);

  return useMemo(() => {
    const dismissFailure = (appId: string): void =>
      setFailures((all) => all.filter((failure) => failure.appId !== appId));
    /** Runs `channel` for one mini-program; a failure other than the user's own cancelling is shown. */
    const run = async (
      channel: 'launcher:open' | 'launcher:install' | 'launcher:cancel-install',
      appId: string,
    ): Promise<void> => {
      dismissFailure(appId);
      const result = await call(channel, appId);
      if (result.ok || result.error.code === 'aborted') return;
      const { error } = result;
      setFailures((all) => [...all.filter((failure) => failure.appId !== appId), { appId, error }]);
    };
    return {
      state,
      loadError,
      failures,
      opening,
      adding,
      reload,
      call,
      open(appId) {
        setOpening((ids) => new Set(ids).add(appId));
        void run('launcher:open', appId).finally(() => setOpening(without(appId)));
      },
      install(appId) {
        setAdding((ids) => new Set(ids).add(appId));
        void run('launcher:install', appId).finally(() => setAdding(without(appId)));
      },
      cancelInstall: (appId) => void run('launcher:cancel-install', appId),
      dismissNotice: (id) => void call('launcher:dismiss-notice', id),
      actOnNotice: (id) => void call('launcher:act-on-notice', id),
      dismissFailure,
    };
  }, [state, loadError, failures, opening, adding, reload, call]);
}

function without(appId: string): (ids: ReadonlySet<string>) => ReadonlySet<string> {
  return (ids) => new Set([...ids].filter((id) => id !== appId));
}
