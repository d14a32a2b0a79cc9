/** One-time codes from the MP backend, for requests without a token (design 2.2). */
import got from 'got';
import { z } from 'zod';
import { createAgents, destroyAgents, parseProxyList } from './proxies.ts';
import { readBounded } from './text-body.ts';

export interface CodeSource {
  /**
   * A code for `appId`, or `null` when the backend gives none in time: the request then goes
   * without. `onDeparture` is called once, when the request is with the network or never will be.
   */
  request(appId: string, signal: AbortSignal, onDeparture: () => void): Promise<string | null>;
}

export interface CodeSourceDependencies {
  /** `null`: no backend is configured. */
  readonly backendUrl: string | null;
  readonly version: string;
  resolveProxy(url: string): Promise<string>;
  readonly timeoutMs?: number;
}

export const CODE_TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

const grantSchema = z.object({ code: z.string().min(1).max(4096), expiresIn: z.unknown() });
/** The envelope's `code` is a status such as "000000", not a code. */
const envelopeSchema = z.object({ data: grantSchema.nullable() });

export function createCodeSource({ backendUrl, version, resolveProxy, timeoutMs = CODE_TIMEOUT_MS }: CodeSourceDependencies): CodeSource {
  const post = async (appId: string, signal: AbortSignal, onDeparture: () => void): Promise<string | null> => {
    if (backendUrl === null) return null;
    const url = new URL(`${backendUrl.replace(/\/+$/, '')}/bapi/mp/v1/app/${encodeURIComponent(appId)}/oauth/code`);
    const [route = null] = parseProxyList(await resolveProxy(`${url.origin}/`).catch(() => 'DIRECT'));
    const agents = createAgents(route);
    const stream = got.stream(url, {
      method: 'POST',
      headers: { 'user-agent': `Larder/${version}`, accept: 'application/json' },
      json: {},
      followRedirect: false,
      throwHttpErrors: true,
      retry: { limit: 0 },
      agent: agents,
      signal,
    });
    stream.on('error', () => {});
    stream.once('request', onDeparture);
    try {
      const body = await readBounded(stream, MAX_ANSWER_BYTES);
      return body.kind === 'complete' ? readCode(Buffer.from(body.bytes).toString('utf8')) : null;
    } finally {
      stream.destroy();
      destroyAgents(agents);
    }
  };

  return {
    async request(appId, signal, onDeparture) {
      try {
        return await post(appId, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]), onDeparture);
      } catch {
        // Whatever went wrong: the request to the developer server goes without a code.
        return null;
      } finally {
        onDeparture();
      }
    },
  };
}

/** Reads `{code, expiresIn}` or `{code, data: {code, expiresIn}}`; `null` for anything else. */
export function readCode(body: string): string | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body);
  } catch {
    return null;
  }
  if (typeof answer === 'object' && answer !== null && 'data' in answer) {
    const envelope = envelopeSchema.safeParse(answer);
    return envelope.success ? (envelope.data.data?.code ?? null) : null;
  }
  const grant = grantSchema.safeParse(answer);
  return grant.success ? grant.data.code : null;
}
