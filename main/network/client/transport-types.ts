/** What a request to a developer server is asked for, and how it can end. Times in ms. */
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import type { ServiceDomain } from '../../models/details-schema.ts';
import type { RequestPurpose } from './request-observer.ts';
import type { Validators } from './validators.ts';

export interface TransportRequest {
  /** For whoever watches requests; none: nobody does. */
  readonly purpose?: RequestPurpose;
  readonly url: URL;
  readonly domains: readonly ServiceDomain[];
  /** Sent as `If-None-Match` and `If-Modified-Since`; a 304 is a failure without them. */
  readonly validators?: Validators;
  /** False: it holds a one-time code, which the server must not see twice. Default: true. */
  readonly isRepeatable?: boolean;
  /** Default: the transport's. */
  readonly maxBodyBytes?: number;
  readonly signal: AbortSignal;
  /** Called once: the request is with the network, or it is certain that it never will be. */
  readonly onDeparture?: () => void;
}

/** How long each part of the last hop took; a part that did not happen is absent. */
export interface Timings {
  /** From the call to the outcome, redirects included. */
  readonly totalMs: number;
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  readonly firstByteMs?: number;
  readonly bodyMs?: number;
  /** The connection was opened before the request: how long that took. */
  readonly openedAheadMs?: number;
  /** The same: how long it had been open when the request came; 0 when the request waited for it. */
  readonly openAlreadyMs?: number;
}

interface Ended {
  readonly timings: Timings;
  readonly redirects: number;
}

export interface TransportAnswer extends Ended {
  readonly kind: 'answer';
  readonly status: number;
  readonly text: string;
  /** Of the body, after decompression. */
  readonly bytes: number;
  readonly etag: string | null;
  readonly lastModified: string | null;
  /** ms since epoch, when the last byte arrived. */
  readonly arrivedAt: number;
}

export interface TransportNotModified extends Ended {
  readonly kind: 'not-modified';
  readonly status: 304;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly arrivedAt: number;
}

export interface TransportFailure extends Ended {
  readonly kind: 'failed';
  readonly code: BnErrorCode;
  /** One sentence; names the host at most, never path or query. */
  readonly message: string;
  /** Of the answer, when there was one. */
  readonly status?: number;
  readonly bytes: number;
  /** `Retry-After`, as ms from now. */
  readonly retryAfterMs: number | null;
}

export type TransportOutcome = TransportAnswer | TransportNotModified | TransportFailure;

export interface Transport {
  /** Never rejects: every way a request can end is an outcome. */
  get(request: TransportRequest): Promise<TransportOutcome>;
}
