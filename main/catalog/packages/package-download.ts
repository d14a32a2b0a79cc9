/** Downloads a package into a file and checks that it is the one the details describe. */
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../support/errors.ts';
import {
  NO_OBSERVER,
  requestFailure,
  type RequestObservation,
  type RequestObserver,
} from '../../network/client/request-observer.ts';
import { isPublicAddress } from '../../network/rules/addresses.ts';
import type { BackendHttp, HttpTimeouts } from '../../network/client/backend-http.ts';
import { decodeBody, isCodingError, isEncoded } from '../../network/client/content-decoding.ts';
import type { NetworkSwitches } from '../../network/client/network-switches.ts';
import { networkFailureReason } from '../../network/client/network-errors.ts';
import { DELTA_CODING, openDelta } from './decode-delta.ts';
import { dictionaryOffer, offerHeaders, type Dictionary, type DictionaryOffer } from './dictionary.ts';
import type { Details } from '../../models/details-schema.ts';
import { isDiskError, requireFreeBytes, type FreeBytes } from '../../storage/disk.ts';
import { mebibytes } from './package-entries.ts';

export interface PackageSourceRules {
  /** Developer mode: `http:` and private addresses are allowed. */
  readonly dev: boolean;
  /** The backend's own host may have a private address: the user chose it. */
  readonly backendUrl: () => string | null;
  readonly maxBytes: () => number;
}

export interface PackageDownload {
  readonly details: Details;
  /** Made anew; left behind as it is when the download fails. */
  readonly file: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (receivedBytes: number, totalBytes: number | undefined) => void;
  readonly observer?: RequestObserver | undefined;
  readonly switches?: Pick<NetworkSwitches, 'admit'> | undefined;
  /** Of the running version: a server that knows it may send what differs. */
  readonly dictionary?: Dictionary | null;
  /** Called once the answer's head is there. */
  readonly onAnswer?: (answer: PackageAnswer) => void;
}

export interface PackageAnswer {
  /** Its body is a difference to the dictionary: when that fails, the whole package is worth a request. */
  readonly isDelta: boolean;
  /** What the package may be used for, when it is here. */
  readonly offer: DictionaryOffer | null;
}

/** A download may take as long as it makes progress. */
const TIMEOUTS: HttpTimeouts = { connectMs: 10_000, idleMs: 30_000 };

/** An address that has run out, or that the package has left: 400 is what some stores answer to an old signature. */
const LEFT_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 404, 410]);

/** Why a package cannot be had from an address. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
}

/** Whether what was thrown may only mean that the details are older than the package. */
export function isOfOlderDetails(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'package-mismatch' || error.cause instanceof RefusedAddress);
}

/** Stores send the coding that a file was stored with, whether it was asked for or not; some say so of a file as it is. */
const isZip = (first: Buffer): boolean => first.subarray(0, 2).toString('latin1') === 'PK';

/** Of pages for people: a sign-in, a preview of the file, "not found" with the status 200; and of errors of an API. */
const FOREIGN_TYPE = /^(?:text\/(?:html|xml)|application\/(?:xhtml\+xml|xml|json|problem\+json))\b/i;

/**
 * Throws `AppError`: `package-mismatch` (size or SHA-256), `package-invalid` (too large, an address
 * that is not allowed), `package-unreachable`, `storage-failed`, `aborted`. Returns the bytes that were downloaded.
 */
export async function downloadPackage(
  http: BackendHttp,
  rules: PackageSourceRules,
  freeBytes: FreeBytes,
  { details, file, signal, onProgress, onAnswer, dictionary = null, observer = NO_OBSERVER, switches }: PackageDownload,
  timeouts: HttpTimeouts = TIMEOUTS,
): Promise<number> {
  const { appId, packageSha256 } = details;
  const limit = rules.maxBytes();
  const invalid = (reason: string): AppError =>
    new AppError('package-invalid', `Cannot install "${appId}": ${reason}.`);
  let foreignType: string | null = null;
  const mismatch = (reason: string): AppError =>
    new AppError(
      'package-mismatch',
      `Cannot install "${appId}": ${foreignType === null ? reason : `its server answers with ${foreignType}, not with a package`}.`,
    );
  const tooLarge = (): AppError => invalid(`its package is larger than ${mebibytes(limit)}`);
  let observation: RequestObservation | null = null;
  try {
    const expected = details.packageSize ?? undefined;
    if (expected !== undefined && expected > limit) throw tooLarge();
    if (!URL.canParse(details.packageUrl)) throw invalid('the address of its package is not a URL');
    const url = new URL(details.packageUrl);
    const trustedHost = trustedHostOf(rules);
    const isOpen = rules.dev || url.hostname === trustedHost;
    observation = observer.begin({ appId, kind: 'package', method: 'GET', shownUrl: withoutSignature(url) });
    await switches?.admit(appId, signal);
    const answer = await http.get(url, {
      observation,
      accept: 'application/zip, application/octet-stream;q=0.9, */*;q=0.8',
      timeouts,
      signal,
      decompress: false,
      originHeaders: dictionary ? offerHeaders(dictionary) : {},
      check: (target) => checkPackageUrl(target, rules.dev, trustedHost, invalid),
      addresses: isOpen ? 'any' : 'checked',
    });
    if (answer.status < 200 || answer.status > 299) {
      answer.body.destroy();
      throw new AppError(
        'package-unreachable',
        { key: 'problems.packageStatus', values: { id: appId, status: String(answer.status) } },
        LEFT_STATUSES.has(answer.status) ? { cause: new RefusedAddress(`It answered ${answer.status}`) } : {},
      );
    }
    foreignType = FOREIGN_TYPE.exec(answer.headers['content-type'] ?? '')?.[0].toLowerCase() ?? null;
    const coding = answer.headers['content-encoding'];
    const isDelta = coding?.trim().toLowerCase() === DELTA_CODING;
    onAnswer?.({
      isDelta,
      offer: dictionaryOffer(answer.url, answer.headers['use-as-dictionary'] as string | undefined),
    });
    const decoded = isDelta
      ? await openDelta(answer.body, dictionary).catch((error: Error) => {
          throw destroyed(answer.body, error);
        })
      : { streams: [decodeBody(answer.body, coding, isZip)], receivedBytes: null };
    // A coded answer's length is not the package's.
    const announced = isDelta || isEncoded(coding) ? NaN : Number(answer.headers['content-length'] ?? NaN);
    const total = Number.isSafeInteger(announced) ? announced : expected;
    if (total !== undefined && expected !== undefined && total !== expected)
      throw destroyed(answer.body, mismatch(`its package has ${total} bytes, not ${expected}`));
    if (total !== undefined && total > limit) throw destroyed(answer.body, tooLarge());
    await requireFreeBytes(appId, path.dirname(file), total ?? 0, freeBytes).catch((error: Error) => {
      throw destroyed(answer.body, error);
    });

    let received = 0;
    const onTheWire = decoded.receivedBytes ?? ((): number => received);
    const hash = createHash('sha256');
    const counter = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        received += chunk.length;
        observation?.note({ bytes: onTheWire() });
        hash.update(chunk);
        onProgress(received, total);
        if (expected !== undefined && received > expected)
          done(mismatch(`its package has more than ${expected} bytes`));
        else if (received > limit) done(tooLarge());
        else done(null, chunk);
      },
    });
    await pipeline(
      [...decoded.streams, counter, createWriteStream(file, { flags: 'wx', mode: 0o600 })],
      signal ? { signal } : {},
    );
    if (expected !== undefined && received !== expected)
      throw mismatch(`its package has ${received} bytes, not ${expected}`);
    if (hash.digest('hex') !== packageSha256)
      throw mismatch('its package does not have the SHA-256 that the backend names');
    observation.end(null);
    return onTheWire();
  } catch (error) {
    const failure = failureOf(error, appId, signal, invalid);
    observation?.end(requestFailure(failure));
    throw failure;
  }
}

function failureOf(
  error: unknown,
  appId: string,
  signal: AbortSignal | undefined,
  invalid: (reason: string) => AppError,
): AppError {
  if (error instanceof AppError && error.code !== 'domain-not-allowed') return error;
  if (signal?.aborted) return new AppError('aborted', `The installation of "${appId}" was cancelled.`);
  if (isRefusedAddress(error))
    return invalid('its package is at an address that is not on the public internet, which only --dev allows');
  if (error instanceof Error && isCodingError(error))
    return new AppError(
      'package-mismatch',
      `Cannot install "${appId}": its package is not in the coding that its server names.`,
      {
        cause: error,
      },
    );
  if (isDiskError(error))
    return new AppError('storage-failed', `Cannot install "${appId}": its package cannot be written to the disk.`, {
      cause: error,
    });
  return new AppError(
    'package-unreachable',
    `Cannot download the package of "${appId}": ${networkFailureReason(error)}.`,
    { cause: error },
  );
}

/** The first URL and every redirect's. Names are checked when they are resolved, addresses here. */
function checkPackageUrl(
  url: URL,
  dev: boolean,
  trustedHost: string | null,
  invalid: (reason: string) => AppError,
): void {
  if (url.protocol !== 'https:' && !(dev && url.protocol === 'http:'))
    throw invalid(
      `its package is not at an https: address${url.protocol === 'http:' ? ', and without --dev only those are allowed' : ''}`,
    );
  if (url.username !== '' || url.password !== '') throw invalid('the address of its package holds a user name');
  const address = url.hostname.replace(/^\[|\]$/g, '');
  if (!dev && url.hostname !== trustedHost && isIP(address) !== 0 && !isPublicAddress(address)) {
    throw invalid('its package is at an address that is not on the public internet, which only --dev allows');
  }
}

/** A query may sign the address for whoever has it: Activity shows its names alone. */
function withoutSignature(url: URL): URL {
  const shown = new URL(url);
  for (const name of new Set(shown.searchParams.keys())) shown.searchParams.set(name, 'HIDDEN');
  return shown;
}

function trustedHostOf(rules: PackageSourceRules): string | null {
  const backend = rules.backendUrl();
  return backend !== null && URL.canParse(backend) ? new URL(backend).hostname : null;
}

function isRefusedAddress(error: unknown): boolean {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } };
  return code === 'domain-not-allowed' || cause?.code === 'domain-not-allowed';
}

function destroyed(body: { destroy(): unknown }, error: Error): Error {
  body.destroy();
  return error;
}
