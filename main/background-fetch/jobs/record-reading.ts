/**
 * Responses and bodies for pages, also while they still arrive
 * (https://wicg.github.io/background-fetch/#create-record-objects). A reader names the generation it
 * began with: when the server does not resume, the rest would be that of another response.
 */
import { open } from 'node:fs/promises';
import { BODY_PIECE_BYTES } from '../../../preload/contract/background-fetch.ts';
import type { FetchRecord } from './fetch-record.ts';
import type { BodyChunk, ResponseOutcome } from '../types.ts';

/** Runs what has a file open, so many at a time. */
export type InTurn = <T>(task: () => Promise<T>) => Promise<T>;
const atOnce: InTurn = (task) => task();

/** Resolves when there is a response, or when it is certain that there will be none. */
export async function readResponse(record: FetchRecord, signal: AbortSignal): Promise<ResponseOutcome> {
  for (;;) {
    const outcome = responseOf(record);
    if (outcome) return outcome;
    if (signal.aborted) return { kind: 'aborted' };
    await record.change(signal);
  }
}

/** The response as far as it is known now; `null`: it may still come. */
export function responseOf(record: FetchRecord): ResponseOutcome | null {
  const { head, generation } = record;
  if (head && record.isExposed) {
    const { url, redirected, status, statusText, type, headers } = head;
    return { kind: 'response', generation, response: { url, redirected, status, statusText, type, headers } };
  }
  if (record.result === 'aborted') return { kind: 'aborted' };
  return record.isDone ? { kind: 'error' } : null;
}

/** The bytes from `offset` that are there, at least one; waits for them. */
export async function readBody(
  record: FetchRecord,
  file: (generation: number) => string,
  generation: number,
  offset: number,
  signal: AbortSignal,
  inTurn: InTurn = atOnce,
): Promise<BodyChunk> {
  for (;;) {
    if (record.generation !== generation) return { kind: 'error' };
    if (signal.aborted) return { kind: 'aborted' };
    if (!record.isExposed) return record.result === 'aborted' ? { kind: 'aborted' } : { kind: 'error' };
    if (record.written > offset) return inTurn(() => readChunk(file(generation), offset, record.written - offset));
    if (record.isDone) return { kind: 'end' };
    await record.change(signal);
  }
}

/** Of `missing` bytes, as many as travel at once. */
export async function readChunk(file: string, offset: number, missing: number): Promise<BodyChunk> {
  const length = Math.min(BODY_PIECE_BYTES, missing);
  let handle;
  try {
    handle = await open(file, 'r');
  } catch {
    // It was replaced in this very moment, or the fetch was removed.
    return { kind: 'error' };
  }
  try {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await handle.read(bytes, 0, length, offset);
    return bytesRead === 0 ? { kind: 'error' } : { kind: 'bytes', bytes: bytes.subarray(0, bytesRead) };
  } finally {
    await handle.close();
  }
}
