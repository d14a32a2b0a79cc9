import { describe, expect, it } from 'vitest';
import { createRates, RateLimit } from '../../../../main/background-fetch/transfer/rate-limit.ts';
import { contentOf } from '../../../fixtures/fault-server/content.ts';
import { startLocalServer } from '../../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { register, request, startEngine } from '../engine.ts';
import { until } from '../../../fakes/until.ts';

describe('RateLimit', () => {
  it.each([
    [10_000, 100_000],
    [64 * 1024, 500_000],
    [640 * 1024, 1_000_000],
  ])('reads of %i bytes keep to %i bytes a second over any time', (bytes, rate) => {
    let now = 0;
    const limit = new RateLimit({ bytesPerSecond: () => rate, now: () => now });
    let total = 0;
    while (now < 20_000) {
      const waitMs = limit.waitMs();
      if (waitMs > 0) now += waitMs;
      else {
        limit.took(bytes);
        total += bytes;
        expect(total).toBeLessThanOrEqual((rate * (now + 250)) / 1000 + bytes);
      }
    }
    expect(total).toBeGreaterThan(rate * 20 * 0.95);
  });

  it('lets everything pass without a limit, and begins anew when there is one', () => {
    let rate: number | null = null;
    let now = 0;
    const limit = new RateLimit({ bytesPerSecond: () => rate, now: () => now });
    limit.took(1e9);
    expect([limit.isOn, limit.waitMs()]).toEqual([false, 0]);
    rate = 1000;
    now = 5000;
    expect([limit.isOn, limit.waitMs()]).toEqual([true, 0]);
    limit.took(2000);
    expect(limit.waitMs()).toBe(1000);
    rate = null;
    expect(limit.waitMs()).toBe(0);
  });
});

describe('createRates', () => {
  it('holds a mini-program to its own limit and to that of all', () => {
    const limits: Record<string, number | null> = { all: 1000, slow: 100, other: null };
    const rateOf = createRates(
      { maxBytesPerSecond: () => limits['all'] ?? null, maxBytesPerSecondOf: (appId) => limits[appId] ?? null },
      () => 0,
    );
    const [slow, other] = [rateOf('slow'), rateOf('other')];
    slow.took(50);
    expect([slow.waitMs(), other.waitMs()]).toEqual([501, 51]);
    limits['all'] = null;
    expect([slow.waitMs(), other.waitMs(), slow.isOn, other.isOn]).toEqual([501, 0, true, false]);
    limits['slow'] = null;
    expect([slow.waitMs(), slow.isOn]).toEqual([0, false]);
  });
});

describe('downloads with a limit', () => {
  it('share it, also when there are several, and are as fast as they can when it is taken away', async () => {
    const file = contentOf(5, 1_000_000);
    const server = await startLocalServer((_incoming, response) => {
      response.writeHead(200, { 'access-control-allow-origin': '*', 'content-length': file.byteLength }).end(file);
    });
    const limit: { rate: number | null } = { rate: 400_000 };
    const engine = await startEngine({
      folder: createTemporaryFolder(),
      ports: [Number(new URL(server.url).port)],
      maxBytesPerSecond: () => limit.rate,
      limits: { stallTimeoutMs: 30_000 },
    });
    const begun = performance.now();
    const files = [1, 2, 3].map((n) => request(`${server.url}/${n}`));
    const uuid = await register(engine.manager, files);
    const downloaded = (): number => engine.manager.registrations.snapshot('abc', uuid)?.downloaded ?? 0;
    await until(() => downloaded() > 600_000);
    // It may be slower on a busy machine, never faster; a read is 64 KiB.
    expect((downloaded() - 4 * 65_536) / ((performance.now() - begun + 250) / 1000)).toBeLessThan(400_000);
    limit.rate = null;
    await until(() => engine.events.length >= 1);
    expect(engine.events[0]!.bodies.every((body) => file.equals(body as Buffer))).toBe(true);
  });
});
