import { describe, expect, it } from 'vitest';
import { createPreinstalled } from '../../../main/catalog/preinstalled.ts';

function setUp(failing: Set<string>, endless = new Set<string>()) {
  const installed = new Set<string>();
  const asked: string[] = [];
  const told: string[] = [];
  const waits: { readonly ms: number; readonly run: () => void }[] = [];
  const conditions = { online: true };
  const preinstalled = createPreinstalled({
    appIds: ['One', 'Two', 'Three'],
    isInstalled: (appId) => installed.has(appId),
    turnMs: 0,
    async install(appId) {
      asked.push(appId);
      if (endless.has(appId)) await new Promise(() => {});
      if (failing.has(appId)) throw new Error('no');
      installed.add(appId);
    },
    isOnline: () => conditions.online,
    onFailed: (appId) => told.push(appId),
    after(ms, run) {
      const wait = { ms, run };
      waits.push(wait);
      return () => void waits.splice(waits.indexOf(wait), 1);
    },
  });
  return { preinstalled, asked, told, waits, conditions };
}

describe('preinstalled mini-programs', () => {
  it('are added one after the other; one that fails is told once and tried again later', async () => {
    const failing = new Set(['Two']);
    const { preinstalled, asked, told, waits } = setUp(failing);
    await Promise.all([preinstalled.run(), preinstalled.run()]);
    expect([asked, told]).toEqual([['One', 'Two', 'Three'], ['Two']]);
    await preinstalled.run();
    expect([asked.slice(3), told]).toEqual([['Two'], ['Two']]);
    expect(waits.map(({ ms }) => ms)).toEqual([30 * 60_000]);
    failing.clear();
    await preinstalled.run();
    expect(waits).toEqual([]);
  });

  it('do not wait for one whose server takes its time, which is no failure and is asked for again', async () => {
    const { preinstalled, asked, told, waits } = setUp(new Set(), new Set(['One']));
    await preinstalled.run();
    expect([asked, told, waits.length]).toEqual([['One', 'Two', 'Three'], [], 1]);
    await preinstalled.run();
    expect(asked.slice(3)).toEqual(['One']);
  });

  it('ask nobody without a network, and nobody after the end', async () => {
    const { preinstalled, asked, waits, conditions } = setUp(new Set());
    conditions.online = false;
    await preinstalled.run();
    expect([asked, waits.length]).toEqual([[], 1]);
    void preinstalled.dispose();
    conditions.online = true;
    await preinstalled.run();
    expect([asked, waits.length]).toEqual([[], 0]);
  });
});
