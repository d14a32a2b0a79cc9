import type { ProxyConfig } from 'electron';
import { describe, expect, it } from 'vitest';
import type { NetworkCondition } from '../../../preload/contract/activity.ts';
import { createFence, type FencedSession } from '../../../main/sessions/fence.ts';
import { readProxyConfig, type ProxyOf } from '../../chromium-host/index.ts';

const listed = (...domains: string[]) => domains.map((domain) => ({ domain, certificates: [] }));

/** A session whose rules take `lag` questions to arrive, as the network has them later than `setProxy` says. */
function fakeSession({ lag = 3 }: { lag?: number } = {}) {
  const calls: string[] = [];
  let proxyOf: ProxyOf | null = () => null;
  let arriving: { rules: ProxyOf | null; after: number } | null = null;
  const session: FencedSession = {
    setProxy(config: ProxyConfig) {
      calls.push(`set ${config.proxyRules} ${config.proxyBypassRules}`);
      arriving = { rules: readProxyConfig(config), after: lag };
      return Promise.resolve();
    },
    resolveProxy(url: string) {
      if (arriving && (arriving.after -= 1) < 0) {
        proxyOf = arriving.rules;
        arriving = null;
      }
      calls.push(`ask ${url}`);
      const proxy = proxyOf?.(url);
      return Promise.resolve(proxy ? `PROXY ${proxy}` : 'DIRECT');
    },
    closeAllConnections() {
      calls.push('close');
      return Promise.resolve();
    },
  };
  return { session, calls, reaches: (url: string) => proxyOf?.(url) === null };
}

function fenceOf(
  fake: ReturnType<typeof fakeSession>,
  options: { proxied?: string[]; provenWithinMs?: number; condition?: NetworkCondition } = {},
) {
  const gates: (() => readonly { domain: string }[])[] = [];
  const fence = createFence({
    session: fake.session,
    dev: true,
    resolveSystemProxy: (url) =>
      Promise.resolve(options.proxied?.some((host) => new URL(url).hostname === host) ? 'PROXY p.example:1' : 'DIRECT'),
    condition: () => options.condition ?? 'normal',
    openGate(domains) {
      gates.push(domains);
      return Promise.resolve({ port: 4711, cut: () => void fake.calls.push('cut') });
    },
    limits: { pauseMs: 0, provenWithinMs: options.provenWithinMs ?? 10_000 },
  });
  return { fence, gates };
}

describe('the fence', () => {
  it('stands when the network says so, not when setProxy resolves', async () => {
    const fake = fakeSession({ lag: 3 });
    const { fence } = fenceOf(fake);
    await fence.set(listed('a.example'));
    expect(fake.calls).toEqual([
      'set http://127.0.0.1:9 <-loopback>;a.example:443;a.example:80',
      ...Array<string>(4).fill('ask https://x.invalid/'),
      'ask https://a.example:443/',
    ]);
    expect(fake.reaches('https://a.example/')).toBe(true);
    expect(fake.reaches('http://localhost/')).toBe(false);
  });

  it('is set once when the same domains come again', async () => {
    const fake = fakeSession();
    const { fence } = fenceOf(fake);
    await fence.set(listed('a.example'));
    const { length } = fake.calls;
    await fence.set(listed('a.example'));
    expect(fake.calls).toHaveLength(length);
  });

  it.each([
    ['grows', ['a.example:443'], ['a.example:443', 'b.example:443'], false, 'https://b.example/', true],
    ['shrinks', ['a.example:443', 'b.example:443'], ['a.example:443'], true, 'https://b.example/', false],
    ['moves', ['a.example:443'], ['b.example:443'], true, 'https://a.example/', false],
    ['becomes wider', ['a.b.example:443'], ['*.b.example:443'], false, 'https://x.b.example/', true],
    ['becomes narrower', ['*.b.example:443'], ['a.b.example:443'], true, 'https://x.b.example/', false],
    [
      'loses what a wildcard has',
      ['*.b.example:443', 'a.b.example:443'],
      ['*.b.example:443'],
      false,
      'https://a.b.example/',
      true,
    ],
  ])('closes connections only when the list %s', async (_what, before, after, closes, url, reached) => {
    const fake = fakeSession();
    const { fence } = fenceOf(fake);
    await fence.set(listed(...before));
    fake.calls.length = 0;
    await fence.set(listed(...after));
    expect(fake.calls.includes('close')).toBe(closes);
    expect(fake.reaches(url)).toBe(reached);
  });

  it('takes changes one after the other, the last one counts', async () => {
    const fake = fakeSession();
    const { fence } = fenceOf(fake);
    await Promise.all([fence.set(listed('a.example')), fence.set(listed('b.example'))]);
    expect([fake.reaches('https://a.example/'), fake.reaches('https://b.example/')]).toEqual([false, true]);
  });

  it('stands nowhere when the network never takes the rules, and is tried again', async () => {
    const fake = fakeSession({ lag: 1_000_000 });
    const { fence } = fenceOf(fake, { provenWithinMs: 20 });
    await expect(fence.set(listed('a.example'))).rejects.toThrow('do not hold');
    const { length } = fake.calls;
    await expect(fence.set(listed('a.example'))).rejects.toThrow('do not hold');
    expect(fake.calls[length]).toMatch(/^set /);
  });

  it.each(['setProxy', 'resolveProxy', 'closeAllConnections'] as const)(
    'fails when %s never answers, and the next change does all of it',
    async (name) => {
      const fake = fakeSession({ lag: 0 });
      const { fence } = fenceOf(fake, { provenWithinMs: 200 });
      await fence.set(listed('a.example', 'b.example'));
      const answers = fake.session[name];
      fake.session[name] = () => new Promise<never>(() => {});
      await expect(fence.set(listed('a.example'))).rejects.toThrow('did not end within');
      fake.session[name] = answers as never;
      fake.calls.length = 0;
      await fence.set(listed('a.example'));
      expect([fake.reaches('https://b.example/'), fake.calls.at(-1)]).toEqual([false, 'close']);
    },
  );

  it('names one gate for all when the system wants a proxy for a listed host, and none when it does not any more', async () => {
    const fake = fakeSession();
    const options = { proxied: ['a.example'] };
    const { fence, gates } = fenceOf(fake, options);
    await fence.set(listed('b.example', 'a.example'));
    expect(fake.calls[0]).toBe('set http://127.0.0.1:4711 <-loopback>');
    expect(fake.reaches('https://b.example/')).toBe(false);
    fake.calls.length = 0;
    await fence.set(listed('a.example'));
    expect(fake.calls).toEqual(['close', 'cut']);
    expect(gates.map((domains) => domains())).toEqual([listed('a.example')]);
    options.proxied = [];
    await fence.set(listed('a.example'));
    expect(fake.calls).toContain('set http://127.0.0.1:9 <-loopback>;a.example:443;a.example:80');
    expect(gates).toHaveLength(1);
  });

  it('reaches nothing while the network is switched off, everything through the gate while it is slow', async () => {
    const fake = fakeSession();
    const options: { condition?: NetworkCondition } = {};
    const { fence, gates } = fenceOf(fake, options);
    await fence.set(listed('a.example'));
    const rules: unknown[] = [];
    for (const condition of ['offline', 'slow', 'offline', 'normal'] as const) {
      options.condition = condition;
      fake.calls.length = 0;
      await fence.set(listed('a.example'));
      // Open sockets know nothing of the switch, those through the gate neither, once there is one.
      expect(fake.calls.slice(fake.calls.indexOf('close'))).toEqual(gates.length > 0 ? ['close', 'cut'] : ['close']);
      rules.push([condition, fake.calls.find((call) => call.startsWith('set ')), fake.reaches('https://a.example/')]);
      if (condition === 'offline') expect(gates.flatMap((domains) => domains())).toEqual([]);
    }
    expect(rules).toEqual([
      ['offline', 'set http://127.0.0.1:9 <-loopback>', false],
      ['slow', 'set http://127.0.0.1:4711 <-loopback>', false],
      ['offline', 'set http://127.0.0.1:9 <-loopback>', false],
      ['normal', 'set http://127.0.0.1:9 <-loopback>;a.example:443;a.example:80', true],
    ]);
    expect(gates).toHaveLength(1);
    fake.calls.length = 0;
    await fence.set(listed('a.example'));
    expect(fake.calls).toEqual([]);
  });

  it('asks the system about what a wildcard stands for', async () => {
    const fake = fakeSession();
    const { fence } = fenceOf(fake, { proxied: ['x.a.example'] });
    await fence.set(listed('*.a.example'));
    expect(fake.calls[0]).toBe('set http://127.0.0.1:4711 <-loopback>');
  });
});
