/** One HTTP exchange with one host: no redirects, no retries, no cookies, nothing cached. */
import tls from 'node:tls';
import type { ClientRequest } from 'node:http';
import type { LookupFunction } from 'node:net';
import got, { type Response } from 'got';
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import { AppError } from '../../support/errors.ts';
import { matchesPins } from '../rules/certificate-pins.ts';
import { locationOf } from './location.ts';
import { phasesOf, type Phases } from './phases.ts';
import { createAgents, destroyAgents, type Route } from '../connections/proxies.ts';
import { hostOf } from '../rules/service-domains.ts';
import { decodeText, readBounded } from './text-body.ts';

export interface HopRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly pins: readonly string[];
  readonly route: Route;
  readonly lookup: LookupFunction;
  /** Trusted instead of the default ones; for tests and private platforms. */
  readonly certificateAuthorities?: readonly string[] | undefined;
  readonly maxBodyBytes: number;
  readonly acceptsNotModified: boolean;
  readonly signal: AbortSignal;
  readonly onDeparture: () => void;
  /** The request was written to an established connection. */
  readonly onConnected: () => void;
  readonly onBytes: (receivedBytes: number) => void;
}

export type HopOutcome =
  | { readonly kind: 'redirect'; readonly status: number; readonly location: string; readonly phases: Phases }
  | {
      readonly kind: 'text';
      readonly response: HopResponse;
      readonly text: string;
      readonly bytes: number;
      readonly phases: Phases;
    }
  | { readonly kind: 'not-modified'; readonly response: HopResponse; readonly phases: Phases }
  | {
      readonly kind: 'refused';
      readonly response: HopResponse;
      readonly code: BnErrorCode;
      readonly state: string;
      readonly phases: Phases;
    };

export interface HopResponse {
  readonly status: number;
  header(name: string): string | undefined;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
const KNOWN_ENCODINGS: ReadonlySet<string> = new Set(['', 'identity', 'gzip', 'x-gzip', 'deflate', 'br', 'zstd']);

/** Rejects with what Node, got, the lookup or the certificate check raised. */
export async function requestOnce(request: HopRequest): Promise<HopOutcome> {
  const agents = createAgents(request.route);
  const stream = got.stream(request.url, {
    method: 'GET',
    headers: request.headers,
    followRedirect: false,
    throwHttpErrors: false,
    retry: { limit: 0 },
    agent: agents,
    dnsLookup: request.lookup,
    signal: request.signal,
    https: {
      checkServerIdentity: (_name, certificate) => checkIdentity(request, certificate),
      ...(request.certificateAuthorities ? { certificateAuthority: [...request.certificateAuthorities] } : {}),
    },
  });
  // A stream that is left behind may still fail; nobody waits for that any more.
  stream.on('error', () => {});
  stream.once('request', (clientRequest: ClientRequest) => {
    clientRequest.once('finish', request.onConnected);
    request.onDeparture();
  });
  try {
    const response = await new Promise<Response>((resolve, reject) => {
      stream.once('response', resolve);
      stream.once('error', reject);
    });
    return await readResponse(request, response, stream);
  } finally {
    stream.destroy();
    destroyAgents(agents);
  }
}

async function readResponse(
  request: HopRequest,
  message: Response,
  body: AsyncIterable<Uint8Array>,
): Promise<HopOutcome> {
  const status = message.statusCode;
  const header = (name: string): string | undefined => rawHeader(message.rawHeaders, name);
  const response: HopResponse = { status, header };
  const refuse = (code: BnErrorCode, state: string): HopOutcome => ({
    kind: 'refused',
    response,
    code,
    state,
    phases: phasesOf(message.timings),
  });

  if (status === 304 && request.acceptsNotModified)
    return { kind: 'not-modified', response, phases: phasesOf(message.timings) };
  if (REDIRECTS.has(status)) {
    const location = header('location');
    if (location === undefined) return refuse('bad-status', `it answered ${status} without saying where to`);
    return { kind: 'redirect', status, location: locationOf(location), phases: phasesOf(message.timings) };
  }
  if (status < 200 || status > 299) return refuse('bad-status', `it answered ${status}`);

  const encodings = (header('content-encoding') ?? '')
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim());
  if (!encodings.every((encoding) => KNOWN_ENCODINGS.has(encoding)))
    return refuse('not-text', 'the answer has an unknown encoding');
  const isPlain = encodings.every((encoding) => encoding === '' || encoding === 'identity');
  const tooLarge = `the answer is larger than ${request.maxBodyBytes} bytes`;
  if (isPlain && Number(header('content-length')) > request.maxBodyBytes) return refuse('too-large', tooLarge);

  const read = await readBounded(body, request.maxBodyBytes, request.onBytes);
  if (read.kind === 'too-large') return refuse('too-large', tooLarge);
  const text = decodeText(read.bytes, header('content-type'));
  if (text === null) return refuse('not-text', 'the answer is not text');
  return { kind: 'text', response, text, bytes: read.bytes.byteLength, phases: phasesOf(message.timings) };
}

/** The normal check first; pins are an addition to it, never a way around it. */
function checkIdentity(request: HopRequest, certificate: tls.PeerCertificate): Error | undefined {
  const mismatch = tls.checkServerIdentity(hostOf(request.url), certificate);
  if (mismatch) return mismatch;
  if (request.pins.length === 0 || matchesPins(certificate, request.pins)) return undefined;
  return new AppError(
    'pin-mismatch',
    `Cannot request "${request.url.host}": its certificate is none of those the mini-program pins`,
  );
}

/** The first header called `name`, as it was sent: got takes away what it has decoded. */
function rawHeader(rawHeaders: readonly string[], name: string): string | undefined {
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) return rawHeaders[index + 1];
  }
  return undefined;
}
