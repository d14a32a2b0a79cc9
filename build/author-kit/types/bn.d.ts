/**
 * The `bn` API of Larder, for mini-programs. Put this file into your project; no import is needed.
 *
 * Every function takes one options object with `success`, `failed` (or `fail`) and `complete`, all
 * optional. Without any of the three it answers with a Promise.
 */
declare namespace Larder {
  /** Every `errCode` there is. */
  type BnErrorCode =
    | 'invalid-argument'
    | 'no-token'
    | 'no-data'
    | 'not-configured'
    | 'domain-not-allowed'
    | 'template-error'
    | 'offline'
    | 'timeout'
    | 'network-error'
    | 'tls-error'
    | 'pin-mismatch'
    | 'bad-status'
    | 'too-large'
    | 'not-text'
    | 'aborted'
    | 'denied'
    | 'rate-limited'
    | 'internal';

  type FetchType = 'pre' | 'periodic' | 'install';

  /** Where the data came from. `revalidated`: the developer server answered 304. */
  type DataSource = 'network' | 'revalidated' | 'stored';

  /** Every success object has at least this. `errMsg` is `<function>:ok`. */
  interface BnResult {
    readonly errMsg: string;
  }

  /** What `failed` gets and what the Promise rejects with. `errMsg` is `<function>:fail <reason>`. */
  interface BnFailure {
    readonly errMsg: string;
    readonly errCode: BnErrorCode;
  }

  interface BnCallbacks<T extends BnResult> {
    success?: (result: T) => void;
    failed?: (failure: BnFailure) => void;
    /** Another name for `failed`; used when `failed` is absent. */
    fail?: (failure: BnFailure) => void;
    complete?: (outcome: T | BnFailure) => void;
  }

  interface SetBackgroundFetchTokenOptions {
    /** 1 to 1024 characters (UTF-16 code units); `''` removes the token. */
    token: string;
  }

  interface BackgroundFetchTokenResult extends BnResult {
    readonly token: string;
  }

  interface GetBackgroundFetchDataOptions {
    fetchType: FetchType;
    /** With `pre`: the request of the rule with this key in `preFetchRules`. Without it: the one of `preFetchUrl`. */
    key?: string;
    /** How long to wait for a request that is under way, in ms. Default 60 000. */
    timeout?: number;
  }

  /** The arguments that were sent with the request, as they were sent. */
  interface SentArguments {
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

  interface BackgroundFetchDataResult extends BnResult, SentArguments {
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
  interface BackgroundFetchDataEvent {
    readonly fetchType: FetchType;
    readonly fetchedData: string;
    readonly timeStamp: number;
    readonly path?: string;
    readonly query?: string;
  }

  type BackgroundFetchDataListener = (event: BackgroundFetchDataEvent) => void;

  /** The options of a call without callbacks: it answers with a Promise. */
  type WithoutCallbacks = { readonly [Name in keyof BnCallbacks<BnResult>]?: undefined };

  interface Bn {
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
}

declare const bn: Larder.Bn;

interface Window {
  readonly bn: Larder.Bn;
}
