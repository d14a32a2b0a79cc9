/** What the launcher's Downloads page may ask for. */
import type { DownloadChannel, DownloadChannels, DownloadsState } from '../../../preload/contract/downloads.ts';
import { AppError } from '../../support/errors.ts';
import type { Caller } from '../caller.ts';

export type DownloadHandlers = {
  readonly [C in DownloadChannel]: (
    caller: Caller,
    ...args: DownloadChannels[C]['args']
  ) => DownloadChannels[C]['result'] | Promise<DownloadChannels[C]['result']>;
};

/** Each answers whether it was possible. The engine's manager fits. */
export interface DownloadControls {
  pause(appId: string, id: string): Promise<boolean>;
  resume(appId: string, id: string): Promise<boolean>;
  abort(appId: string, id: string): Promise<boolean>;
  click(appId: string, id: string): Promise<boolean>;
  forget(appId: string, id: string): Promise<boolean>;
}

export interface DownloadHandlerDependencies {
  readonly engine: DownloadControls;
  getState(): DownloadsState;
  isKnown(appId: string): boolean;
  /** About new downloads; those under way go on. */
  setAllowed(appId: string, allowed: boolean): void;
  /** The state has become another one, and nobody else says so. */
  changed(): void;
}

export function createDownloadHandlers({
  engine,
  getState,
  isKnown,
  setAllowed,
  changed,
}: DownloadHandlerDependencies): DownloadHandlers {
  /** The page may show a moment that is over: the user learns why nothing happened. */
  async function act(action: keyof DownloadControls, appId: string, id: string): Promise<null> {
    if (!(await engine[action](appId, id))) throw new AppError('not-found', { key: `problems.download.${action}` });
    changed();
    return null;
  }

  return {
    'launcher:get-downloads': () => getState(),
    'launcher:download-pause': (_caller, appId, id) => act('pause', appId, id),
    'launcher:download-resume': (_caller, appId, id) => act('resume', appId, id),
    'launcher:download-abort': (_caller, appId, id) => act('abort', appId, id),
    'launcher:download-click': (_caller, appId, id) => act('click', appId, id),
    'launcher:forget-download': (_caller, appId, id) => act('forget', appId, id),
    'launcher:clear-downloads': async () => {
      // One that its mini-program still waits for stays, and says so in the list.
      for (const { appId, id, canForget } of getState().items) if (canForget) await engine.forget(appId, id);
      changed();
      return null;
    },
    'launcher:set-downloads-allowed': (_caller, appId, allowed) => {
      if (!isKnown(appId)) throw new AppError('not-found', { key: 'problems.removed', values: { id: appId } });
      setAllowed(appId, allowed);
      changed();
      return null;
    },
  };
}
