/** A body as a stream, for whoever reads it through a request of its own: each piece is read when the one before is taken. */
import type { BodyChunk } from '../types.ts';

export interface StreamedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Bytes from where the stream begins; `null`: more may come. */
  readonly length: number | null;
}

export interface BodyStreamOptions {
  /** Breaks it off, also when nobody takes from it. */
  readonly closed?: AbortSignal;
  /** Called once, however it ends. */
  onOver?(): void;
}

/**
 * `read` answers what is at `offset`, and waits for it; its signal is aborted when nobody wants it any more. What ends a
 * body early ends the stream with an error, which says nothing: the reader asks how its body ended.
 */
export function streamBody(
  offset: number,
  read: (offset: number, signal: AbortSignal) => Promise<BodyChunk>,
  { closed, onOver }: BodyStreamOptions = {},
): ReadableStream<Uint8Array> {
  const wanted = new AbortController();
  let at = offset;
  let breakOff = (): void => {};
  const end = (): void => {
    if (wanted.signal.aborted) return;
    wanted.abort();
    closed?.removeEventListener('abort', breakOff);
    onOver?.();
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        breakOff = () => {
          if (!wanted.signal.aborted) controller.error(new Error('The body has not come to its end.'));
          end();
        };
        if (closed?.aborted) breakOff();
        else closed?.addEventListener('abort', breakOff, { once: true });
      },
      async pull(controller) {
        const chunk = await read(at, wanted.signal).catch((): BodyChunk => ({ kind: 'error' }));
        if (wanted.signal.aborted) return;
        if (chunk.kind === 'bytes') {
          at += chunk.bytes.byteLength;
          controller.enqueue(chunk.bytes);
        } else if (chunk.kind === 'end') {
          controller.close();
          end();
        } else breakOff();
      },
      cancel: () => end(),
    },
    // One piece ahead, while the one before is on its way.
    { highWaterMark: 1 },
  );
}
