/** What a server may send beside the answer that somebody reads: it costs main time, whoever pays for the bytes. */
import type { ClientRequest } from 'node:http';
import type { Readable } from 'node:stream';

export const WIRE_LIMITS = {
  /** Interim answers (1xx) before the one that was asked for. */
  interimAnswers: 100,
  /** Bytes of a body that is read for the sake of its connection alone. */
  drainBytes: 16 * 1024,
  /** ms for it. */
  drainMs: 10_000,
  /** Bytes that come over a connection that nothing uses: frames of HTTP/2, which need no request. */
  idleBytes: 64 * 1024,
} as const;

/** Ends `request` when its server goes on with interim answers. */
export function limitInterimAnswers(request: ClientRequest): void {
  let left: number = WIRE_LIMITS.interimAnswers;
  const count = (): void => {
    left -= 1;
    if (left === -1) request.destroy(Object.assign(new Error('Too many interim answers'), { code: 'EPROTOCOL' }));
  };
  request.on('information', count);
}

/** Reads `body` to its end, so that its connection can be used again, or closes it when that is not worth it. */
export function drain(body: Readable): void {
  let left: number = WIRE_LIMITS.drainBytes;
  const timer = setTimeout(() => body.destroy(), WIRE_LIMITS.drainMs).unref();
  const end = (): void => clearTimeout(timer);
  body.on('error', () => {});
  body.once('end', end).once('close', end);
  body.on('data', (chunk: Uint8Array) => {
    left -= chunk.byteLength;
    if (left < 0) body.destroy();
  });
}
