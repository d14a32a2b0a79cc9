import { describe, expect, it } from 'vitest';
import { createFairResolver } from '../../../../main/network/connections/fair-resolver.ts';
import { BACKEND, downloadsOf, miniProgramOf, PROVIDER } from '../../../../main/network/connections/pool.ts';
import { isAppId } from '../../../../main/models/app-id.ts';

const ADDRESS = [{ address: '192.0.2.1', family: 4 }];

/** A name server that answers for a name when it is told to. */
function setUp(waitMs?: number) {
  const asked: string[] = [];
  const answers = new Map<string, () => void>();
  const resolverOf = createFairResolver((host) => {
    asked.push(host);
    return new Promise((resolve) => answers.set(host, () => resolve(ADDRESS)));
  }, waitMs);
  const settled = (): Promise<void> => new Promise(setImmediate);
  return { asked, resolverOf, answer: (host: string): void => answers.get(host)?.(), settled };
}

describe('createFairResolver', () => {
  it('has one lookup of a mini-program under way, however many names it asks for, and lets others pass', async () => {
    const { asked, resolverOf, settled, answer } = setUp();
    for (let index = 0; index < 1_000; index += 1) void resolverOf('hostile')(`h${index}.example`);
    const other = resolverOf('other')('good.example');
    await settled();
    expect(asked).toEqual(['h0.example', 'good.example']);
    answer('good.example');
    expect(await other).toEqual(ADDRESS);
    answer('h0.example');
    await settled();
    expect(asked).toEqual(['h0.example', 'good.example', 'h1.example']);
  });

  it('asks once for a name that several connections want at once, and again later', async () => {
    const { asked, resolverOf, settled, answer } = setUp();
    const first = [resolverOf('one')('a.example'), resolverOf('one')('a.example')];
    await settled();
    answer('a.example');
    expect(await Promise.all(first)).toEqual([ADDRESS, ADDRESS]);
    void resolverOf('one')('a.example');
    await settled();
    expect(asked).toEqual(['a.example', 'a.example']);
  });

  it('does not ask for what nobody waits for any more', async () => {
    const { asked, resolverOf, settled, answer } = setUp(5);
    const slow = resolverOf('one')('slow.example');
    const late = resolverOf('one')('late.example').catch((error: NodeJS.ErrnoException) => error.code);
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer('slow.example');
    expect([await slow, await late]).toEqual([ADDRESS, 'ETIMEDOUT']);
    void resolverOf('one')('next.example');
    await settled();
    expect(asked).toEqual(['slow.example', 'next.example']);
  });
});

describe('the owners of connections', () => {
  it('are a mini-program, what it downloads, or nobody a mini-program could be', () => {
    expect([BACKEND, PROVIDER, ''].map(isAppId)).toEqual([false, false, false]);
    expect([BACKEND, PROVIDER, '', 'backend', 'provider', downloadsOf('abc')].map(miniProgramOf)).toEqual([
      ...[null, null, null],
      ...['backend', 'provider', 'abc'],
    ]);
    expect(isAppId(downloadsOf('abc'))).toBe(false);
  });
});
