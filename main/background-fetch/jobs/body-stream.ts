/** A body as a stream, for whoever reads it through a request of its own: each piece is read when the one before is taken. */
import type { BodyChunk } from '../types.ts';

export interface StreamedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Bytes from where the stream begins; `null`: more may come. */
  readonly length: number | null;
}

/**
 * `read` answers what is at `offset`, and waits for it; its signal is aborted when nobody wants it any more. What ends a
 * body early ends the stream with an error, which says nothing: the reader asks how its body ended.
 */
export function streamBody(
  offset: number,
  read: (offset: number, signal: AbortSignal) => Promise<BodyChunk>,
): ReadableStream<Uint8Array> {
  const wanted = new AbortController();
  let at = offset;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await read(at, wanted.signal);
        if (wanted.signal.aborted) return;
        if (chunk.kind === 'bytes') {
          at += chunk.bytes.byteLength;
          controller.enqueue(chunk.bytes);
        } else if (chunk.kind === 'end') controller.close();
        else controller.error(new Error('The body has not come to its end.'));
      },
      cancel: () => wanted.abort(),
    },
    // One piece ahead, while the one before is on its way.
    { highWaterMark: 1 },
  );
}
