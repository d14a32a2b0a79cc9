/** Gives every target its session before it runs: windows, pop-ups, frames, workers. */
import type { CdpConnection, CdpSession } from './cdp-connection.ts';

export interface TargetInfo {
  readonly targetId: string;
  readonly type: string;
  readonly url: string;
  readonly title?: string;
  readonly openerId?: string;
}

export interface AttachedTarget {
  readonly info: TargetInfo;
  readonly session: CdpSession;
}

export interface TargetListeners {
  /** A page that a page opened; it waits until `Runtime.runIfWaitingForDebugger`. */
  onPopup(target: AttachedTarget): void;
  /** A service or shared worker; it waits likewise. */
  onWorker(target: AttachedTarget): void;
}

export interface Targets {
  /** Opens a window; it waits until `Runtime.runIfWaitingForDebugger`. */
  createPage(size: { width?: number; height?: number; hidden?: boolean }): Promise<AttachedTarget>;
}

const ATTACH_FILTER = [{ type: 'page' }, { type: 'service_worker' }, { type: 'shared_worker' }, { exclude: true }];

export async function createTargets(connection: CdpConnection, listeners: TargetListeners): Promise<Targets> {
  const { browser } = connection;
  const unclaimed = new Map<string, AttachedTarget>();
  const waiting = new Map<string, (target: AttachedTarget) => void>();
  let creating = 0;

  // A page that nobody here asked for belongs to another client of the same browser.
  const releaseUnclaimed = (): void => {
    if (creating > 0) return;
    for (const { session } of unclaimed.values()) session.post('Runtime.runIfWaitingForDebugger');
    unclaimed.clear();
  };

  browser.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const session = connection.session(sessionId);
    if (!session) return;
    const target: AttachedTarget = { info: targetInfo, session };
    const { targetId, type, openerId } = target.info;
    if (type !== 'page') listeners.onWorker(target);
    else if (openerId) listeners.onPopup(target);
    else if (waiting.has(targetId)) {
      waiting.get(targetId)?.(target);
      waiting.delete(targetId);
    } else {
      unclaimed.set(targetId, target);
      releaseUnclaimed();
    }
  });
  await browser.send('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
    filter: ATTACH_FILTER,
  });

  return {
    async createPage({ width, height, hidden }) {
      creating += 1;
      try {
        const { targetId } = (await browser.send('Target.createTarget', {
          url: 'about:blank',
          newWindow: true,
          ...(width && height ? { width, height } : {}),
          ...(hidden ? { windowState: 'minimized' } : {}),
        })) as { targetId: string };
        const attached = unclaimed.get(targetId);
        unclaimed.delete(targetId);
        return attached ?? (await new Promise<AttachedTarget>((resolve) => waiting.set(targetId, resolve)));
      } finally {
        creating -= 1;
        releaseUnclaimed();
      }
    },
  };
}
