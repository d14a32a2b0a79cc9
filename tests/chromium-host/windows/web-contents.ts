/** `webContents`: navigation, IPC and events of one page. */
import { randomBytes } from 'node:crypto';
import type Electron from 'electron';
import type { CdpResult, CdpSession } from '../chromium/cdp-connection.ts';
import { HostDebugger, type DebuggerSession } from './debugger.ts';
import { createArrivingBytes } from '../bridge/arriving-bytes.ts';
import type { PageMessage } from '../bridge/bridge-shim.ts';
import { createCodec } from '../bridge/codec.ts';
import { ContentsControls, watchContextMenu } from './contents-controls.ts';
import { evaluateInPage } from '../chromium/evaluate-in-page.ts';
import { emitMessage, HostIpcMain, invokeHandler } from '../bridge/ipc-main.ts';
import type { HostMessage } from '../bridge/ipc-renderer.ts';
import { deliverMessage } from '../bridge/message-delivery.ts';
import { netErrorByCode, netErrorOf, type NetError } from '../network/net-errors.ts';
import { AUTO_ATTACH_CHILDREN } from './children.ts';
import { PageDocuments } from './page-documents.ts';
import { consoleMessageOf, watchPage } from './page-events.ts';
import { PageHistory } from './page-history.ts';
import { PageLoading } from './page-loading.ts';
import { PageScripts } from './page-scripts.ts';
import type { SchemeTranslation } from '../network/scheme-translation.ts';
import type { HostSession } from '../sessions/session.ts';
import { createEvent, strictClass } from '../electron/strictness.ts';
import type { AttachedTarget } from '../chromium/targets.ts';
import { interceptRequests } from '../network/web-request.ts';
import { HostFrame } from './web-frame-main.ts';

type WindowOpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

export interface WebContentsServices {
  readonly translation: SchemeTranslation;
  readonly ipcMain: HostIpcMain;
  /** Why the last request for a URL of a custom scheme failed. */
  failureOf(url: string): number | undefined;
  /** The HTTP status that a navigation to a URL of a custom scheme was answered with, once; 200 where a service worker answers. */
  takeStatusOf(url: string): number;
  /** Sets what `origin` may do, before its first document runs. */
  applyPermissions(session: HostSession, contents: HostWebContents, url: string): Promise<void>;
  processInformation(): Record<string, unknown>;
  /** Where long messages to pages lie until they are read. */
  messageFolder(): string;
  /** One more session with a page. */
  attachBeside(targetId: string): Promise<DebuggerSession>;
  /** Opens the window that a page asked for and the product allowed. */
  openAllowedWindow(
    opener: HostWebContents,
    url: string,
    options: Electron.BrowserWindowConstructorOptions | undefined,
  ): void;
}

export interface WebContentsOptions {
  readonly session: HostSession;
  readonly preload: string | undefined;
  readonly additionalArguments: readonly string[];
  readonly devTools?: boolean | undefined;
}

const codec = createCodec();
let nextId = 0;

/** docs/api/web-contents.md */
export class HostWebContents extends ContentsControls {
  readonly id: number;
  readonly hostSession: HostSession;
  readonly ipc = new HostIpcMain();
  readonly #services: WebContentsServices;
  readonly #options: WebContentsOptions;
  readonly #binding = `__larder_${randomBytes(12).toString('hex')}`;
  readonly #token = randomBytes(12).toString('hex');
  readonly #documents: PageDocuments;
  readonly #loading: PageLoading;
  readonly #scripts = new PageScripts((path, error) => this.emit('preload-error', createEvent({}), path, error));
  readonly #history: PageHistory;
  readonly #debugger = new HostDebugger(async () => {
    await this.#attached;
    return this.#services.attachBeside(this.targetId ?? '');
  });
  #target: AttachedTarget | null = null;
  #attached: Promise<CdpSession>;
  #resolveAttached: (session: CdpSession) => void = () => {};
  #url = '';
  #title = '';
  #destroyed = false;
  #windowOpenHandler: WindowOpenHandler | null = null;

  constructor(services: WebContentsServices, options: WebContentsOptions) {
    super({ devTools: options.devTools ?? true });
    this.id = nextId += 1;
    this.#services = services;
    this.#options = options;
    this.hostSession = options.session;
    options.session.hasRenderer = true;
    this.#attached = new Promise((resolve) => {
      this.#resolveAttached = resolve;
    });
    this.#documents = new PageDocuments({
      translation: services.translation,
      send: (channel, ...args) => this.send(channel, ...args),
      onMessage: (message, frame) => this.#onPageMessage(message, frame),
    });
    this.#loading = new PageLoading({
      emit: (name, ...args) => void this.emit(name, ...args),
      frame: () => this.#documents.frame,
      netError: (url, errorText) => this.#netError(url, errorText),
      isDestroyed: () => this.#destroyed,
    });
    this.on('render-process-gone', () => this.#loading.crashed());
    this.#history = new PageHistory(this.#attached, () => this.#loading.expectAny());
  }

  protected override get attached(): Promise<CdpSession> {
    return this.#attached;
  }

  get session(): Electron.Session {
    return this.hostSession as unknown as Electron.Session;
  }

  get navigationHistory(): Omit<PageHistory, 'refresh'> {
    return this.#history;
  }

  get debugger(): HostDebugger {
    return this.#debugger;
  }

  get mainFrame(): HostFrame {
    return this.#documents.frame ?? new HostFrame('', { url: this.#url, origin: 'null' }, () => {});
  }

  /** Chromium's id of the page, once there is one. */
  get targetId(): string | undefined {
    return this.#target?.info.targetId;
  }

  /** For the host: the attached page. */
  get cdpSession(): CdpSession | undefined {
    return this.#target && !this.#target.session.isDetached ? this.#target.session : undefined;
  }

  getURL(): string {
    return this.#url;
  }

  getTitle(): string {
    return this.#title || this.#url;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  isLoading(): boolean {
    return this.#loading.isLoading;
  }

  isCrashed(): boolean {
    return false;
  }

  getOSProcessId(): number {
    return process.pid;
  }

  getUserAgent(): string {
    return this.hostSession.getUserAgent();
  }

  /** Chromium is started with the one policy there is: it cannot be changed for a single page. */
  setWebRTCIPHandlingPolicy(policy: string): void {
    if (policy !== 'disable_non_proxied_udp')
      throw new Error(`webContents.setWebRTCIPHandlingPolicy("${policy}") is not provided by the Chromium host`);
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#windowOpenHandler = handler;
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    let encoded: unknown[];
    try {
      encoded = codec.encode(args);
    } catch {
      throw new Error('Failed to serialize arguments');
    }
    this.#deliver({ t: 'message', channel, args: encoded });
  }

  /** docs: resolves when the page has finished loading, rejects when it fails. */
  async loadURL(url: string): Promise<void> {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    return this.#loading.load({
      url,
      target: this.#services.translation.toChromium(url),
      attached: this.#attached,
      prepare: (session) =>
        Promise.all([this.#registerScripts(session), this.#services.applyPermissions(this.hostSession, this, url)]),
    });
  }

  reload(): void {
    this.#reload({});
  }

  /** shell/browser/api/electron_api_web_contents.cc: ReloadType::BYPASSING_CACHE, past service workers too. */
  reloadIgnoringCache(): void {
    this.#reload({ ignoreCache: true });
  }

  executeJavaScript(code: string, userGesture = false): Promise<unknown> {
    return this.#attached.then((session) => evaluateInPage(session, code, userGesture));
  }

  stop(): void {
    void this.#attached.then((session) => session.post('Page.stopLoading'));
  }

  focus(): void {
    void this.#attached.then((session) => session.sendToActivePage('Page.bringToFront'));
  }

  close(): void {
    this.emit('host-close');
  }

  /** For the host: the page exists in Chromium and waits. Resolves when it runs. */
  async attach(target: AttachedTarget): Promise<void> {
    const { session } = target;
    this.#target = target;
    this.#listen(session);
    const commands: Promise<unknown>[] = [
      session.send('Page.enable'),
      session.send('Runtime.enable'),
      session.send('Log.enable'),
      session.send('Inspector.enable'),
      session.send('Page.setLifecycleEventsEnabled', { enabled: true }),
      session.send('Runtime.addBinding', { name: this.#binding }),
      this.#registerScripts(session),
      interceptRequests(session, {
        translation: this.#services.translation,
        sessionId: this.hostSession.hostId,
        webRequest: this.hostSession.webRequest,
        reaches: (url) => this.hostSession.reaches(url),
        describe: (paused) => ({
          isMainFrame: paused.resourceType === 'Document' && paused.frameId === target.info.targetId,
          webContentsId: this.id,
          webContents: this,
          frame: this.#documents.frame,
        }),
        mayNavigate: (paused, url) => this.#loading.mayNavigate(paused, url),
      }),
      session.send('Target.setAutoAttach', AUTO_ATTACH_CHILDREN),
      watchContextMenu(session, this.#services.translation, (menu) =>
        this.emit('context-menu', createEvent({}), { ...menu, pageURL: this.#url }),
      ),
    ];
    session.post('Runtime.runIfWaitingForDebugger');
    await Promise.all(commands);
    this.#resolveAttached(session);
  }

  #reload(how: { ignoreCache?: true }): void {
    this.#loading.expectAny();
    void Promise.all([this.#attached, this.ended]).then(([session]) =>
      session.sendToActivePage('Page.reload', { ...how }),
    );
  }

  #setTitle(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    this.emit('page-title-updated', createEvent({}), this.#title, true);
  }

  /** For the host: the page is gone. */
  markDestroyed(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#documents.leave();
    this.#loading.reject(netErrorOf('ERR_ABORTED'));
    this.emit('destroyed');
  }

  /** For the host: a page asks for a window. */
  requestWindow(
    url: string,
    frameName: string,
    features: string,
    disposition: Electron.HandlerDetails['disposition'],
  ): void {
    if (this.#destroyed) return;
    const details = {
      url: this.#services.translation.fromChromium(url),
      frameName,
      features,
      disposition,
      referrer: { url: '', policy: 'default' as const },
    };
    const response = this.#windowOpenHandler ? this.#windowOpenHandler(details) : { action: 'allow' as const };
    if (response.action === 'allow')
      this.#services.openAllowedWindow(
        this,
        details.url,
        'overrideBrowserWindowOptions' in response ? response.overrideBrowserWindowOptions : undefined,
      );
  }

  get asksWindowOpenHandler(): boolean {
    return this.#windowOpenHandler !== null;
  }

  #registerScripts(session: CdpSession): Promise<void> {
    const frameScripts = this.hostSession.getPreloadScripts().filter(({ type }) => type === 'frame');
    const config = {
      binding: this.#binding,
      token: this.#token,
      schemes: this.#services.translation.schemes
        .filter(({ privileges }) => privileges?.standard)
        .map(({ scheme }) => scheme),
      asksWindowOpenHandler: this.#windowOpenHandler !== null,
      process: {
        ...this.#services.processInformation(),
        argv: [process.execPath, ...this.#options.additionalArguments],
      },
    };
    return this.#scripts.register(session, config, [
      ...frameScripts.map(({ filePath }) => filePath),
      ...(this.#options.preload ? [this.#options.preload] : []),
    ]);
  }

  #listen(session: CdpSession): void {
    const { translation } = this.#services;
    const arriving = createArrivingBytes();
    watchPage(session, this.#target?.info.targetId, {
      onContext: (context) => this.#documents.addContext(...context),
      onContextGone: (uniqueId) => this.#documents.dropContext(uniqueId),
      onConsole: (event) => this.#onConsole(event),
      onLogged: ({ level, message, lineNumber, url }) => {
        const details = { level, message, lineNumber, sourceId: translation.fromChromium(url) };
        this.emit('console-message', createEvent({ ...details, frame: this.#documents.frame }));
      },
      onBinding: (name, payload) => {
        if (name !== this.#binding || this.#destroyed) return;
        const message = arriving.take(JSON.parse(payload) as PageMessage);
        if (message) this.#documents.receive(message);
      },
      onNavigated: (frame) => this.#onNavigated(frame),
      onNavigatedInPage: (url) => {
        this.#setUrl(translation.fromChromium(url));
        const seen = this.#url;
        // Electron's own history is up to date by then.
        void this.#history.refresh().then(() => this.emit('did-navigate-in-page', createEvent({}), seen, true, 1, 1));
      },
      onLoading: () => this.#loading.start(),
      onDocumentLoaded: (loaderId) => this.#loading.documentLoaded(loaderId),
      onWindowOpen: (open) => {
        this.#lastOpen = open;
      },
      emit: (name, ...args) => void this.emit(name, ...args),
      fromChromium: (url) => translation.fromChromium(url),
    });
  }

  /** What the last opened window asked for; the target that follows knows no name or features. */
  #lastOpen = { url: '', frameName: '', features: '' };

  get lastOpen(): { url: string; frameName: string; features: string } {
    return this.#lastOpen;
  }

  #onConsole(event: CdpResult): void {
    const { args, executionContextId } = event as {
      args: { value?: unknown; objectId?: string }[];
      executionContextId: number;
    };
    if (args[0]?.value === this.#token) {
      this.#documents.enter(
        executionContextId,
        { receiver: args[1]?.objectId ?? '', inbox: args[4]?.objectId },
        String(args[2]?.value ?? ''),
        String(args[3]?.value ?? ''),
      );
      return;
    }
    this.emit(
      'console-message',
      createEvent({
        ...consoleMessageOf(event, (url) => this.#services.translation.fromChromium(url)),
        frame: this.#documents.frame,
      }),
    );
  }

  #setUrl(url: string): void {
    this.#url = url;
    this.#documents.setUrl(url);
  }

  #onPageMessage(message: PageMessage, frame: HostFrame | null): void {
    const { ipcMain } = this.#services;
    const targets = [this.ipc, ipcMain];
    const reply = (channel: string, ...args: unknown[]): void => this.send(channel, ...args);
    // docs: senderFrame is null when the frame is gone by the time it is read.
    const event = createEvent({
      type: 'frame' as const,
      sender: this,
      processId: 1,
      frameId: frame?.routingId ?? 0,
      frameTreeNodeId: 1,
      reply,
    });
    Object.defineProperty(event, 'senderFrame', {
      get: () => (frame && !frame.isDestroyed() ? frame : null),
      enumerable: true,
    });
    switch (message.t) {
      case 'invoke':
        void invokeHandler(targets, codec, message.channel, event, message.args).then((answer) => {
          if (this.#documents.current?.id === message.document)
            this.#deliver({ t: 'reply', id: message.id, ...answer });
        });
        return;
      case 'send':
        emitMessage(targets, codec, message.channel, Object.assign(event, { ports: [] }), message.args);
        return;
      case 'open':
        this.requestWindow(
          message.url,
          message.frameName === '_blank' ? '' : message.frameName,
          message.features,
          'foreground-tab',
        );
        return;
      case 'navigate': {
        const url = this.#services.translation.fromChromium(message.url);
        // Another program's links have nowhere to go here; `about:`, `blob:` and `data:` do.
        if (this.#loading.asksToNavigate(url) && /^(?:about|blob|data):/.test(url))
          this.#target?.session.post('Page.navigate', { url: message.url });
        return;
      }
      case 'title':
        if (frame) this.#setTitle(message.title);
        return;
      case 'close':
        this.close();
        return;
      case 'preload-error':
        this.emit('preload-error', createEvent({}), this.#options.preload, new Error(message.message));
        return;
    }
  }

  #deliver(message: HostMessage): void {
    const document = this.#documents.current;
    const session = this.#target?.session;
    // docs: a message for a page that is not there is lost.
    if (!document || !session) return;
    deliverMessage(session, document.takes, message, this.#services.messageFolder());
  }

  #onNavigated(frame: { url: string; loaderId: string; urlFragment?: string; unreachableUrl?: string }): void {
    const url = this.#services.translation.fromChromium(frame.unreachableUrl ?? frame.url + (frame.urlFragment ?? ''));
    if (url === 'about:blank' && this.#url === '' && !this.#loading.isAwaited) return;
    this.#setUrl(url);
    this.#title = '';
    void this.#history.refresh();
    this.#loading.commit(url, frame.loaderId, frame.unreachableUrl !== undefined);
    if (frame.unreachableUrl) return;
    const status = this.#services.takeStatusOf(url);
    this.emit('did-navigate', createEvent({}), url, status, '');
    this.emit('did-frame-navigate', createEvent({}), url, status, '', true, 1, 1);
  }

  #netError(url: string, errorText: string): NetError {
    const recorded = this.#services.translation.isCustom(url) ? this.#services.failureOf(url) : undefined;
    return recorded === undefined ? netErrorOf(errorText) : netErrorByCode(recorded);
  }
}
strictClass(HostWebContents, 'webContents');
