/**
 * `GET {backend}/bapi/mp/v1/apps?query=…&lang=…`: the mini-programs that a backend offers, for whoever looks for one.
 * A backend need not have such a list: 404, 405, 410 and 501 say so.
 */
import * as z from '../../support/zod.ts';
import { openEnvelope } from '../../models/envelope.ts';
import { spelled } from '../../models/spellings.ts';
import { once } from '../../support/once.ts';
import { detailsSchema, spelledDetails } from '../../models/details-schema.ts';
import type { BackendHttp, HttpTimeouts } from '../../network/client/backend-http.ts';
import { networkFailureReason } from '../../network/client/network-errors.ts';
import {
  NO_OBSERVER,
  requestFailure,
  type RequestObservation,
  type RequestObserver,
} from '../../network/client/request-observer.ts';
import { decodeText } from '../../network/client/text-body.ts';
import { AppError } from '../../support/errors.ts';
import { decodeJson, notJson } from '../../support/json-text.ts';
import { backendEndpoint } from '../details/details-client.ts';

/** `answerBytes`: after decompression. `offers`: more of an answer are not looked at. */
export const OFFER_LIST_LIMITS = { queryLength: 200, answerBytes: 512 * 1024, offers: 50 } as const;
const TIMEOUTS: HttpTimeouts = { connectMs: 10_000, idleMs: 10_000, totalMs: 15_000 };
const NO_LIST: ReadonlySet<number> = new Set([404, 405, 410, 501]);
/** A backend that says it has no list is not asked again for so long. */
const ASK_AGAIN_AFTER_MS = 10 * 60_000;

/** One that is offered: the members of details that a list shows. */
export const offerSchema = once(() =>
  z.pick(detailsSchema(), {
    appId: true,
    name: true,
    names: true,
    description: true,
    descriptions: true,
    iconUrl: true,
  }),
);
export type Offer = z.infer<ReturnType<typeof offerSchema>>;

const answerSchema = once(() => z.object({ apps: z.array(z.unknown()), hasMore: z.nullish(z.boolean()) }));

export interface OfferList {
  readonly offers: readonly Offer[];
  /** There are others that match. */
  readonly hasMore: boolean;
}

export interface OfferListOptions {
  readonly http: BackendHttp;
  readonly backendUrl: () => string | null;
  /** BCP 47, of whoever reads. */
  locale(): string;
  readonly observer?: RequestObserver;
  /** ms that never jump */
  monotonicNow?(): number;
}

export interface OfferListClient {
  /**
   * What matches `query`, best first; for '' what the backend wants to show. `null`: it has no list. A search ends the
   * one before. Throws `AppError`: `aborted`, `denied`, `backend-unreachable`, `backend-bad-answer`.
   */
  search(query: string): Promise<OfferList | null>;
}

export function createOfferListClient({
  http,
  backendUrl,
  locale,
  observer = NO_OBSERVER,
  monotonicNow = () => performance.now(),
}: OfferListOptions): OfferListClient {
  let underWay = new AbortController();
  let withoutList: { readonly backend: string; readonly at: number } | null = null;

  async function ask(
    url: URL,
    signal: AbortSignal,
    observation: RequestObservation,
  ): Promise<{ status: number; bytes: Buffer; type?: string }> {
    const check = (target: URL): void => {
      if (target.origin !== url.origin) throw unusable('the backend redirects to another server');
    };
    const { status, body, headers } = await http.get(url, {
      accept: 'application/json',
      timeouts: TIMEOUTS,
      signal,
      decompress: true,
      check,
      observation,
    });
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      observation.note({ bytes: size });
      if (size > OFFER_LIST_LIMITS.answerBytes) throw unusable('the answer is larger than 512 KiB');
      chunks.push(chunk);
    }
    const type = headers['content-type'];
    return { status, bytes: Buffer.concat(chunks), ...(type === undefined ? {} : { type }) };
  }

  return {
    async search(query) {
      underWay.abort();
      underWay = new AbortController();
      const { signal } = underWay;
      const backend = backendUrl();
      if (backend === null) return null;
      if (withoutList?.backend === backend && monotonicNow() - withoutList.at < ASK_AGAIN_AFTER_MS) return null;
      const url = backendEndpoint(backend, 'bapi/mp/v1/apps');
      url.searchParams.set('query', query.trim().slice(0, OFFER_LIST_LIMITS.queryLength));
      url.searchParams.set('lang', locale());
      const observation = observer.begin({ appId: null, kind: 'list', method: 'GET', shownUrl: shownUrlOf(url) });
      try {
        const { status, bytes, type } = await ask(url, signal, observation);
        const found = NO_LIST.has(status) ? null : readList(status, bytes, type, url);
        if (found === null) withoutList = { backend, at: monotonicNow() };
        observation.end(null);
        return found;
      } catch (error) {
        const failure = signal.aborted ? new AppError('aborted', 'Another search has begun.') : failureOf(error);
        observation.end(requestFailure(failure));
        throw failure;
      }
    },
  };
}

/** What somebody searches for is kept nowhere. */
function shownUrlOf(url: URL): URL {
  const shown = new URL(url);
  shown.searchParams.set('query', 'QUERY');
  return shown;
}

function failureOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  return new AppError(
    'backend-unreachable',
    `Cannot reach the backend for its list of mini-programs: ${networkFailureReason(error)}.`,
    { cause: error },
  );
}

function readList(status: number, bytes: Buffer, type: string | undefined, url: URL): OfferList {
  if (status === 401 || status === 403) throw new AppError('denied', `The backend answers ${status}.`);
  if (status >= 500 || status === 429) throw new AppError('backend-unreachable', `The backend answers ${status}.`);
  if (status === 204) return { offers: [], hasMore: false };
  if (status < 200 || status > 299) throw unusable(`the backend answers with the status ${status}`);
  return parseOfferList(decodeText(bytes, type) ?? decodeJson(bytes) ?? '', url);
}

/** Nothing is a list with nothing in it, and the list may come without its object. */
function spelledAnswer(answer: unknown): unknown {
  if (answer === null) return { apps: [] };
  if (Array.isArray(answer)) return { apps: answer };
  return spelled(answer, {
    apps: (apps) => apps ?? [],
    hasMore: (hasMore) => (/^(?:true|1)$/i.test(String(hasMore)) ? true : undefined),
  });
}

/**
 * The object itself or a `{code, data}` envelope around it; `base`: where it is from. Entries that are not valid are
 * left out, so that one mistake does not hide the others. Throws `AppError('backend-bad-answer')`.
 */
export function parseOfferList(text: string, base: URL): OfferList {
  let answer: unknown;
  try {
    answer = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw unusable(`it ${notJson(text)}`, cause);
  }
  const opened = openEnvelope(answer, 'apps');
  if (!opened.ok) throw unusable(`the backend answers with the code "${opened.code}" and no data`);
  const parsed = answerSchema().safeParse(spelledAnswer(opened.value));
  if (!parsed.success) throw unusable('it has no "apps"');
  const { apps, hasMore } = parsed.data;
  const offers = new Map<string, Offer>();
  for (const one of apps.slice(0, OFFER_LIST_LIMITS.offers)) {
    const offer = offerSchema().safeParse(spelledDetails(one, base));
    if (!offer.success || offers.has(offer.data.appId)) continue;
    const { iconUrl } = offer.data;
    offers.set(offer.data.appId, iconUrl ? { ...offer.data, iconUrl: URL.parse(iconUrl, base)?.href } : offer.data);
  }
  return { offers: [...offers.values()], hasMore: hasMore === true || apps.length > OFFER_LIST_LIMITS.offers };
}

function unusable(reason: string, cause?: unknown): AppError {
  return new AppError('backend-bad-answer', `Cannot read the backend's list of mini-programs: ${reason}.`, { cause });
}
