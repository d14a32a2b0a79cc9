/** One-time codes from the MP backend, for requests without a token (design 2.2). */
import got, { HTTPError } from 'got';
import { z } from 'zod';
import {
  NO_OBSERVER,
  type RequestFailure,
  type RequestObservation,
  type RequestObserver,
} from '../../network/client/request-observer.ts';
import { describeNetworkError } from '../../network/client/network-errors.ts';
import { phasesSoFar } from '../../network/client/phases.ts';
import { createAgents, destroyAgents, parseProxyList } from '../../network/connections/proxies.ts';
import { readBounded } from '../../network/client/text-body.ts';

export interface CodeSource {
  /**
   * A code for `appId`, or `null` when the backend gives none in time: the request then goes
   * without. `onDeparture` is called once, when the request is with the network or never will be.
   */
  request(appId: string, signal: AbortSignal, onDeparture: () => void): Promise<string | null>;
}

export interface CodeSourceDependencies {
  /** `null`: no backend is configured. */
  readonly backendUrl: () => string | null;
  readonly version: string;
  resolveProxy(url: string): Promise<string>;
  readonly timeoutMs?: number;
  readonly observer?: RequestObserver;
}

export const CODE_TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

const grantSchema = z.object({ code: z.string().min(1).max(4096), expiresIn: z.unknown() });
/** The envelope's `code` is a status such as "000000", not a code. */
const envelopeSchema = z.object({ data: grantSchema.nullable() });

export function createCodeSource(dependencies: CodeSourceDependencies): CodeSource {
  const { version, resolveProxy, timeoutMs = CODE_TIMEOUT_MS, observer = NO_OBSERVER } = dependencies;

  const post = async (
    url: URL,
    signal: AbortSignal,
    onDeparture: () => void,
    observation: RequestObservation,
  ): Promise<string | null> => {
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
    observation.note({ timings: () => phasesSoFar(stream.timings, url) });
    try {
      const body = await readBounded(stream, MAX_ANSWER_BYTES, (bytes) => observation.note({ bytes }));
      return body.kind === 'complete' ? readCode(Buffer.from(body.bytes).toString('utf8')) : null;
    } finally {
      if (stream.response) observation.note({ status: stream.response.statusCode });
      stream.destroy();
      destroyAgents(agents);
    }
  };

  return {
    async request(appId, signal, onDeparture) {
      const backendUrl = dependencies.backendUrl();
      if (backendUrl === null) {
        onDeparture();
        return null;
      }
      const url = new URL(`${backendUrl.replace(/\/+$/, '')}/bapi/mp/v1/app/${encodeURIComponent(appId)}/oauth/code`);
      const observation = observer.begin({ appId, kind: 'code', method: 'POST', shownUrl: url });
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const code = await post(url, AbortSignal.any([signal, timeout]), onDeparture, observation);
        observation.end(
          code === null
            ? { errCode: 'backend-bad-answer', message: `Cannot use the answer of "${url.host}": it holds no code` }
            : null,
        );
        return code;
      } catch (error) {
        observation.end(failureOf(error, url.host, signal, timeout));
        // Whatever went wrong: the request to the developer server goes without a code.
        return null;
      } finally {
        onDeparture();
      }
    },
  };
}

function failureOf(error: unknown, host: string, signal: AbortSignal, timeout: AbortSignal): RequestFailure {
  if (signal.aborted) return { errCode: 'aborted', message: `The request to "${host}" was given up` };
  if (timeout.aborted) return { errCode: 'timeout', message: `Cannot request "${host}": it took too long` };
  if (error instanceof HTTPError)
    return {
      errCode: 'bad-status',
      message: `Cannot use the answer of "${host}": it answered ${error.response.statusCode}`,
    };
  const { code, message } = describeNetworkError(error, host);
  return { errCode: code, message };
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
