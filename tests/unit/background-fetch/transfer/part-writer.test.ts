import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { PartWriter } from '../../../../main/background-fetch/transfer/part-writer.ts';
import { SMALLEST_READ_BYTES, WriteBudget } from '../../../../main/background-fetch/transfer/write-budget.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const CONTENT = contentOf(6, 3 * SMALLEST_READ_BYTES);

/** `writes`: the bytes of each write. */
function openWriter(budgetBytes: number) {
  const file = path.join(createTemporaryFolder(), 'body');
  const descriptor = openSync(file, 'w');
  onTestFinished(() => closeSync(descriptor));
  const budget = new WriteBudget(budgetBytes, 1);
  const writes: number[] = [];
  const room = Promise.withResolvers<void>();
  const writer = new PartWriter({
    descriptor,
    position: 0,
    budget,
    onWritten: (bytes) => void writes.push(bytes),
    onRoom: () => room.resolve(),
    onError: (error) => room.reject(error),
  });
  return { file, budget, writes, room: room.promise, writer };
}

function pieces(): readonly Uint8Array[] {
  return [0, 1, 2].map((index) => CONTENT.subarray(index * SMALLEST_READ_BYTES, (index + 1) * SMALLEST_READ_BYTES));
}

describe('the writer of a body', () => {
  it('makes one write of what comes in one turn', async () => {
    const { file, budget, writes, writer } = openWriter(10 * SMALLEST_READ_BYTES);
    for (const piece of pieces()) writer.write(piece);
    await writer.finish();
    expect([writes, budget.takenBytes]).toEqual([[CONTENT.byteLength], 0]);
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
  });

  it('writes at once, and without an end, when there is no room for more', async () => {
    const { file, budget, writes, room, writer } = openWriter(SMALLEST_READ_BYTES);
    const [first, second] = pieces();
    expect(writer.makeRoom(SMALLEST_READ_BYTES)).toBe(true);
    writer.write(first!);
    expect(writer.makeRoom(SMALLEST_READ_BYTES)).toBe(false);
    await room;
    expect(writes).toEqual([SMALLEST_READ_BYTES]);
    writer.write(second!);
    await writer.finish();
    expect([writes, budget.takenBytes]).toEqual([[SMALLEST_READ_BYTES, SMALLEST_READ_BYTES], 0]);
    expect(readFileSync(file).equals(CONTENT.subarray(0, 2 * SMALLEST_READ_BYTES))).toBe(true);
  });

  it('writes what came when nothing follows, and nobody asks for the end', async () => {
    const { file, writer, budget } = openWriter(10 * SMALLEST_READ_BYTES);
    writer.write(CONTENT);
    await new Promise<void>((resolve) => budget.wait(resolve));
    expect(readFileSync(file).equals(CONTENT)).toBe(true);
    await writer.finish();
  });
});
