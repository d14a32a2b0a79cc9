/** The words of the WICG Background Fetch draft as data: requests, registrations, records, events. */

/** Name and value, in the order of the request or response; names are lower-case. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** https://wicg.github.io/background-fetch/#enumdef-backgroundfetchresult */
export type BackgroundFetchResult = '' | 'success' | 'failure';

/** https://wicg.github.io/background-fetch/#enumdef-backgroundfetchfailurereason */
export const FAILURE_REASONS = [
  'aborted',
  'bad-status',
  'fetch-error',
  'quota-exceeded',
  'download-total-exceeded',
] as const;
export type FailureReason = (typeof FAILURE_REASONS)[number];
export type BackgroundFetchFailureReason = '' | FailureReason;

/** Why a fetch failed, beside the reason that its page learns. */
export interface FetchFailure {
  /** Of the first record that failed: host and port. */
  readonly host: string;
  /** The request was never sent: its mini-program may not ask that host, or not like that. */
  readonly isRefused: boolean;
}

/** How one record ended; `''` while it has not. */
export type RecordResult = '' | 'success' | FailureReason;

/** A body that lies in a file of its own already; the fetch takes the file. */
export interface StagedBody {
  readonly file: string;
  readonly bytes: number;
}

/** What a page's `Request` carries. */
export interface BackgroundFetchRequest {
  /** Absolute; a fragment is kept for `request.url` and not sent. */
  readonly url: string;
  readonly method: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array | StagedBody | null;
  readonly mode: string;
  readonly redirect: 'follow' | 'error' | 'manual';
  /** Subresource Integrity metadata; `''` for none. */
  readonly integrity: string;
  readonly cache: string;
  /** None are ever sent; "include" makes the answer's CORS check stricter. */
  readonly credentials?: 'omit' | 'same-origin' | 'include' | undefined;
  /** A policy in the page's own markup forbids it: its record fails. */
  readonly isBlocked?: boolean | undefined;
}

export function bodyBytesOf(body: BackgroundFetchRequest['body']): number | null {
  return body instanceof Uint8Array ? body.byteLength : (body?.bytes ?? null);
}

/** A request as it is kept: its body is a file of its own. */
export interface StoredRequest extends Omit<BackgroundFetchRequest, 'body'> {
  /** `null`: no body. */
  readonly bodyBytes: number | null;
}

export interface ImageResource {
  readonly src: string;
  readonly sizes?: string | undefined;
  readonly type?: string | undefined;
  readonly label?: string | undefined;
}

export interface BackgroundFetchOptions {
  readonly title: string;
  readonly icons: readonly ImageResource[];
  /** Bytes; 0 is "not known". */
  readonly downloadTotal: number;
}

export interface NewBackgroundFetch {
  /** The developer's id. */
  readonly id: string;
  /** Scope URL of the service worker registration it belongs to. */
  readonly scope: string;
  readonly requests: readonly BackgroundFetchRequest[];
  readonly options: BackgroundFetchOptions;
}

/** The synchronous attributes of a `BackgroundFetchRegistration`, all bytes. */
export interface RegistrationSnapshot {
  /** Unique for all time; two fetches with the same `id` differ in it. */
  readonly uuid: string;
  readonly id: string;
  readonly scope: string;
  readonly uploadTotal: number;
  readonly uploaded: number;
  readonly downloadTotal: number;
  readonly downloaded: number;
  readonly result: BackgroundFetchResult;
  readonly failureReason: BackgroundFetchFailureReason;
  readonly recordsAvailable: boolean;
}

/** The exception that `fetch()` rejects with. */
export type RegisterError =
  | { readonly name: 'TypeError'; readonly message: string }
  | { readonly name: 'QuotaExceededError'; readonly message: string }
  | { readonly name: 'NotAllowedError'; readonly message: string };

export type RegisterOutcome =
  | { readonly ok: true; readonly registration: RegistrationSnapshot }
  | { readonly ok: false; readonly error: RegisterError };

/** `BackgroundFetchEvent` types without their prefix `backgroundfetch`. */
export type EventKind = 'success' | 'fail' | 'abort' | 'click';

export interface BackgroundFetchEventData {
  /** Different for each event and the same at each attempt to deliver it. */
  readonly eventId: string;
  readonly kind: EventKind;
  readonly registration: RegistrationSnapshot;
}

/** What a person sees of a fetch. */
export type FetchActivity =
  | 'running'
  | 'paused'
  | 'waiting-for-room'
  | 'waiting-for-network'
  /** The network is there, and switched off for this mini-program. */
  | 'switched-off'
  | 'waiting-for-unmetered'
  | 'waiting-to-retry'
  | 'settled';

export interface FetchOverview {
  readonly appId: string;
  readonly title: string;
  readonly icons: readonly ImageResource[];
  /** Of the picture that is there; `null`: none is, yet. */
  readonly iconVersion: string | null;
  readonly registration: RegistrationSnapshot;
  readonly state: FetchActivity;
  /** Bytes that it waits for the user to allow, beyond what its mini-program may keep; `null`: it waits for nothing. */
  readonly neededRoom: number | null;
  /** GET requests only, and not settled. */
  readonly canPause: boolean;
  /** Bytes; `downloadTotal` when it was given, else the sum of what servers announce; `null`: not known. */
  readonly expectedBytes: number | null;
  readonly bytesPerSecond: number;
  readonly recordCount: number;
  /** `null` or absent: it has not failed, or nobody knows where. */
  readonly failure?: FetchFailure | null;
  /** Records that have ended, however they did. */
  readonly recordsDone: number;
  /** Telling its worker ended Larder again and again: it waits for the user. */
  readonly isKept: boolean;
  /** ms since epoch */
  readonly registeredAt: number;
  readonly settledAt: number | null;
}

/** The Cache API's query options. */
export interface MatchOptions {
  readonly ignoreSearch?: boolean;
  readonly ignoreMethod?: boolean;
  readonly ignoreVary?: boolean;
}

export interface MatchQuery {
  readonly request: { readonly url: string; readonly method: string; readonly headers: HeaderList } | null;
  readonly options: MatchOptions;
}

export interface RecordView {
  /** Place among the requests of the fetch; names the record in later calls. */
  readonly index: number;
  readonly request: StoredRequest;
}

/** What `responseReady` settles with. `generation` names the answer whose body may be read. */
export type ResponseOutcome =
  | { readonly kind: 'response'; readonly generation: number; readonly response: RecordResponse }
  /** `AbortError` */
  | { readonly kind: 'aborted' }
  /** `TypeError` */
  | { readonly kind: 'error' };

/** A `Response` without its body. */
export interface RecordResponse {
  readonly url: string;
  readonly redirected: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly type: 'basic' | 'cors' | 'opaqueredirect';
  readonly headers: HeaderList;
}

export type BodyChunk =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'end' }
  | { readonly kind: 'aborted' }
  | { readonly kind: 'error' };
