/**
 * The Background Fetch API between the worlds: what pages and service workers ask, what they are told.
 *
 * URLs of the mini-program's own origin travel as paths (`/episode.mp3?n=1`), all others whole: a page
 * can name no other mini-program, and main alone knows which origin is meant.
 */

/** The last query parameter of a worker's URL that a page has marked; its value is the worker's type. */
export const WORKER_MARK = 'container-worker';

/** A path of the own origin, or an absolute URL of another. */
export type WireUrl = string;
export type WireHeaders = readonly (readonly [name: string, value: string])[];

export interface WireRequest {
  readonly url: WireUrl;
  readonly method: string;
  readonly headers: WireHeaders;
  /** Small ones travel with the request; others have gone ahead, piece by piece. */
  readonly body: ArrayBuffer | { readonly upload: string } | null;
  readonly mode: string;
  readonly redirect: 'follow' | 'error' | 'manual';
  readonly integrity: string;
  readonly cache: string;
  readonly credentials: 'omit' | 'same-origin' | 'include';
  /** A policy in the page's own markup forbids it: the fetch is made, this record fails. */
  readonly isBlocked: boolean;
}

export interface WireImage {
  readonly src: WireUrl;
  readonly sizes?: string | undefined;
  readonly type?: string | undefined;
  readonly label?: string | undefined;
}

export interface WireUi {
  readonly title?: string | undefined;
  readonly icons?: readonly WireImage[] | undefined;
}

export interface NewWireFetch {
  readonly id: string;
  /** Path of the service worker registration's scope. */
  readonly scope: string;
  readonly requests: readonly WireRequest[];
  readonly title: string;
  readonly icons: readonly WireImage[];
  /** Bytes; 0 is "not known". */
  readonly downloadTotal: number;
}

export interface WireRegistration {
  readonly uuid: string;
  readonly id: string;
  readonly uploadTotal: number;
  readonly uploaded: number;
  readonly downloadTotal: number;
  readonly downloaded: number;
  readonly result: '' | 'success' | 'failure';
  readonly failureReason: '' | 'aborted' | 'bad-status' | 'fetch-error' | 'quota-exceeded' | 'download-total-exceeded';
  readonly recordsAvailable: boolean;
  /** Answers and pushes may overtake each other: the higher number is the later state. */
  readonly sequence: number;
}

/** Exceptions by name: over IPC they would keep only their text. */
export interface WireException {
  readonly name: 'TypeError' | 'QuotaExceededError' | 'NotAllowedError';
  readonly message: string;
}

export type RegisterAnswer =
  | { readonly ok: true; readonly registration: WireRegistration }
  | { readonly ok: false; readonly error: WireException };

export interface WireMatch {
  readonly uuid: string;
  /** `null`: every record. */
  readonly request: { readonly url: WireUrl; readonly method: string; readonly headers: WireHeaders } | null;
  readonly options: { readonly ignoreSearch: boolean; readonly ignoreMethod: boolean; readonly ignoreVary: boolean };
}

export interface WireRecord {
  readonly index: number;
  readonly request: Omit<WireRequest, 'body' | 'isBlocked'> & { readonly hasBody: boolean };
  readonly response: WireResponseState;
}

export interface WireResponse {
  readonly url: WireUrl;
  readonly redirected: boolean;
  readonly status: number;
  readonly statusText: string;
  readonly type: 'basic' | 'cors' | 'opaqueredirect';
  readonly headers: WireHeaders;
}

/** Pieces of bodies on their way from a page, at most. */
export const UPLOAD_CHUNK_BYTES = 1024 * 1024;
/** Bodies of all requests of one fetch that may travel with it. */
export const INLINE_BODY_BYTES = 1024 * 1024;

/** Where a service worker reads the rest of a body, with `?reader=N&from=BYTES`: nobody has a file there. */
export const BODY_PATH = '/.container-body';
/** Bytes of a piece that `read-body` answers, at most. */
export const BODY_PIECE_BYTES = 256 * 1024;

/** `waiting`: nothing yet; ask again. `reader` names the body, which stays until it is read or closed. */
export type WireResponseState =
  | { readonly kind: 'response'; readonly reader: number; readonly response: WireResponse }
  | { readonly kind: 'aborted' | 'error' | 'waiting' };

export type WireChunk =
  { readonly kind: 'bytes'; readonly bytes: ArrayBuffer } | { readonly kind: 'end' | 'aborted' | 'error' | 'waiting' };

export type WireEventKind = 'success' | 'fail' | 'abort' | 'click';

export interface WireEvent {
  readonly eventId: string;
  readonly kind: WireEventKind;
  readonly registration: WireRegistration;
}

interface Channel<Args extends readonly unknown[], Result> {
  args: Args;
  result: Result;
}

interface RecordPlace {
  readonly uuid: string;
  readonly index: number;
}

/** Channels of pages and workers; each answers `IpcResult<result>`. */
export interface BackgroundFetchChannels {
  'background-fetch:register': Channel<[NewWireFetch], RegisterAnswer>;
  /** The page has the registration, and has had its turn: from now on the fetch may settle. */
  'background-fetch:known': Channel<[{ uuid: string }], null>;
  'background-fetch:get': Channel<[{ scope: string; id: string }], WireRegistration | null>;
  'background-fetch:get-ids': Channel<[{ scope: string }], readonly string[]>;
  'background-fetch:abort': Channel<[{ uuid: string }], boolean>;
  /** The service worker registration for this scope was taken back. */
  'background-fetch:unregistered': Channel<[{ scope: string }], null>;
  /** `null`: the records are not available any more. */
  'background-fetch:match': Channel<[WireMatch], readonly WireRecord[] | null>;
  'background-fetch:read-request-body': Channel<[RecordPlace & { readonly offset: number }], WireChunk>;
  /** Waits for the head of the response. */
  'background-fetch:read-response': Channel<[RecordPlace], WireResponseState>;
  /** Bytes from `offset` on; waits until there are some. */
  'background-fetch:read-body': Channel<[{ readonly reader: number; readonly offset: number }], WireChunk>;
  /** Nobody will read these bodies. */
  'background-fetch:close-bodies': Channel<[{ readonly readers: readonly number[] }], null>;
  /** A body that goes ahead of its fetch; answers its name. */
  'background-fetch:open-upload': Channel<[], string>;
  /** Answers when the bytes are stored; the next come after that. False: there is no room. */
  'background-fetch:append-upload': Channel<[{ readonly upload: string; readonly bytes: ArrayBuffer }], boolean>;
  'background-fetch:cancel-upload': Channel<[{ readonly upload: string }], null>;
  /** False: the event is over, or has changed it already. */
  'background-fetch:update-ui': Channel<[{ eventId: string } & WireUi], boolean>;
  /** The worker takes events from now on. */
  'background-fetch:worker-ready': Channel<[], null>;
  /** Everything the event's `waitUntil` was given has settled. */
  'background-fetch:event-handled': Channel<[{ eventId: string }], null>;
  /** Opens or focuses the window at `path`; false: not while a click is being handled. */
  'background-fetch:open-window': Channel<[{ path: string }], boolean>;
}

export interface BackgroundFetchPushes {
  'background-fetch:progress': WireRegistration;
  'background-fetch:event': WireEvent;
}

/** The part of a channel's name behind `background-fetch:`. */
export type BackgroundFetchCall = BehindPrefix<keyof BackgroundFetchChannels>;
type BehindPrefix<Name> = Name extends `background-fetch:${infer Rest}` ? Rest : never;
