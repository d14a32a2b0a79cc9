import http2, { type ClientHttp2Session, type ClientHttp2Stream } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countPieces, takePiece } from '../../../../main/background-fetch/http/session-memory.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';

/** Streams of one session that bring what a test says. */
function openSession() {
  const session = {} as ClientHttp2Session;
  return {
    stream() {
      const stream = new Readable({ read() {} });
      countPieces(session, stream as ClientHttp2Stream);
      return stream;
    },
  };
}

const newRead = (): ArrayBuffer => new ArrayBuffer(64);
const pieceOf = (read: ArrayBuffer, offset: number): Uint8Array => Buffer.from(read, offset, 16);

describe('the memory of what a session reads', () => {
  it('is free when the next buffer is read and every piece of it was let go', () => {
    const stream = openSession().stream();
    const [first, second] = [newRead(), newRead()];
    const pieces = [pieceOf(first, 0), pieceOf(first, 16), pieceOf(second, 0)];
    for (const piece of pieces) stream.push(piece);
    const [one, two, three] = pieces.map((piece) => takePiece(piece));
    one!();
    expect(first.detached).toBe(false);
    two!();
    expect(first.detached).toBe(true);
    three!();
    expect(second.detached, 'the session may have more pieces in it').toBe(false);
    stream.push(pieceOf(newRead(), 0));
    expect(second.detached).toBe(true);
  });

  it('is kept while another stream has a piece of it, taken or not', () => {
    const session = openSession();
    const [fast, slow] = [session.stream(), session.stream()];
    const shared = newRead();
    const [ofFast, ofSlow] = [pieceOf(shared, 0), pieceOf(shared, 16)];
    fast.push(ofFast);
    slow.push(ofSlow);
    fast.push(pieceOf(newRead(), 0));
    takePiece(ofFast)!();
    expect(shared.detached).toBe(false);
    const letGo = takePiece(ofSlow)!;
    expect(shared.detached).toBe(false);
    letGo();
    expect(shared.detached).toBe(true);
  });

  it('is left to the collector when a stream is read in other pieces than it got, or nobody counted them', () => {
    const stream = openSession().stream();
    const piece = pieceOf(newRead(), 0);
    stream.push(piece);
    expect(takePiece(Buffer.alloc(16))).toBeNull();
    expect(takePiece(piece.subarray(0, 8))).toBeNull();
    expect(takePiece(piece)).not.toBeNull();
    expect(takePiece(piece), 'a second time').toBeNull();
  });

  it('is not held when a decoder reads the stream, which takes nothing', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const stream = openSession().stream();
    const reads = Array.from({ length: 20 }, () => {
      const read = newRead();
      stream.push(pieceOf(read, 0));
      stream.read();
      return new WeakRef(read);
    });
    const held = (): number => reads.filter((read) => read.deref() !== undefined).length;
    await expect
      .poll(() => {
        collect();
        return held();
      })
      .toBeLessThanOrEqual(1);
    expect(stream.destroyed, 'it runs still').toBe(false);
  });

  it('never holds bytes that a slow reader still waits for, with streams of all speeds on one real session', async () => {
    const bytes = 600_000;
    const server = http2.createServer((incoming, response) =>
      response.end(contentOf(Number(incoming.url.slice(1)), bytes)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const session = http2.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(() => {
      session.destroy();
      server.close();
    });
    const buffers = new Set<ArrayBufferLike>();
    // Each lets go of a piece only when it has so many more of them.
    const read = async (seed: number): Promise<void> => {
      const stream = session.request({ ':path': `/${seed}` });
      countPieces(session, stream);
      const waiting: (() => void)[] = [];
      const content = contentOf(seed, bytes);
      let position = 0;
      stream.on('data', (piece: Buffer) => {
        buffers.add(piece.buffer);
        const letGo = takePiece(piece)!;
        const at = position;
        position += piece.byteLength;
        waiting.push(() => {
          expect(content.subarray(at, at + piece.byteLength).equals(piece)).toBe(true);
          letGo();
        });
        if (waiting.length > seed * 4) waiting.shift()!();
        if (seed % 2 === 0) {
          stream.pause();
          setImmediate(() => stream.resume());
        }
      });
      await once(stream, 'end');
      for (const check of waiting) check();
      expect(position).toBe(bytes);
    };
    await Promise.all(Array.from({ length: 12 }, (_, seed) => read(seed)));
    const kept = [...buffers].filter((buffer) => !(buffer as ArrayBuffer).detached);
    expect(buffers.size).toBeGreaterThan(12);
    expect(kept, 'but for what it read last').toHaveLength(1);
  });
});
