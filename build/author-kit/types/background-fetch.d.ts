/**
 * The Background Fetch API (https://wicg.github.io/background-fetch/), which TypeScript's own
 * libraries lack. Put this file into your project; no import is needed. Works with the `DOM` and
 * with the `WebWorker` library.
 */

interface BackgroundFetchIcon {
  src: string;
  sizes?: string;
  type?: string;
  label?: string;
}

interface BackgroundFetchUIOptions {
  title?: string;
  icons?: BackgroundFetchIcon[];
}

interface BackgroundFetchOptions extends BackgroundFetchUIOptions {
  /** Bytes of all responses together; more is a failure. 0: not known. */
  downloadTotal?: number;
}

type BackgroundFetchRequest = Request | string | URL;

/**
 * `registration.backgroundFetch`, in pages and in service workers.
 * @example
 * const { backgroundFetch } = await navigator.serviceWorker.ready;
 * await backgroundFetch.fetch('episode-7', ['/episode-7.mp3', '/cover.png'], { title: 'Episode 7' });
 */
interface BackgroundFetchManager {
  fetch(id: string, requests: BackgroundFetchRequest | Iterable<BackgroundFetchRequest>, options?: BackgroundFetchOptions): Promise<BackgroundFetchRegistration>;
  /** The fetch with this id that is under way. */
  get(id: string): Promise<BackgroundFetchRegistration | undefined>;
  getIds(): Promise<string[]>;
}

type BackgroundFetchResult = '' | 'success' | 'failure';
type BackgroundFetchFailureReason = '' | 'aborted' | 'bad-status' | 'fetch-error' | 'quota-exceeded' | 'download-total-exceeded';

interface BackgroundFetchRegistration extends EventTarget {
  readonly id: string;
  /** Bytes. */
  readonly uploadTotal: number;
  readonly uploaded: number;
  /** As given to `fetch()`; 0: not known. */
  readonly downloadTotal: number;
  readonly downloaded: number;
  readonly result: BackgroundFetchResult;
  readonly failureReason: BackgroundFetchFailureReason;
  /** False once the last event about it has been handled. */
  readonly recordsAvailable: boolean;
  onprogress: ((this: BackgroundFetchRegistration, event: Event) => unknown) | null;
  /** True when it was under way. */
  abort(): Promise<boolean>;
  match(request: BackgroundFetchRequest, options?: CacheQueryOptions): Promise<BackgroundFetchRecord | undefined>;
  matchAll(request?: BackgroundFetchRequest, options?: CacheQueryOptions): Promise<BackgroundFetchRecord[]>;
  addEventListener(type: 'progress', listener: (this: BackgroundFetchRegistration, event: Event) => unknown, options?: boolean | AddEventListenerOptions): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

interface BackgroundFetchRecord {
  readonly request: Request;
  readonly responseReady: Promise<Response>;
}

/** `backgroundfetchclick` and `backgroundfetchabort`. */
interface BackgroundFetchEvent extends Event {
  readonly registration: BackgroundFetchRegistration;
  /** Keeps the worker awake until `promise` has settled. */
  waitUntil(promise: Promise<unknown>): void;
}

/** `backgroundfetchsuccess` and `backgroundfetchfail`. */
interface BackgroundFetchUpdateUIEvent extends BackgroundFetchEvent {
  /** Once for each event. */
  updateUI(options?: BackgroundFetchUIOptions): Promise<void>;
}

interface ServiceWorkerRegistration {
  readonly backgroundFetch: BackgroundFetchManager;
}

/** With the `WebWorker` library: the events of `self`. */
interface ServiceWorkerGlobalScopeEventMap {
  backgroundfetchsuccess: BackgroundFetchUpdateUIEvent;
  backgroundfetchfail: BackgroundFetchUpdateUIEvent;
  backgroundfetchabort: BackgroundFetchEvent;
  backgroundfetchclick: BackgroundFetchEvent;
}

declare namespace Larder {
  /** With the `DOM` library, which knows no service worker: the part of its `self` that this API needs. */
  interface ServiceWorkerScope {
    readonly registration: ServiceWorkerRegistration;
    readonly clients: {
      claim(): Promise<void>;
      openWindow(url: string | URL): Promise<object | null>;
    };
    skipWaiting(): Promise<void>;
    addEventListener<Type extends keyof ServiceWorkerGlobalScopeEventMap>(type: Type, listener: (event: ServiceWorkerGlobalScopeEventMap[Type]) => unknown): void;
    addEventListener(type: 'install' | 'activate', listener: (event: Event & { waitUntil(promise: Promise<unknown>): void }) => unknown): void;
  }
}
