/**
 * The `bn` API as mini-programs see it (`window.bn`). Types only.
 *
 * Every function takes one options object with `success`, `failed` (or `fail`) and `complete`,
 * all optional. Without any of the three it returns a Promise; with one of them it returns
 * `undefined`. Order: `success` or `failed`, then `complete`.
 *
 * `build/author-kit/types/bn.d.ts`, which authors get, is made of this file.
 */
import type { BnErrorCode } from './errors.ts';

export type { BnErrorCode };

export type FetchType = 'pre' | 'periodic' | 'install';

/** Where the data came from. `revalidated`: the developer server answered 304. */
export type DataSource = 'network' | 'revalidated' | 'stored';

/** Every success object has at least this. `errMsg` is `<function>:ok`. */
export interface BnResult {
  readonly errMsg: string;
}

/** What `failed` gets and what the Promise rejects with. `errMsg` is `<function>:fail <reason>`. */
export interface BnFailure {
  readonly errMsg: string;
  readonly errCode: BnErrorCode;
}

export interface BnCallbacks<T extends BnResult> {
  success?: (result: T) => void;
  failed?: (failure: BnFailure) => void;
  /** Another name for `failed`; used when `failed` is absent. */
  fail?: (failure: BnFailure) => void;
  complete?: (outcome: T | BnFailure) => void;
}

export interface SetBackgroundFetchTokenOptions {
  /** 1 to 1024 characters (UTF-16 code units); `''` removes the token. */
  token: string;
}

export interface BackgroundFetchTokenResult extends BnResult {
  readonly token: string;
}

export interface GetBackgroundFetchDataOptions {
  fetchType: FetchType;
  /** With `pre`: the request of the rule with this key in `preFetchRules`. Without it: the one of `preFetchUrl`. */
  key?: string;
  /** How long to wait for a request that is under way, in ms. Default 60 000. */
  timeout?: number;
}

/** The arguments that were sent with the request, as they were sent. */
export interface SentArguments {
  readonly appid: string;
  /** Exactly one of `token` and `code` is sent, or none when the backend gave no code. */
  readonly token?: string;
  readonly code?: string;
  /** ms since epoch, at the request. */
  readonly timestamp: number;
  readonly path?: string;
  readonly query?: string;
  /** BCP 47 */
  readonly lang: string;
  readonly version: string;
}

export interface BackgroundFetchDataResult extends BnResult, SentArguments {
  readonly fetchType: FetchType;
  /** As it was asked for. */
  readonly key?: string;
  /** The answer's body, decoded as text; at most 256 KiB (or `maxBytes`) before decoding. */
  readonly fetchedData: string;
  /** ms since epoch, when the data arrived. */
  readonly timeStamp: number;
  readonly source: DataSource;
}

/** What a listener of `onBackgroundFetchData` gets. */
export interface BackgroundFetchDataEvent {
  readonly fetchType: FetchType;
  readonly fetchedData: string;
  readonly timeStamp: number;
  readonly path?: string;
  readonly query?: string;
}

export type BackgroundFetchDataListener = (event: BackgroundFetchDataEvent) => void;

/** The options of a call without callbacks: it answers with a Promise. */
export type WithoutCallbacks = { readonly [Name in keyof BnCallbacks<BnResult>]?: undefined };

export interface Bn {
  /**
   * Keeps the token that later requests carry; `''` removes it.
   * @example await bn.setBackgroundFetchToken({ token: session.token })
   */
  setBackgroundFetchToken(options: SetBackgroundFetchTokenOptions & WithoutCallbacks): Promise<BnResult>;
  setBackgroundFetchToken(options: SetBackgroundFetchTokenOptions & BnCallbacks<BnResult>): undefined;
  /**
   * Fails with `no-token` when none is set.
   * @example const { token } = await bn.getBackgroundFetchToken()
   */
  getBackgroundFetchToken(options?: WithoutCallbacks): Promise<BackgroundFetchTokenResult>;
  getBackgroundFetchToken(options: BnCallbacks<BackgroundFetchTokenResult>): undefined;
  /**
   * `pre`: the request of this cold start, also while it is under way. `periodic`: what the last periodic
   * fetch brought. `install`: what was fetched when the mini-program was installed, until its first pre-fetch succeeded.
   * @example const { fetchedData } = await bn.getBackgroundFetchData({ fetchType: 'pre' })
   */
  getBackgroundFetchData(options: GetBackgroundFetchDataOptions & WithoutCallbacks): Promise<BackgroundFetchDataResult>;
  getBackgroundFetchData(options: GetBackgroundFetchDataOptions & BnCallbacks<BackgroundFetchDataResult>): undefined;
  /**
   * Calls `listener` when data arrives; one that comes late still gets this launch's pre-fetch result once.
   * @example bn.onBackgroundFetchData(({ fetchedData }) => render(JSON.parse(fetchedData)))
   */
  onBackgroundFetchData(listener: BackgroundFetchDataListener): void;
  /**
   * Removes `listener`, or every listener when called without one.
   * @example bn.offBackgroundFetchData(listener)
   */
  offBackgroundFetchData(listener?: BackgroundFetchDataListener): void;
}

declare global {
  interface Window {
    readonly bn: Bn;
  }
}
