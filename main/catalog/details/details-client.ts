/** `GET {backend}/bapi/mp/v1/app/{appId}/details`. */
import { isIP } from 'node:net';
import { AppError } from '../../support/errors.ts';
import {
  NO_OBSERVER,
  observed,
  type RequestObservation,
  type RequestObserver,
} from '../../network/client/request-observer.ts';
import type { BackendHttp, HttpTimeouts } from '../../network/client/backend-http.ts';
import { isPublicAddress } from '../../network/rules/addresses.ts';
import { hostOf } from '../../network/rules/service-domains.ts';
import { NO_SWITCHES, type NetworkSwitches } from '../../network/client/network-switches.ts';
import { networkFailureReason } from '../../network/client/network-errors.ts';
import { conditionalHeaders, type Validators } from '../../network/client/validators.ts';
import { decodeText } from '../../network/client/text-body.ts';
import { detailsSchema, spelledDetails, type Details } from '../../models/details-schema.ts';
import { decodeJson, notJson } from '../../support/json-text.ts';
import { describeFieldProblem } from '../folders/field-problems.ts';

export interface DetailsClientOptions {
  readonly http: BackendHttp;
  /** The MP backend; may have a path and a slash at its end. `null`: none is set up. */
  readonly backendUrl: () => string | null;
  /** Developer mode: the backend may redirect to private addresses beside itself. */
  readonly dev?: boolean;
  readonly timeouts?: HttpTimeouts;
  readonly observer?: RequestObserver;
  readonly switches?: Pick<NetworkSwitches, 'admit'>;
}

export interface DetailsClient {
  /**
   * Throws `AppError`: `not-configured`, `not-found`, `denied`, `backend-unreachable` (no answer, 5xx, 429),
   * `backend-bad-answer` (another status, too large, not JSON, a wrong field, another app id),
   * `aborted`.
   */
  fetch(appId: string, signal?: AbortSignal): Promise<Details>;
  /** As `fetch`, on condition that they have changed: `null`, when they have not. */
  renew(appId: string, validators: Validators, signal?: AbortSignal): Promise<DetailsAnswer | null>;
}

export interface DetailsAnswer {
  readonly details: Details;
  readonly validators: Validators;
}

/** `answerBytes`: after decompression. Members that are not known are dropped unread, however deep they are. */
export const DETAILS_LIMITS = { answerBytes: 1024 * 1024 } as const;
const TIMEOUTS: HttpTimeouts = { connectMs: 10_000, idleMs: 15_000, totalMs: 30_000 };

export function createDetailsClient({
  http,
  backendUrl,
  dev = false,
  timeouts = TIMEOUTS,
  observer = NO_OBSERVER,
  switches = NO_SWITCHES,
}: DetailsClientOptions): DetailsClient {
  return {
    async fetch(appId, signal) {
      const answer = await request(appId, {}, signal);
      // Nothing was said that a 304 could refer to.
      if (!answer) throw badAnswer(appId, 'the backend answers with the status 304');
      return answer.details;
    },
    renew: request,
  };

  async function request(appId: string, validators: Validators, signal?: AbortSignal): Promise<DetailsAnswer | null> {
    const backend = backendUrl();
    if (backend === null) throw new AppError('not-configured', { key: 'problems.noBackend', values: { id: appId } });
    const url = backendEndpoint(backend, `bapi/mp/v1/app/${appId}/details`);
    return observed(observer, { appId, kind: 'details', method: 'GET', shownUrl: url }, async (observation) => {
      await switches.admit(appId, signal);
      return ask(appId, url, validators, signal, observation);
    });
  }

  async function ask(
    appId: string,
    url: URL,
    validators: Validators,
    signal: AbortSignal | undefined,
    observation: RequestObservation,
  ): Promise<DetailsAnswer | null> {
    const { status, text, ...answered } = await read(appId, url, validators, signal, observation);
    if (status === 304 && (validators.etag ?? validators.lastModified)) return null;
    if (status === 404) throw new AppError('not-found', { key: 'problems.unknownProgram', values: { id: appId } });
    if (status === 401 || status === 403)
      throw new AppError('denied', { key: 'problems.backendStatus', values: { id: appId, status: String(status) } });
    if (status >= 500 || status === 429)
      throw new AppError('backend-unreachable', {
        key: 'problems.backendStatus',
        values: { id: appId, status: String(status) },
      });
    if (status < 200 || status > 299) throw badAnswer(appId, `the backend answers with the status ${status}`);
    return { details: parseDetails(appId, text, answered.url), validators: answered.validators };
  }

  async function read(
    appId: string,
    url: URL,
    validators: Validators,
    signal: AbortSignal | undefined,
    observation: RequestObservation,
  ): Promise<{ status: number; url: URL; text: string; validators: Validators }> {
    try {
      const check = (target: URL): void => {
        refuseDowngrade(appId, url, target);
        if (!dev && target.host !== url.host && isPrivateAddress(hostOf(target))) throw privateRedirect(appId);
      };
      const answer = await http.get(url, {
        accept: 'application/json',
        timeouts,
        signal,
        decompress: true,
        headers: conditionalHeaders(validators),
        check,
        redirectAddresses: dev ? 'any' : 'checked',
        observation,
      });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body as AsyncIterable<Buffer>) {
        size += chunk.length;
        observation.note({ bytes: size });
        if (size > DETAILS_LIMITS.answerBytes) throw badAnswer(appId, 'the answer is larger than 1 MiB');
        chunks.push(chunk);
      }
      const text = decodeAnswer(Buffer.concat(chunks), answer.headers['content-type']);
      if (text === null && answer.status >= 200 && answer.status <= 299)
        throw badAnswer(appId, 'the answer is not text in the charset that it names, nor in UTF-8');
      const { etag = null, 'last-modified': lastModified = null } = answer.headers;
      return { status: answer.status, url: answer.url, text: text ?? '', validators: { etag, lastModified } };
    } catch (error) {
      if (isRefusedAddress(error)) throw privateRedirect(appId);
      if (error instanceof AppError) throw error;
      if (signal?.aborted) throw new AppError('aborted', `Looking up "${appId}" was cancelled.`);
      throw new AppError(
        'backend-unreachable',
        `Cannot reach the backend to look up "${appId}": ${networkFailureReason(error)}.`,
        { cause: error },
      );
    }
  }
}

/** In the charset that the answer names; one that nobody knows, or that it is not in, does not keep UTF-8 from being read. */
function decodeAnswer(bytes: Uint8Array, contentType: string | undefined): string | null {
  return decodeText(bytes, contentType) ?? decodeJson(bytes);
}

/** `path` below the backend's base URL, whose own path is kept and whose query is not. */
export function backendEndpoint(base: string, path: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path}`;
  url.search = '';
  url.hash = '';
  return url;
}

/**
 * Accepts the object itself or a `{code, data}` envelope around it; `base`: where the answer is from, for addresses
 * without a host. Throws `AppError('backend-bad-answer')`.
 */
export function parseDetails(appId: string, text: string, base: URL): Details {
  let answer: unknown;
  try {
    answer = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw badAnswer(appId, `the answer ${notJson(text)}`, cause);
  }
  const parsed = detailsSchema().safeParse(spelledDetails(withoutEnvelope(appId, answer), base));
  if (!parsed.success) throw badAnswer(appId, describeFieldProblem(parsed.error));
  if (parsed.data.appId !== appId) throw badAnswer(appId, `appId must be "${appId}", not "${parsed.data.appId}"`);
  return parsed.data;
}

function withoutEnvelope(appId: string, answer: unknown): unknown {
  const isEnvelope = typeof answer === 'object' && answer !== null && ('data' in answer || 'code' in answer);
  if (!isEnvelope || 'appId' in answer) return answer;
  const data = 'data' in answer ? answer.data : null;
  if (!isNothing(data)) return data;
  const code =
    'code' in answer && ['string', 'number'].includes(typeof answer.code) ? String(answer.code).slice(0, 40) : null;
  throw badAnswer(
    appId,
    code === null ? 'the answer has no data' : `the backend answers with the code "${code}" and no data`,
  );
}

/** As servers write that there is no object. */
function isNothing(data: unknown): boolean {
  return (
    data === null || data === undefined || data === '' || data === false || (Array.isArray(data) && data.length === 0)
  );
}

function refuseDowngrade(appId: string, first: URL, target: URL): void {
  const isFine = target.protocol === 'https:' || (target.protocol === 'http:' && first.protocol === 'http:');
  if (!isFine) throw badAnswer(appId, 'the backend redirects to an insecure address');
}

/** A name is looked up at the connection; an address is checked here. */
function isPrivateAddress(host: string): boolean {
  return isIP(host) !== 0 && !isPublicAddress(host);
}

function isRefusedAddress(error: unknown): boolean {
  return [error, (error as Error).cause].some((one) => one instanceof AppError && one.code === 'domain-not-allowed');
}

/** The backend's own host is the user's choice; where it sends us is not. */
function privateRedirect(appId: string): AppError {
  return badAnswer(appId, 'the backend redirects to an address that is not on the public internet');
}

function badAnswer(appId: string, reason: string, cause?: unknown): AppError {
  return new AppError('backend-bad-answer', `Cannot read the details of "${appId}": ${reason}.`, { cause });
}
