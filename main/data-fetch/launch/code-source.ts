/** One-time codes from the MP backend, for requests without a token. */
import { userAgent } from '../../../preload/contract/brand.ts';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { BN_LIMITS } from '../../../preload/contract/bn-limits.ts';
import {
  NO_OBSERVER,
  type RequestFailure,
  type RequestObservation,
  type RequestObserver,
} from '../../network/client/request-observer.ts';
import { describeNetworkError } from '../../network/client/network-errors.ts';
import { NO_SWITCHES, type NetworkSwitches } from '../../network/client/network-switches.ts';
import { BACKEND, type ConnectionPool } from '../../network/connections/pool.ts';
import { walk } from '../../network/client/walk.ts';
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
  readonly pool: ConnectionPool;
  resolveProxy(url: string): Promise<string>;
  /** Of the user at that backend; `null`: nobody has signed in. */
  accessToken?(backendUrl: string): string | null;
  /** The backend answered 401 to it. */
  onRefusedToken?(accessToken: string): void;
  readonly timeoutMs?: number;
  readonly switches?: Pick<NetworkSwitches, 'admit'>;
  readonly observer?: RequestObserver;
}

const MAX_ANSWER_BYTES = 64 * 1024;

const grantSchema = once(() =>
  z.object({ code: z.string().check(z.minLength(1), z.maxLength(4096)), expiresIn: z.unknown() }),
);
/** The envelope's `code` is a status such as "000000", not a code. */
const envelopeSchema = once(() => z.object({ data: z.nullable(grantSchema()) }));

class StatusError extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`It answered ${status}`);
    this.status = status;
  }
}

export function createCodeSource(dependencies: CodeSourceDependencies): CodeSource {
  const { version, pool, resolveProxy, timeoutMs = BN_LIMITS.codeMs } = dependencies;
  const { observer = NO_OBSERVER, switches = NO_SWITCHES } = dependencies;

  const post = async (
    url: URL,
    accessToken: string | null,
    signal: AbortSignal,
    onDeparture: () => void,
    observation: RequestObservation,
  ): Promise<string | null> => {
    const answer = await walk(
      { pool, resolveProxy },
      {
        method: 'POST',
        url,
        headers: {
          'user-agent': userAgent(version),
          accept: 'application/json',
          ...(accessToken === null ? {} : { authorization: `Bearer ${accessToken}` }),
        },
        json: {},
        decompress: true,
        signal,
        owner: BACKEND,
        maxRedirects: 0,
        isRepeatable: false,
        admit: () => ({ pins: [], addresses: 'any' }),
        events: { onDeparture, onPhases: (read) => observation.note({ timings: read }) },
      },
    );
    observation.note({ status: answer.status });
    if (answer.status < 200 || answer.status > 299) {
      answer.body.destroy();
      throw new StatusError(answer.status);
    }
    const body = await readBounded(answer.body, MAX_ANSWER_BYTES, (bytes) => observation.note({ bytes }));
    return body.kind === 'complete' ? readCode(Buffer.from(body.bytes).toString('utf8')) : null;
  };

  return {
    async request(appId, signal, onDeparture) {
      const backendUrl = dependencies.backendUrl();
      if (backendUrl === null) {
        onDeparture();
        return null;
      }
      const url = new URL(`${backendUrl.replace(/\/+$/, '')}/bapi/mp/v1/app/${encodeURIComponent(appId)}/oauth/code`);
      const accessToken = dependencies.accessToken?.(backendUrl) ?? null;
      const observation = observer.begin({ appId, kind: 'code', method: 'POST', shownUrl: url });
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        await switches.admit(appId, signal);
        const code = await post(url, accessToken, AbortSignal.any([signal, timeout]), onDeparture, observation);
        observation.end(
          code === null
            ? { errCode: 'backend-bad-answer', message: `Cannot use the answer of "${url.host}": it holds no code` }
            : null,
        );
        return code;
      } catch (error) {
        if (accessToken !== null && error instanceof StatusError && error.status === 401)
          dependencies.onRefusedToken?.(accessToken);
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
  if (error instanceof StatusError)
    return { errCode: 'bad-status', message: `Cannot use the answer of "${host}": it answered ${error.status}` };
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
    const envelope = envelopeSchema().safeParse(answer);
    return envelope.success ? (envelope.data.data?.code ?? null) : null;
  }
  const grant = grantSchema().safeParse(answer);
  return grant.success ? grant.data.code : null;
}
