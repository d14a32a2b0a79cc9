import type { Audience } from '../../preload/contract/channels.ts';

/** Who sent a message, as the main process knows it. Made by main, never by the page. */
export interface Caller {
  readonly audience: Audience;
  /** Set for mini-programs and their service workers. */
  readonly appId: string | null;
  /** The only origin this caller's top frame may have: `mp://<host>` or `larder://launcher`. */
  readonly origin: string;
  /** `webContents.id` of the window the message came from; -1 for service workers. */
  readonly windowId: number;
  /** Set for service workers: which version of which worker it is. */
  readonly versionId?: number;
}

/** The page of a window, or one version of a worker: what is open for it goes when it is gone. */
export function ownerOf({ appId, windowId, versionId }: Pick<Caller, 'appId' | 'windowId' | 'versionId'>): string {
  return versionId === undefined ? `window/${windowId}` : `worker/${appId}/${versionId}`;
}
