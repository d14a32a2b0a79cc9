/**
 * Fakes for the unit tests of a mini-program: `bn` as Larder has it, and a background fetch that the test drives.
 * They need no Larder and no browser.
 */
// eslint-disable-next-line @typescript-eslint/triple-slash-reference -- it declares globals, and is no module
/// <reference path="../types/background-fetch.d.ts" />
import type { Bn, BnErrorCode, FetchType } from '../../../preload/contract/bn.ts';

export interface FakeBnOptions {
  /** What `preFetchUrl` answered: a string as it is, anything else as JSON. Left out: there is no such request. */
  readonly pre?: unknown;
  /** What the rules for pages answered, by their keys. */
  readonly rules?: Readonly<Record<string, unknown>>;
  /** What the last periodic fetch brought. */
  readonly periodic?: unknown;
  /** What was fetched at the installation. */
  readonly install?: unknown;
  readonly token?: string;
  /** The page and the query that the mini-program is opened with. */
  readonly path?: string;
  readonly query?: string;
  /** BCP 47; `en` otherwise. */
  readonly lang?: string;
}

export interface FakeBn {
  /** The five functions, by the same code as in Larder. */
  readonly bn: Bn;
  /** What `setBackgroundFetchToken` has set; `null`: none. */
  readonly token: string | null;
  /** Data arrives: `get` answers it from now on, and listeners are told. */
  arrive(fetchType: 'pre' | 'periodic', data: unknown): void;
  /** The request of this kind fails from now on, as `bn` tells it. */
  fail(fetchType: FetchType, errCode: BnErrorCode, reason?: string): void;
  /** The request for the pre-fetch is under way until `arrive` or `fail`. */
  wait(): void;
}

export type CreateFakeBn = (options?: FakeBnOptions) => FakeBn;

export interface FakeBackgroundFetch {
  /** For `registration.backgroundFetch`. */
  readonly manager: BackgroundFetchManager;
  /** The requests of a fetch that is under way, in their order. */
  requests(id: string): readonly Request[];
  /** Bytes that have arrived: the registration says so and fires `progress`. */
  progress(id: string, downloaded: number): void;
  /**
   * Ends a fetch with a response for each request, in their order, and tells the worker. Resolves with the title that
   * the handler set, when all that it waits for is done.
   */
  succeed(id: string, responses: readonly Response[]): Promise<string | undefined>;
  fail(id: string, reason: Exclude<BackgroundFetchFailureReason, '' | 'aborted'>): Promise<string | undefined>;
  /** A person clicks on the download. */
  click(id: string): Promise<void>;
  /** For the worker's `self.addEventListener`: its four events. */
  readonly worker: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;
}

export type CreateFakeBackgroundFetch = () => FakeBackgroundFetch;
