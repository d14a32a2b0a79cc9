/**
 * Finds out whether a URL is an MP backend before it is used: asks the details API for a
 * mini-program that no backend has, and judges by how it says so. A server whose "not found" could be
 * anybody's is asked for mini-programs that are on this computer.
 */
import type { BackendProblem } from '../../../preload/contract/settings.ts';
import { AppError } from '../../support/errors.ts';
import type { BackendHttp, HttpTimeouts } from '../../network/client/backend-http.ts';
import { networkFailureKind, proxyOf } from '../../network/client/network-errors.ts';
import { backendEndpoint } from './details-client.ts';

export type BackendVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly problem: BackendProblem; readonly status?: number; readonly proxy?: string };

export interface BackendCheckOptions {
  readonly http: BackendHttp;
  /** App ids that a good backend may know. */
  readonly knownIds: readonly string[];
  readonly signal: AbortSignal;
  readonly timeouts?: HttpTimeouts;
}

/** An app id by its form, and nobody's. */
const NOBODY_ID = 'containerChecksTheBackend';
const MAX_KNOWN_IDS = 2;
const MAX_ANSWER_BYTES = 1024 * 1024;
const TIMEOUTS: HttpTimeouts = { connectMs: 10_000, idleMs: 10_000, totalMs: 20_000 };

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Never rejects. */
export async function checkBackend(url: string, options: BackendCheckOptions): Promise<BackendVerdict> {
  let verdict: BackendVerdict = { ok: false, problem: 'not-a-backend' };
  for (const appId of [NOBODY_ID, ...options.knownIds.slice(0, MAX_KNOWN_IDS)]) {
    try {
      verdict = judge(await ask(url, appId, options));
    } catch (error) {
      const proxy = proxyOf(error);
      return { ok: false, problem: problemOf(error, options.signal), ...(proxy === null ? {} : { proxy }) };
    }
    if (verdict.ok || (verdict.problem !== 'not-a-backend' && verdict.problem !== 'web-page')) break;
  }
  return verdict;
}

async function ask(
  backend: string,
  appId: string,
  { http, signal, timeouts = TIMEOUTS }: BackendCheckOptions,
): Promise<Answer> {
  const url = backendEndpoint(backend, `bapi/mp/v1/app/${appId}/details`);
  const check = (target: URL): void => {
    if (target.protocol === 'https:' || (target.protocol === 'http:' && url.protocol === 'http:')) return;
    throw new AppError('backend-bad-answer', 'The backend redirects to an insecure address.');
  };
  const { status, body } = await http.get(url, {
    accept: 'application/json',
    timeouts,
    signal,
    decompress: true,
    check,
  });
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) break;
    chunks.push(chunk);
  }
  return { status, text: Buffer.concat(chunks).toString('utf8').trim() };
}

function judge({ status, text }: Answer): BackendVerdict {
  if (status >= 500 || status === 429 || status === 401 || status === 403)
    return { ok: false, problem: 'bad-status', status };
  const answer = parseObject(text);
  const isGood = status >= 200 && status <= 299;
  // "I do not know it", in an envelope or with a status; many say the latter without a word.
  if (isGood && answer && ('appId' in answer || 'data' in answer || 'code' in answer)) return { ok: true };
  if ((status === 404 || status === 400 || status === 410) && (answer || text === '')) return { ok: true };
  return { ok: false, problem: text.startsWith('<') ? 'web-page' : 'not-a-backend', ...(isGood ? {} : { status }) };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

function problemOf(error: unknown, signal: AbortSignal): BackendProblem {
  if (signal.aborted) return 'cancelled';
  if (error instanceof AppError) return error.code === 'aborted' ? 'cancelled' : 'insecure-redirect';
  return networkFailureKind(error);
}
