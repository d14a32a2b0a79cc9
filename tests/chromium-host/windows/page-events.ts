/** What Chromium tells of one page, as the events of `webContents` (docs/api/web-contents.md) or for who keeps its state. */
import type { CdpResult, CdpSession } from '../chromium/cdp-connection.ts';
import { createEvent } from '../electron/strictness.ts';

export interface NavigatedFrame {
  readonly url: string;
  readonly loaderId: string;
  readonly urlFragment?: string;
  readonly unreachableUrl?: string;
}

export interface PageWatcher {
  onContext(context: [id: number, described: { frameId: string; origin: string; uniqueId: string }]): void;
  onContextGone(uniqueId: string): void;
  onConsole(event: CdpResult): void;
  /** Chromium's own: an uncaught exception, a refusal. */
  onLogged(message: LoggedMessage): void;
  onBinding(name: string, payload: string): void;
  onNavigated(frame: NavigatedFrame): void;
  /** `url` as Chromium has it. */
  onNavigatedInPage(url: string): void;
  onLoading(): void;
  onDocumentLoaded(loaderId: string): void;
  onWindowOpen(open: { url: string; frameName: string; features: string }): void;
  emit(name: string, ...args: unknown[]): void;
  fromChromium(url: string): string;
}

/** Listens until the page is gone. `mainFrameId`: events of other frames are not the page's. */
export function watchPage(session: CdpSession, mainFrameId: string | undefined, page: PageWatcher): void {
  session.on('Runtime.executionContextCreated', ({ context }) => {
    if (context.auxData?.isDefault)
      page.onContext([
        context.id,
        { frameId: context.auxData.frameId, origin: context.origin, uniqueId: context.uniqueId },
      ]);
  });
  // `executionContextsCleared` of the process left behind may come after the new document: the
  // next document's handshake, not that event, ends the one before.
  session.on('Runtime.executionContextDestroyed', ({ executionContextUniqueId }) =>
    page.onContextGone(executionContextUniqueId),
  );
  session.on('Runtime.consoleAPICalled', (event) => page.onConsole(event));
  session.on('Runtime.exceptionThrown', (event) => page.onLogged(exceptionMessage(event)));
  session.on('Log.entryAdded', ({ entry }) => {
    page.onLogged(entryMessage(entry));
  });
  session.on('Runtime.bindingCalled', ({ name, payload }) => page.onBinding(name, payload));
  session.on('Page.frameNavigated', ({ frame }) => {
    if (frame.id === mainFrameId) page.onNavigated(frame);
  });
  session.on('Page.navigatedWithinDocument', ({ frameId, url }) => {
    if (frameId === mainFrameId) page.onNavigatedInPage(url);
  });
  session.on('Page.frameStartedNavigating', ({ frameId, url, navigationType }) => {
    const isSameDocument = navigationType === 'sameDocument';
    const details = {
      url: page.fromChromium(url),
      isMainFrame: frameId === mainFrameId,
      isSameDocument,
      isInPlace: isSameDocument,
    };
    page.emit('did-start-navigation', createEvent(details), details.url, isSameDocument, details.isMainFrame, 1, 1);
  });
  session.on('Page.frameStartedLoading', ({ frameId }) => {
    if (frameId === mainFrameId) page.onLoading();
  });
  session.on('Page.domContentEventFired', () => page.emit('dom-ready', createEvent({})));
  session.on('Page.lifecycleEvent', ({ frameId, name, loaderId }) => {
    if (frameId !== mainFrameId) return;
    if (name === 'firstContentfulPaint') page.emit('host-first-paint');
    if (name === 'load') page.onDocumentLoaded(loaderId as string);
  });
  session.on('Page.windowOpen', ({ url, windowName, windowFeatures }) =>
    page.onWindowOpen({
      url,
      frameName: windowName === '_blank' ? '' : windowName,
      features: (windowFeatures as string[]).join(','),
    }),
  );
  session.on('Page.javascriptDialogOpening', ({ type }) => {
    // Nobody could answer a dialog without a window; docs: a page that wants to stay does, silently,
    // unless `will-prevent-unload` is prevented.
    const event = createEvent({});
    if (type === 'beforeunload') page.emit('will-prevent-unload', event);
    session.post('Page.handleJavaScriptDialog', {
      accept: type === 'beforeunload' ? event.defaultPrevented : type === 'alert',
    });
  });
  session.on('Inspector.targetCrashed', () =>
    page.emit('render-process-gone', createEvent({}), { reason: 'crashed', exitCode: 5 }),
  );
  session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) =>
    page.emit('host-child', { sessionId, info: targetInfo }),
  );
}

export interface LoggedMessage {
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly message: string;
  readonly lineNumber: number;
  /** As Chromium has it. */
  readonly url: string;
}

/** docs: what the console shows of an uncaught exception, line numbers from 1. */
export function exceptionMessage(event: CdpResult): LoggedMessage {
  const { text, exception, lineNumber, url } = event.exceptionDetails as {
    text: string;
    exception?: { description?: string; value?: unknown };
    lineNumber: number;
    url?: string;
  };
  const [what = ''] = String(exception?.description ?? exception?.value ?? '').split('\n');
  return { level: 'error', message: `${text} ${what}`.trim(), lineNumber: lineNumber + 1, url: url ?? '' };
}

function entryMessage(entry: { level: string; text: string; lineNumber?: number; url?: string }): LoggedMessage {
  const { level, text, lineNumber = -1, url = '' } = entry;
  const known = level === 'error' || level === 'warning' || level === 'info' ? level : 'debug';
  return { level: known, message: text, lineNumber: lineNumber + 1, url };
}

/** The details of `console-message` without its frame. */
export function consoleMessageOf(event: CdpResult, fromChromium: (url: string) => string): Record<string, unknown> {
  const { type, args } = event as { type: string; args: { value?: unknown; description?: string }[] };
  const frame = event.stackTrace?.callFrames?.[0];
  return {
    level: type === 'error' ? 'error' : type === 'warning' ? 'warning' : type === 'debug' ? 'debug' : 'info',
    message: args.map((argument) => String(argument.value ?? argument.description ?? '')).join(' '),
    lineNumber: frame ? frame.lineNumber + 1 : 0,
    sourceId: fromChromium(frame?.url ?? ''),
  };
}
