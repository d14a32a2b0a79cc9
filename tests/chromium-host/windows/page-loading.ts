/** Loads of one page: the one the product waits for, and which navigations the page makes of its own will. */
import type { CdpSession } from '../chromium/cdp-connection.ts';
import { netErrorOf, type NetError } from '../network/net-errors.ts';
import { createEvent } from '../electron/strictness.ts';
import type { PausedRequest } from '../network/web-request.ts';
import type { HostFrame } from './web-frame-main.ts';

interface Load {
  readonly url: string;
  /** What was there when it began. */
  readonly replaces: string | undefined;
  resolve(): void;
  reject(error: Error): void;
}

export interface PageLoadingOptions {
  emit(name: string, ...args: unknown[]): void;
  frame(): HostFrame | null;
  netError(url: string, errorText: string): NetError;
  isDestroyed(): boolean;
}

/** For a navigation that never becomes a document. */
const REVIVAL_MS = 2000;

export interface LoadRequest {
  readonly url: string;
  /** As Chromium is asked for it. */
  readonly target: string;
  readonly attached: Promise<CdpSession>;
  prepare(session: CdpSession): Promise<unknown>;
}

export class PageLoading {
  readonly #options: PageLoadingOptions;
  #isLoading = false;
  #load: Load | null = null;
  #committed: { readonly loaderId: string; readonly hasFailed: boolean } | null = null;
  /** What the product asked for: its documents do not raise `will-navigate`. */
  #expected: { readonly url: string; isAnswered: boolean; isSeen: boolean }[] = [];
  #expectsAny = false;
  /** After a crash: until the next document is there. */
  #revival: { readonly isOver: Promise<void>; end(): void } | null = null;
  #hasCrashed = false;
  #unshownFailure: { readonly loaderId: string; tell(): void } | null = null;

  constructor(options: PageLoadingOptions) {
    this.#options = options;
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** The product waits for a load. */
  get isAwaited(): boolean {
    return this.#load !== null;
  }

  async load({ url, target, attached, prepare }: LoadRequest): Promise<void> {
    this.reject(netErrorOf('ERR_ABORTED'));
    const finished = new Promise<void>((resolve, reject) => {
      this.#load = { resolve, reject, url, replaces: this.#committed?.loaderId };
    });
    finished.catch(() => {});
    const load = this.#load;
    const isOver = (): boolean => this.#load !== load || this.#options.isDestroyed();
    const session = await attached;
    if (isOver()) return finished;
    this.start();
    await prepare(session);
    // A later load may have been quicker up to here: the last one asked for wins.
    if (isOver()) return finished;
    // Chromium's next process crashes, too, when its first navigation gives way to a second.
    if (this.#revival) await this.#revival.isOver;
    if (isOver()) return finished;
    if (this.#hasCrashed) this.#beginRevival();
    const own = { url: withoutHash(target), isAnswered: false, isSeen: false };
    this.#expected.push(own);
    const { errorText, loaderId, isDownload } = (await session.send('Page.navigate', { url: target })) as {
      errorText?: string;
      loaderId?: string;
      isDownload?: boolean;
    };
    // One that a later load has aborted may be answered before its request is shown: it stays until the next document.
    own.isAnswered = true;
    if (own.isSeen || errorText !== 'net::ERR_ABORTED') this.#expected = this.#expected.filter((one) => one !== own);
    // lib/browser/api/web-contents.ts, _awaitNextLoad: it stops loading, and no event says that it failed.
    if (isDownload && this.#load === load) {
      this.#stop();
      this.reject(netErrorOf('ERR_FAILED'));
    } else if (errorText && this.#load === load)
      this.#failOnceShown(url, this.#options.netError(url, errorText), loaderId);
    // A navigation within the same document has no load event.
    else if (!loaderId && this.#load === load) this.#finish(true);
    return finished;
  }

  /** The page's process is gone. */
  crashed(): void {
    this.#revival?.end();
    this.#hasCrashed = true;
  }

  #beginRevival(): void {
    this.#hasCrashed = false;
    let resolve = (): void => {};
    const isOver = new Promise<void>((resolved) => (resolve = resolved));
    const timer = setTimeout(() => revival.end(), REVIVAL_MS);
    const revival = {
      isOver,
      end: () => {
        clearTimeout(timer);
        if (this.#revival === revival) this.#revival = null;
        resolve();
      },
    };
    this.#revival = revival;
  }

  /** The next navigation is the product's. */
  expectAny(): void {
    this.#expectsAny = true;
  }

  mayNavigate(paused: PausedRequest, url: string): boolean {
    if (paused.redirectedRequestId) {
      const event = createEvent({ url, isSameDocument: false, isMainFrame: true, frame: this.#options.frame() });
      this.#options.emit('will-redirect', event, url, false, true, 1, 1);
      return !event.defaultPrevented;
    }
    const asked = withoutHash(paused.request.url);
    const own = this.#expected.find((one) => one.url === asked && !one.isSeen);
    if (own) own.isSeen = true;
    // The same document may be asked for again, as long as its load is under way.
    const isExpected = this.#expectsAny || own !== undefined || this.#expected.some((one) => one.url === asked);
    this.#expectsAny = false;
    return isExpected || this.asksToNavigate(url);
  }

  /** False: the product prevents it. */
  asksToNavigate(url: string): boolean {
    const frame = this.#options.frame();
    const details = { url, isSameDocument: false, isMainFrame: true, frame, initiator: frame };
    const event = createEvent(details);
    this.#options.emit('will-navigate', event, url, false, true, 1, 1);
    const frameEvent = createEvent(details);
    this.#options.emit('will-frame-navigate', frameEvent);
    return !event.defaultPrevented && !frameEvent.defaultPrevented;
  }

  start(): void {
    if (this.#isLoading) return;
    this.#isLoading = true;
    this.#options.emit('did-start-loading');
  }

  /** A document has replaced the one before. */
  commit(url: string, loaderId: string, hasFailed: boolean): void {
    this.#committed = { loaderId, hasFailed };
    this.#revival?.end();
    this.#expected = this.#expected.filter(({ isAnswered }) => !isAnswered);
    const awaited = this.#unshownFailure;
    this.#unshownFailure = null;
    if (awaited?.loaderId === loaderId) awaited.tell();
    else if (hasFailed && !this.#load) this.#fail(url, this.#options.netError(url, 'ERR_FAILED'), false);
  }

  /** The page that shows an error finishes, too (electron#5128); what was loaded has failed by then. */
  documentLoaded(loaderId: string): void {
    if (loaderId !== this.#committed?.loaderId) return;
    if (!this.#committed.hasFailed) return this.#finish(false);
    // An event of its own in Electron: whoever waited for the load hears first that it has failed.
    setImmediate(() => {
      if (!this.#options.isDestroyed()) this.#options.emit('did-finish-load', createEvent({}));
    });
  }

  reject({ code, description }: NetError): void {
    const load = this.#load;
    this.#load = null;
    load?.reject(
      Object.assign(new Error(`${description} (${code}) loading '${load.url}'`), {
        code: description,
        errno: code,
        url: load.url,
      }),
    );
  }

  #finish(isSameDocument: boolean): void {
    // The page before may finish while the next one is asked for already.
    const load = this.#load?.replaces === this.#committed?.loaderId && !isSameDocument ? null : this.#load;
    if (load) this.#load = null;
    this.#options.emit('did-finish-load', createEvent({}));
    this.#stop();
    load?.resolve();
  }

  #fail(url: string, error: NetError, rejects: boolean): void {
    this.#options.emit('did-fail-load', createEvent({}), error.code, error.description, url, true, 1, 1);
    this.#stop();
    if (rejects) this.reject(error);
  }

  /** `did-fail-load` comes when Chromium's page about it is there: `getURL()` answers the address that failed. */
  #failOnceShown(url: string, error: NetError, loaderId: string | undefined): void {
    const load = this.#load;
    const tell = (): void => {
      if (this.#load === load) this.#fail(url, error, true);
    };
    const isShown =
      loaderId === undefined || error.description === 'ERR_ABORTED' || this.#committed?.loaderId === loaderId;
    if (isShown) tell();
    else this.#unshownFailure = { loaderId, tell };
  }

  #stop(): void {
    if (!this.#isLoading) return;
    this.#isLoading = false;
    this.#options.emit('did-stop-loading');
  }
}

function withoutHash(url: string): string {
  return url.split('#')[0] ?? url;
}
