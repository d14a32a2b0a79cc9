/** The frames and workers of a page that are targets of their own: their requests are intercepted, theirs in turn too. */
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { AttachedTarget } from '../chromium/targets.ts';
import type { SchemeTranslation } from '../network/scheme-translation.ts';
import { interceptRequests } from '../network/web-request.ts';
import type { HostWebContents } from './web-contents.ts';

export interface ChildAttacherDependencies {
  readonly translation: SchemeTranslation;
  sessionById(sessionId: string): Promise<CdpSession | undefined>;
}

/**
 * Service workers belong to no page: they are attached once, to the browser. Whoever lets one go that waits for
 * its preload lets it go for all.
 */
export const AUTO_ATTACH_CHILDREN = {
  autoAttach: true,
  waitForDebuggerOnStart: true,
  flatten: true,
  filter: [{ type: 'service_worker', exclude: true }, {}],
};

type AttachChild = (contents: HostWebContents, sessionId: string, info: AttachedTarget['info']) => Promise<void>;

export function createChildAttacher({ translation, sessionById }: ChildAttacherDependencies): AttachChild {
  const attachChild: AttachChild = async (contents, sessionId, info) => {
    const session = await sessionById(sessionId);
    if (!session) return;
    await Promise.all([
      interceptRequests(session, {
        translation,
        sessionId: contents.hostSession.hostId,
        webRequest: contents.hostSession.webRequest,
        reaches: (url) => contents.hostSession.reaches(url),
        isWorker: info.type !== 'iframe',
        describe: () => ({ isMainFrame: false, webContentsId: contents.id, webContents: contents, frame: null }),
      }).catch(() => {}),
      session.send('Target.setAutoAttach', AUTO_ATTACH_CHILDREN).catch(() => {}),
    ]);
    session.on('Target.attachedToTarget', (event) => void attachChild(contents, event.sessionId, event.targetInfo));
    session.post('Runtime.runIfWaitingForDebugger');
  };
  return attachChild;
}
