/** What the launcher's Downloads page may ask for. */
import type {
  DownloadChannel,
  DownloadChannels,
  DownloadsState,
  RoomAnswer,
} from '../../../preload/contract/downloads.ts';
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
  readonly engine: DownloadControls & { pauseAll(): Promise<void>; resumeAll(): Promise<void> };
  /** The user's answer to a mini-program that needs more room than others. */
  answerRoom(appId: string, answer: RoomAnswer): Promise<void>;
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
  answerRoom,
  changed,
}: DownloadHandlerDependencies): DownloadHandlers {
  const requireKnown = (appId: string): void => {
    if (!isKnown(appId)) throw new AppError('not-found', { key: 'problems.removed', values: { id: appId } });
  };

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
      requireKnown(appId);
      setAllowed(appId, allowed);
      changed();
      return null;
    },
    'launcher:answer-room': async (_caller, appId, answer) => {
      requireKnown(appId);
      await answerRoom(appId, answer);
      changed();
      return null;
    },
    'launcher:pause-downloads': async () => {
      await engine.pauseAll();
      changed();
      return null;
    },
    'launcher:resume-downloads': async () => {
      await engine.resumeAll();
      changed();
      return null;
    },
  };
}
