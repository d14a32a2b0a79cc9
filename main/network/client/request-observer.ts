/** The port through which a request tells how it goes. It watches and never changes anything. */
import type { ActivityKind, ActivityTimings, ActivityUse } from '../../../preload/contract/activity.ts';
import type { ErrorCode } from '../../../preload/contract/errors.ts';
import { toIpcError } from '../../support/errors.ts';

export type UseOfAnswer = ActivityUse;

/** What becomes of an answer that was fetched ahead, told while it changes. */
export interface AnswerUse {
  /** Returns the function that ends it. */
  onChange(listener: (use: UseOfAnswer) => void): () => void;
}

/** What a request is for, and how it may be shown. */
export interface RequestPurpose {
  readonly appId: string;
  readonly kind: ActivityKind;
  /**
   * The URL with `TOKEN` and `CODE` in the place of the values. Made by expanding the template with
   * them: searching the real URL would miss a value that the URL spells in another way.
   */
  readonly shownUrl: URL;
  /** Of the rule that it was made for. */
  readonly key?: string;
  /** Absent where nobody is known to wait for the answer. */
  readonly use?: AnswerUse;
}

export interface ObservedRequest extends Omit<RequestPurpose, 'appId'> {
  /** `null`: it is for no mini-program. */
  readonly appId: string | null;
  readonly method: 'GET' | 'POST';
}

/** What becomes known while a request goes on. */
export interface RequestFacts {
  readonly status?: number;
  /** Of the body. */
  readonly bytes?: number;
  readonly redirects?: number;
  /** Read when the request ends; without `totalMs` the observer's own measure counts. */
  readonly timings?: () => Partial<ActivityTimings>;
}

export interface RequestFailure {
  readonly errCode: ErrorCode;
  /** One plain sentence; names the host at most. */
  readonly message: string;
}

export interface RequestObservation {
  /** Later facts replace earlier ones. */
  note(facts: RequestFacts): void;
  /** `null`: it went well. Only the first end counts. */
  end(failure: RequestFailure | null): void;
}

/** Must not throw. */
export interface RequestObserver {
  begin(request: ObservedRequest): RequestObservation;
}

/** Watches nothing. */
export const NO_OBSERVER: RequestObserver = { begin: () => ({ note: () => {}, end: () => {} }) };

/** What an observer may learn of an exception: nothing of one that is no `AppError`. */
export function requestFailure(error: unknown): RequestFailure {
  const { code, message } = toIpcError(error);
  return { errCode: code, message };
}

/** Runs `work` as one request: it went well when `work` resolves. */
export async function observed<T>(
  observer: RequestObserver,
  request: ObservedRequest,
  work: (observation: RequestObservation) => Promise<T>,
): Promise<T> {
  const observation = observer.begin(request);
  try {
    const result = await work(observation);
    observation.end(null);
    return result;
  } catch (error) {
    observation.end(requestFailure(error));
    throw error;
  }
}
