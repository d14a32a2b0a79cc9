/** Answers to CORS preflights, for as long as they say (https://fetch.spec.whatwg.org/#concept-cache). */
import { passesPreflight, type CorsCaller } from './cors.ts';
import { headerValue } from './request-headers.ts';
import type { HeaderList } from '../types.ts';

const DEFAULT_MAX_AGE_SECONDS = 5;
/** As in Chromium. */
const LONGEST_MAX_AGE_SECONDS = 7200;
const MAX_ANSWERS = 1000;

/** Whom a preflight was answered for. */
export interface PreflightKey {
  readonly appId: string;
  readonly url: URL;
  readonly caller: CorsCaller;
}

interface Answer {
  readonly headers: HeaderList;
  /** By the clock that never jumps. */
  readonly until: number;
}

export class PreflightCache {
  readonly #monotonicNow: () => number;
  readonly #answers = new Map<string, Answer>();

  constructor(monotonicNow: () => number) {
    this.#monotonicNow = monotonicNow;
  }

  /** True when an answer that still counts allows such a request. */
  allows(key: PreflightKey, method: string, headers: HeaderList): boolean {
    const answer = this.#answers.get(textOf(key));
    return (
      answer !== undefined &&
      answer.until > this.#monotonicNow() &&
      passesPreflight(204, answer.headers, key.caller, method, headers)
    );
  }

  /** `answer`: the headers of a preflight that has passed. */
  keep(key: PreflightKey, answer: HeaderList): void {
    const name = textOf(key);
    this.#answers.delete(name);
    const seconds = maxAgeOf(answer);
    if (seconds === 0) return;
    const oldest = this.#answers.keys().next().value;
    if (this.#answers.size >= MAX_ANSWERS && oldest !== undefined) this.#answers.delete(oldest);
    const headers = answer.filter(([header]) => header.startsWith('access-control-'));
    this.#answers.set(name, { headers, until: this.#monotonicNow() + seconds * 1000 });
  }

  /** The request that was allowed has failed: the next one asks again. */
  forget(key: PreflightKey): void {
    this.#answers.delete(textOf(key));
  }
}

function textOf({ appId, url, caller }: PreflightKey): string {
  return JSON.stringify([appId, caller.origin, caller.withCredentials, `${url.origin}${url.pathname}${url.search}`]);
}

function maxAgeOf(answer: HeaderList): number {
  const given = (headerValue(answer, 'access-control-max-age') ?? '').trim();
  if (!/^-?\d+$/.test(given)) return DEFAULT_MAX_AGE_SECONDS;
  return Math.min(LONGEST_MAX_AGE_SECONDS, Math.max(0, Number(given)));
}
