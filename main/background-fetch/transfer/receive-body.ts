/** From the network into the file: one body, held back while the disk is behind, cut off where it must end. */
import type { Readable } from 'node:stream';
import { readFrom, type BodySource } from './body-source.ts';
import { PartWriter } from './part-writer.ts';
import type { FailureReason } from '../types.ts';
import type { WriteBudget } from './write-budget.ts';

export interface WireBody {
  readonly body: Readable;
  /** On the wire, when it is known and is that of the body. */
  readonly expectedBytes: number | null;
  /** Bytes that may still come, when the server has said so. */
  readonly roomBytes: number | null;
}

export interface BodyReceiver {
  /** Open for writing; stays open. */
  readonly descriptor: number;
  readonly position: number;
  readonly budget: WriteBudget;
  readonly signal: AbortSignal;
  /** Why so many bytes more must not be kept; `null` when they may. */
  refuseBytes(bytes: number): FailureReason | null;
  onReceived(bytes: number): void;
  onWritten(bytes: number): void;
}

/** How it ended. `error`: of the network or of the coding. */
export type BodyEnding =
  | { readonly kind: 'ended' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'refused'; readonly reason: FailureReason }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'disk-error'; readonly error: unknown }
  | { readonly kind: 'broken'; readonly error: Error };

/** Resolves when everything that was received is in the file, or cannot be. Never rejects. */
export async function receiveBody(
  { body, expectedBytes, roomBytes }: WireBody,
  receiver: BodyReceiver,
): Promise<BodyEnding> {
  const { signal, budget, descriptor, position } = receiver;
  let ending: BodyEnding | null = null;
  let source: BodySource | null = null;
  let left = roomBytes ?? Infinity;
  let settle = (): void => {};
  const ended = new Promise<void>((resolve) => (settle = resolve));
  const end = (how: BodyEnding): void => {
    ending ??= how;
    if (ending.kind !== 'ended') source?.destroy();
    settle();
  };
  const writer = new PartWriter({
    descriptor,
    position,
    budget,
    onWritten: (bytes) => receiver.onWritten(bytes),
    onRoom: () => source?.resume(),
    onError: (error) => end({ kind: 'disk-error', error }),
  });
  const onAbort = (): void => end({ kind: 'stopped' });
  signal.addEventListener('abort', onAbort, { once: true });
  source = readFrom(body, expectedBytes, {
    readBytes: () => budget.readBytes,
    mayRead: (bytes) => ending === null && writer.makeRoom(bytes),
    onChunk(chunk, release) {
      const reason = ending ? null : receiver.refuseBytes(chunk.byteLength);
      if (reason) end({ kind: 'refused', reason });
      if (ending !== null) return release?.();
      const kept = Math.min(chunk.byteLength, left);
      left -= kept;
      receiver.onReceived(kept);
      writer.write(chunk.subarray(0, kept), release);
      if (kept < chunk.byteLength) end({ kind: 'too-long' });
    },
    onEnd: () => end({ kind: 'ended' }),
    onError: (error) => end({ kind: 'broken', error }),
  });
  if (signal.aborted) onAbort();
  if (ending !== null && (ending as BodyEnding).kind !== 'ended') source.destroy();
  await ended;
  signal.removeEventListener('abort', onAbort);
  try {
    await writer.finish();
  } catch (error) {
    return { kind: 'disk-error', error };
  }
  return ending ?? { kind: 'ended' };
}
