import { describe, expect, it } from 'vitest';
import {
  CALL_LIMITS,
  maxCallBytes,
  textBytes,
  WAITING_CHANNELS,
  wireBytes,
} from '../../../preload/contract/call-limits.ts';
import { createCallGate } from '../../../preload/call-gate.ts';

interface Port {
  readonly asked: string[];
  readonly answers: (() => void)[];
  readonly gate: ReturnType<typeof createCallGate>;
}

function setUp(): Port {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const gate = createCallGate({
    on: () => undefined,
    invoke(channel, ...args) {
      asked.push(`${channel} ${String(args[0])}`);
      return new Promise((resolve) => answers.push(() => resolve({ ok: true, value: args[0] })));
    },
  });
  return { asked, answers, gate };
}

describe('createCallGate', () => {
  it('sends so many at once, and each of the others when one was answered, in their order', async () => {
    const { asked, answers, gate } = setUp();
    const count = CALL_LIMITS.callsAtOnce + 40;
    const calls = Array.from({ length: count }, (_, i) => gate.invoke('bn:get-background-fetch-token', i));
    expect(asked).toHaveLength(CALL_LIMITS.callsAtOnce);
    for (let i = 0; i < count; i += 1) {
      answers[i]!();
      await calls[i];
      await Promise.resolve();
    }
    expect(asked).toEqual(Array.from({ length: count }, (_, i) => `bn:get-background-fetch-token ${i}`));
  });

  it.each([...WAITING_CHANNELS])('lets every other call pass those of %s, whose answers may come late', (late) => {
    const { asked, gate } = setUp();
    for (let i = 0; i < CALL_LIMITS.waitingCallsAtOnce + 1; i += 1) void gate.invoke(late, i);
    expect(asked).toHaveLength(CALL_LIMITS.waitingCallsAtOnce);
    const others = [...WAITING_CHANNELS, 'background-fetch:abort'].filter((channel) => channel !== late);
    for (const channel of others) void gate.invoke(channel, 'now');
    expect(asked.slice(CALL_LIMITS.waitingCallsAtOnce)).toEqual(others.map((channel) => `${channel} now`));
  });

  it('refuses what is too large before it is sent', async () => {
    const { asked, gate } = setUp();
    const text = 'x'.repeat(maxCallBytes('background-fetch:get'));
    expect(await gate.invoke('background-fetch:get', { id: text })).toMatchObject({
      ok: false,
      error: { code: 'too-large' },
    });
    expect(asked).toEqual([]);
  });
});

describe('wireBytes', () => {
  it.each([
    ['a text', ['abc'], 14],
    ['bytes', [new ArrayBuffer(100)], 108],
    ['a view', [new Uint8Array(7)], 15],
    ['lists and objects', [{ ab: [1, null] }], 8 + 4 + 8 + 8 + 8],
  ])('counts %s', (_, values, bytes) => {
    expect(wireBytes(values, 1_000)).toBe(bytes);
  });

  it('counts texts alone where buffers cost nothing', () => {
    expect(textBytes([{ a: 'bc', b: new ArrayBuffer(1_000) }], 10_000)).toBe(8 + 2 + 8 + 4 + 2 + 8);
  });

  it('looks no further than its limit, however deep and long', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 100_000; i += 1) deep = [deep];
    expect(wireBytes([deep], 1_000)).toBeGreaterThan(1_000);
    expect(wireBytes([new Array(2 ** 30)], 1_000)).toBe(1_001);
  });
});
