/**
 * One attempt to bring a record forward (https://wicg.github.io/background-fetch/#complete-a-record):
 * asks for what is missing, checks the answer, writes the body behind the network.
 */
import { close, open } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { isDiskError } from '../../storage/disk.ts';
import { parseRetryAfter } from '../../network/client/retry-after.ts';
import { PRIVATE_FILE_MODE } from '../../storage/atomic-file.ts';
import { assertNever } from '../../support/errors.ts';
import { decodeBody, isCodingError, isEncoded } from '../../network/client/content-decoding.ts';
import type { FetchRecord } from '../jobs/fetch-record.ts';
import { announcedBytes, headOf } from './answer-head.ts';
import { matchesIntegrity } from './integrity.ts';
import { judgeAnswer, lengthOf, rangeHeaders, type AnswerVerdict, type ContentRange } from './partial-response.ts';
import { receiveBody, type BodyEnding } from './receive-body.ts';
import { isLaterStatus } from '../http/later-statuses.ts';
import { headerValue } from '../http/request-headers.ts';
import { corsFetch, type RawResponse, type CorsFetchDependencies } from '../http/cors-fetch.ts';
import type { ResponseHead } from '../jobs/state-schema.ts';
import type { FailureReason } from '../types.ts';
import type { WriteBudget } from './write-budget.ts';

const openFile = promisify(open);
const closeFile = promisify(close);

/** The fetch an attempt is made for. */
export interface AttemptContext {
  readonly run: CorsFetchDependencies;
  readonly budget: WriteBudget;
  readonly signal: AbortSignal;
  /** Patience is left: an answer that says "later" need not be the last. */
  readonly mayRetry: boolean;
  /** A `Retry-After` beyond this makes an answer the last. */
  readonly maxRetryAfterMs: number;
  now(): number;
  bodyFile(generation: number): string;
  readonly requestFile: string;
  /** Resolves when the fetch is on the disk, or will never be and `signal` says so. */
  readonly stored: Promise<void>;
  /** A request that must not be repeated is about to leave. */
  markSent(): Promise<void>;
  /** The bytes so far are replaced by those of a new response. */
  /** False: with this head the fetch would keep too much besides bodies. */
  hasRoomForHead(head: ResponseHead): boolean;
  beginResponse(head: ResponseHead): Promise<void>;
  /** Why `bytes` more must not be kept; `null` when they may. */
  refuseBytes(bytes: number): FailureReason | null;
  hasDiskSpace(bytes: number): Promise<boolean>;
  /** Whether the user can be asked for more than the quota. */
  mayAskForRoom(): boolean;
  /** Bytes that answers under way have announced to the same mini-program, and that have not come yet. */
  bytesToCome(): number;
  onReceived(bytes: number): void;
  onWritten(bytes: number): void;
  onUploaded(bytes: number): void;
}

export type AttemptOutcome =
  /** The body is all there; whether the status is good is for the caller. */
  | { readonly kind: 'complete' }
  /** The server sent a part of the rest: ask for what is still missing. */
  | { readonly kind: 'more' }
  | {
      readonly kind: 'failed';
      readonly reason: FailureReason;
      /** It was never sent. */
      readonly isRefused?: boolean;
      readonly message: string;
    }
  /** More is announced than the quota has room for, and the user can be asked. Several records may find that out in one turn. */
  | { readonly kind: 'needs-room'; readonly bytes: number }
  /** Nothing is wrong that waiting would not cure. */
  | {
      readonly kind: 'unavailable';
      readonly retryAfterMs: number | null;
      /** Nobody is there, and a few seconds change little. */
      readonly isHopeless?: boolean;
      /** Perhaps somebody else has answered: the sign-in page of a network, a proxy. */
      readonly isElsewhere?: boolean;
      readonly isRefused?: boolean;
      readonly message: string;
    }
  /**
   * The answer to a range request cannot be used: the whole is asked for, and what is there stays until it
   * comes. `isSpoilt`: not even that, for bytes nobody can vouch for are among it.
   */
  | { readonly kind: 'start-over'; readonly isSpoilt: boolean; readonly message: string }
  | { readonly kind: 'again' }
  | { readonly kind: 'stopped' };

const CUT_OFF = 'the connection was cut off';
const NOT_THE_PART = 'the part it sent is not the one that was asked for';

/** Never rejects but for bugs. */
export async function attempt(record: FetchRecord, context: AttemptContext): Promise<AttemptOutcome> {
  const start = record.resumeAt;
  const { head, request } = record;
  const isRepeatable = request.method === 'GET';
  // Killed between the last byte and the line in the journal.
  if (head && start > 0 && head.total === start) return conclude(record, context);
  if (!isRepeatable) {
    await context.stored;
    await context.markSent();
  }
  const outcome = await corsFetch(context.run, {
    request,
    bodyFile: context.requestFile,
    rangeHeaders: head && start > 0 ? rangeHeaders(start, head, head.date) : [],
    signal: context.signal,
    onUploaded: (bytes) => context.onUploaded(bytes),
  });
  await context.stored;
  if (outcome.kind === 'network-error') {
    const { isTemporary, isHopeless = false, isElsewhere = false, isStale, isRefused = false, message } = outcome;
    if (context.signal.aborted) return { kind: 'stopped' };
    if (!isRepeatable || !(isTemporary || isElsewhere))
      return { kind: 'failed', reason: 'fetch-error', isRefused, message };
    if (isStale) return { kind: 'again' };
    const retryAfterMs = parseRetryAfter(outcome.retryAfter, context.now());
    return { kind: 'unavailable', retryAfterMs, isHopeless, isElsewhere: !isTemporary, isRefused, message };
  }
  const { response } = outcome;
  try {
    if (context.signal.aborted) return { kind: 'stopped' };
    return await receive(record, context, response, start);
  } catch (error) {
    return diskFailure(error);
  } finally {
    response.body?.destroy();
  }
}

async function receive(
  record: FetchRecord,
  context: AttemptContext,
  response: RawResponse,
  start: number,
): Promise<AttemptOutcome> {
  const { status, headers } = response;
  const isRepeatable = record.request.method === 'GET' && !response.isOwn;
  const isLater = isRepeatable && isLaterStatus(status);
  if (isLater && context.mayRetry) {
    const retryAfterMs = parseRetryAfter(headerValue(headers, 'retry-after'), context.now());
    if ((retryAfterMs ?? 0) <= context.maxRetryAfterMs)
      return { kind: 'unavailable', retryAfterMs, message: `it answered ${status}` };
  }
  const verdict: AnswerVerdict = isLater ? { kind: 'whole' } : verdictOn(record, response, start);
  if (verdict.kind === 'all-there') return conclude(record, context);
  // Asked for the whole, and again: then it knows no better.
  if (verdict.kind === 'unusable' && start === 0 && record.restarts > 0)
    return { kind: 'failed', reason: 'fetch-error', message: NOT_THE_PART };
  if (verdict.kind === 'unusable') return { kind: 'start-over', isSpoilt: false, message: NOT_THE_PART };
  const range = verdict.kind === 'part' ? verdict.range : null;
  if (start === 0 || verdict.kind === 'whole') {
    const head = headOf(response, range);
    if (!context.hasRoomForHead(head))
      return { kind: 'failed', reason: 'quota-exceeded', message: 'its headers are more than may be kept' };
    await context.beginResponse(head);
  } else record.learnTotal(range?.total ?? null);
  const announced = announcedBytes(response, range);
  const refusal = context.refuseBytes(announced ?? 0);
  if (announced !== null && refusal !== 'download-total-exceeded') {
    // Each may fit, and all together not.
    const needed = announced + context.bytesToCome();
    const isShort = refusal !== null || context.refuseBytes(needed) === 'quota-exceeded';
    if (isShort && isRepeatable && context.mayAskForRoom() && (await context.hasDiskSpace(needed)))
      return { kind: 'needs-room', bytes: needed };
  }
  if (refusal) return { kind: 'failed', reason: refusal, message: tooMuch(refusal) };
  if (!(await context.hasDiskSpace(announced ?? 0)))
    return { kind: 'failed', reason: 'quota-exceeded', message: 'the disk is full' };
  const body = response.body === null || record.request.method === 'HEAD' ? null : response.body;
  return body ? store(record, context, response, body, range) : conclude(record, context);
}

/** A page that asked for a part of its own gets the answer as it is. */
function verdictOn(record: FetchRecord, { status, headers }: RawResponse, start: number): AnswerVerdict {
  if (record.request.headers.some(([name]) => name === 'range')) return { kind: 'whole' };
  return judgeAnswer(status, headers, { start, previous: record.head, isPerhapsAll: record.isPerhapsAll });
}

async function store(
  record: FetchRecord,
  context: AttemptContext,
  response: RawResponse,
  wire: Readable,
  range: ContentRange | null,
): Promise<AttemptOutcome> {
  const encoding = headerValue(response.headers, 'content-encoding');
  const end = range === null ? null : range.last + 1;
  const expectedBytes = isEncoded(encoding) ? null : lengthOf(response.headers);
  const start = record.written;
  record.isPerhapsAll = false;
  let descriptor: number;
  try {
    descriptor = await openFile(context.bodyFile(record.generation), start > 0 ? 'r+' : 'w', PRIVATE_FILE_MODE);
  } catch (error) {
    return diskFailure(error);
  }
  let ending: BodyEnding;
  try {
    // The connection may have been cut while nobody was reading: then it tells nothing any more.
    const isGone = wire.destroyed && !wire.readableEnded;
    const wireBody = { body: decodeBody(wire, encoding), expectedBytes, roomBytes: end === null ? null : end - start };
    const { budget, signal, onReceived, onWritten } = context;
    const { refuseBytes } = context;
    ending = isGone
      ? { kind: 'broken', error: new Error(CUT_OFF) }
      : await receiveBody(wireBody, {
          descriptor,
          position: start,
          budget,
          signal,
          refuseBytes,
          onReceived,
          onWritten,
        });
  } finally {
    await closeFile(descriptor);
  }
  if (ending.kind !== 'ended') return outcomeOf(ending, record, context);
  const isWhole = (wire as Partial<IncomingMessage>).complete !== false || record.written - start === expectedBytes;
  if (end === null ? !isWhole : record.written !== end) return interrupted(record, context, 'the answer was cut off');
  const isMissing = range !== null && (range.total === null || range.total > record.written);
  record.isPerhapsAll = range?.total === null;
  return isMissing ? { kind: 'more' } : conclude(record, context);
}

/** Says which of the two limits it was: one is the author's own. */
function tooMuch(reason: FailureReason): string {
  return reason === 'download-total-exceeded'
    ? 'the fetch is longer than the downloadTotal that it was given'
    : 'it is more than the mini-program has space for';
}

function outcomeOf(
  ending: Exclude<BodyEnding, { kind: 'ended' }>,
  record: FetchRecord,
  context: AttemptContext,
): AttemptOutcome {
  switch (ending.kind) {
    case 'stopped':
      return { kind: 'stopped' };
    case 'refused':
      return { kind: 'failed', reason: ending.reason, message: tooMuch(ending.reason) };
    case 'too-long':
      // Off by how much, and since where?
      return record.restarts > 0
        ? { kind: 'failed', reason: 'fetch-error', message: 'it sends more than it says' }
        : { kind: 'start-over', isSpoilt: true, message: 'it sends more than it says' };
    case 'disk-error':
      return diskFailure(ending.error);
    case 'broken':
      return isCodingError(ending.error) ? badCoding() : interrupted(record, context, CUT_OFF);
    default:
      return assertNever(ending);
  }
}

function badCoding(): AttemptOutcome {
  return { kind: 'failed', reason: 'fetch-error', message: 'its body is not in the coding it says' };
}

function interrupted(record: FetchRecord, { signal }: AttemptContext, message: string): AttemptOutcome {
  if (signal.aborted) return { kind: 'stopped' };
  return record.request.method === 'GET'
    ? { kind: 'unavailable', retryAfterMs: null, message }
    : { kind: 'failed', reason: 'fetch-error', message };
}

async function conclude(record: FetchRecord, context: AttemptContext): Promise<AttemptOutcome> {
  const { integrity } = record.request;
  const file = record.written > 0 ? context.bodyFile(record.generation) : null;
  if (integrity !== '' && !(await matchesIntegrity(integrity, file))) {
    const message = 'its body is not the one that was asked for (integrity)';
    // Put together from several answers: perhaps not all were of one file.
    return record.isPutTogether && record.restarts === 0
      ? { kind: 'start-over', isSpoilt: true, message }
      : { kind: 'failed', reason: 'fetch-error', message };
  }
  return { kind: 'complete' };
}

/** A full disk is a quota of its own; any other trouble with it leaves no way to store the response. */
function diskFailure(error: unknown): AttemptOutcome {
  const { code } = error as NodeJS.ErrnoException;
  if (!isDiskError(error)) throw error;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
  return {
    kind: 'failed',
    reason: isFull ? 'quota-exceeded' : 'fetch-error',
    message: `the disk does not take it (${code})`,
  };
}
