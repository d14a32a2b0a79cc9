import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SlowLine, type SharedLine, type SlowNetwork } from '../../../../main/network/connections/slow-line.ts';

const KIB = 1024;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What came out, and when: ms since the line was made. */
function setUp(network: SlowNetwork | null, line: SharedLine = { freeAt: 0 }) {
  const state = { network };
  const startedAt = performance.now();
  const came: [ms: number, bytes: number][] = [];
  const slow = new SlowLine(line, () => state.network);
  slow.on('data', (piece: Buffer) => came.push([Math.round(performance.now() - startedAt), piece.length]));
  return { slow, came, state };
}

describe('a slow line', () => {
  it('lets everything pass at once where the network is as it is', async () => {
    const { slow, came } = setUp(null);
    slow.write(Buffer.alloc(100 * KIB));
    await vi.advanceTimersByTimeAsync(0);
    expect(came).toEqual([[0, 100 * KIB]]);
  });

  it('brings pieces one after the other, each half a round trip later', async () => {
    const { slow, came } = setUp({ roundTripMs: 400, bytesPerSecond: 8 * KIB });
    slow.end(Buffer.alloc(20 * KIB));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(came).toEqual([
      [1200, 8 * KIB],
      [2200, 8 * KIB],
      [2700, 4 * KIB],
    ]);
    expect(slow.readableEnded).toBe(true);
  });

  it('shares its speed with the other connections of the line', async () => {
    const line = { freeAt: 0 };
    const network = { roundTripMs: 0, bytesPerSecond: 8 * KIB };
    const [one, other] = [setUp(network, line), setUp(network, line)];
    one.slow.write(Buffer.alloc(8 * KIB));
    other.slow.write(Buffer.alloc(8 * KIB));
    await vi.advanceTimersByTimeAsync(10_000);
    expect([one.came, other.came]).toEqual([[[1000, 8 * KIB]], [[2000, 8 * KIB]]]);
  });

  it('makes the sender wait when much is under way', async () => {
    const { slow, came } = setUp({ roundTripMs: 0, bytesPerSecond: 64 * KIB });
    let written = 0;
    for (let count = 0; count < 4; count += 1) slow.write(Buffer.alloc(64 * KIB), () => (written += 1));
    await vi.advanceTimersByTimeAsync(0);
    expect(written).toBe(0);
    await vi.advanceTimersByTimeAsync(4000);
    expect([written, came.reduce((sum, [, bytes]) => sum + bytes, 0)]).toEqual([4, 256 * KIB]);
  });

  it('keeps the order when the network becomes fast meanwhile', async () => {
    const { slow, state } = setUp({ roundTripMs: 400, bytesPerSecond: 1_000_000 });
    const texts: string[] = [];
    slow.on('data', (piece: Buffer) => texts.push(piece.toString()));
    slow.write('first ');
    state.network = null;
    slow.end('second');
    await vi.advanceTimersByTimeAsync(1000);
    expect(texts.join('')).toBe('first second');
  });
});
