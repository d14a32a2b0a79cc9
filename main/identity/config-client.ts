/** `GET {backend}/bapi/mp/v1/config`: what a backend says about its users. A backend without it has no accounts. */
import { openEnvelope } from '../models/envelope.ts';
import { configSchema, type KeptConfig } from '../models/identity.ts';
import type { BackendHttp, HttpTimeouts } from '../network/client/backend-http.ts';
import { readBounded } from '../network/client/text-body.ts';
import { conditionalHeaders } from '../network/client/validators.ts';
import type { ObserveAccountRequest } from './account-requests.ts';
import type { Clock } from '../support/clock.ts';
import { decodeJson, notJson, parseJson } from '../support/json-text.ts';

export interface ConfigClientDependencies {
  readonly http: Pick<BackendHttp, 'get'>;
  readonly clock: Clock;
  readonly observe: ObserveAccountRequest;
}

export interface ConfigClient {
  /** The backend's answer; `kept` itself, renewed, when it has not changed. Rejects when there is none that can be used. */
  fetch(backendUrl: string, kept: KeptConfig | null, signal?: AbortSignal): Promise<KeptConfig>;
}

const TIMEOUTS: HttpTimeouts = { connectMs: 10_000, idleMs: 15_000, totalMs: 30_000 };
const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_VALIDATOR_LENGTH = 1000;

export function createConfigClient({ http, clock, observe }: ConfigClientDependencies): ConfigClient {
  return {
    async fetch(backendUrl, kept, signal) {
      const known = kept?.backendUrl === backendUrl ? kept : null;
      const url = new URL(`${backendUrl.replace(/\/+$/, '')}/bapi/mp/v1/config`);
      return observe({ kind: 'accounts', method: 'GET', url }, async (note) => {
        const answer = await http.get(url, {
          accept: 'application/json',
          headers: conditionalHeaders(known ?? {}),
          timeouts: TIMEOUTS,
          signal,
          decompress: true,
          observation: { note },
          // Who says where passwords are typed is the backend itself.
          check(asked) {
            if (asked.origin !== url.origin) throw new Error('it redirects to another server');
          },
        });
        const body = await readBounded(answer.body, MAX_ANSWER_BYTES, (bytes) => note({ bytes }));
        const fresh = { backendUrl, fetchedAt: clock.now() };
        if (answer.status === 304 && known) return { ...known, ...fresh };
        if (answer.status === 404 || answer.status === 410)
          return { ...fresh, etag: null, lastModified: null, authorization: null };
        if (answer.status < 200 || answer.status > 299) throw new Error(`it answers with the status ${answer.status}`);
        if (body.kind !== 'complete') throw new Error('its answer is too large');
        const { etag, 'last-modified': lastModified } = answer.headers;
        return {
          ...fresh,
          etag: shortOrNull(etag),
          lastModified: shortOrNull(lastModified),
          authorization: readConfig(body.bytes),
        };
      });
    },
  };
}

/** Throws for what is none. Accepts the object itself or a `{code, data}` envelope around it. */
function readConfig(bytes: Uint8Array): KeptConfig['authorization'] {
  let answer: unknown;
  try {
    answer = parseJson(bytes);
  } catch {
    throw new Error(`its answer ${notJson(decodeJson(bytes) ?? '?')}`);
  }
  const opened = openEnvelope(answer, 'authorization');
  if (!opened.ok) throw new Error(`it answers with the code "${opened.code}" and no data`);
  const parsed = configSchema().safeParse(opened.value ?? {});
  if (parsed.success) return parsed.data.authorization ?? null;
  const [issue] = parsed.error.issues;
  throw new Error(`its answer has a wrong "${issue?.path.join('.') ?? ''}"`);
}

function shortOrNull(value: string | undefined): string | null {
  return value === undefined || value.length > MAX_VALIDATOR_LENGTH ? null : value;
}
