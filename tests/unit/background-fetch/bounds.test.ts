import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { METADATA_LIMITS } from '../../../main/background-fetch/jobs/metadata.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { APP_ID, request, SCOPE, startEngine } from './engine.ts';

const own = (url = `mp://abc/a`): ReturnType<typeof request> => request(url);
const fetchOf = (
  id: string,
  requests = [own()],
): Parameters<Awaited<ReturnType<typeof startEngine>>['manager']['registrations']['register']>[1] => ({
  id,
  scope: SCOPE,
  requests,
  options: { title: id, icons: [], downloadTotal: 0 },
});
const filesOf = (folder: string, name: string): string[] =>
  readdirSync(path.join(folder, 'background-fetch'))
    .map((uuid) => path.join(folder, 'background-fetch', uuid, name))
    .filter((file) => existsSync(file));

it('refuses a fetch whose texts are more than one may keep, and one that is too much for the mini-program', async () => {
  const { manager } = await startEngine({ folder: createTemporaryFolder(), isStopped: true });
  const padded = (bytes: number): ReturnType<typeof request> => own(`mp://abc/?${'x'.repeat(bytes)}`);
  const many = (count: number): ReturnType<typeof request>[] => Array.from({ length: count }, () => padded(60_000));
  const tooMuch = await manager.registrations.register(APP_ID, fetchOf('a', many(20)));
  expect(tooMuch).toMatchObject({ ok: false, error: { name: 'QuotaExceededError' } });
  const outcomes = [];
  for (let i = 0; i < 20; i += 1)
    outcomes.push(await manager.registrations.register(APP_ID, fetchOf(`${i}`, many(17))));
  const fine = outcomes.filter(({ ok }) => ok).length;
  expect(fine).toBe(Math.floor(METADATA_LIMITS.perApp / (17 * 60_040)));
  expect(manager.downloads.usedBytes(APP_ID)).toBeGreaterThan(fine * 17 * 60_000);
});

it('drops the requests of one that is over from its file, and still says how many there were', async () => {
  const folder = createTemporaryFolder();
  const { manager } = await startEngine({ folder });
  await manager.registrations.register(APP_ID, fetchOf('a'));
  await vi.waitFor(() => expect(readFileSync(filesOf(folder, 'state.json')[0]!, 'utf8')).toContain('"requests":[]'));
  expect(manager.downloads.list()[0]?.recordCount).toBe(1);
  await vi.waitFor(() => expect(manager.downloads.usedBytes(APP_ID)).toBe(0));
});

it('keeps an event that three attempts ended the process with, and tries it again when the user wants it', async () => {
  const folder = createTemporaryFolder();
  const hang = (): Promise<'retry'> => new Promise(() => {});
  const first = await startEngine({ folder, deliver: hang });
  await first.manager.registrations.register(APP_ID, fetchOf('a'));
  await vi.waitFor(() => expect(first.events).toHaveLength(1));
  const [journal] = filesOf(folder, 'journal.jsonl');
  for (let start = 2; start <= 3; start += 1) {
    // The process is killed: what it wrote is what the next one reads.
    const written = readFileSync(journal!);
    writeFileSync(journal!, written);
    const next = await startEngine({ folder, deliver: hang });
    await vi.waitFor(() => expect(next.events).toHaveLength(1));
  }
  const last = await startEngine({ folder });
  expect(last.events).toEqual([]);
  const [kept] = last.manager.downloads.list();
  expect(kept).toMatchObject({ isKept: true });
  expect(await last.manager.downloads.resume(APP_ID, kept!.registration.uuid)).toBe(true);
  await vi.waitFor(() => expect(last.events).toHaveLength(1));
  expect(last.manager.downloads.list()[0]?.isKept).toBe(false);
});

it('delivers one by one after an end that deliveries were under way in', async () => {
  const folder = createTemporaryFolder();
  const first = await startEngine({ folder, deliver: () => new Promise(() => {}) });
  for (const id of ['a', 'b', 'c']) await first.manager.registrations.register(APP_ID, fetchOf(id));
  await vi.waitFor(() => expect(first.events).toHaveLength(3));
  let underWay = 0;
  let most = 0;
  const second = await startEngine({
    folder,
    async deliver() {
      most = Math.max(most, (underWay += 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay -= 1;
      return 'delivered';
    },
  });
  await vi.waitFor(() => expect(second.events).toHaveLength(3));
  expect(most).toBe(1);
});

it('does not count an end in order against the event that was being delivered', async () => {
  const folder = createTemporaryFolder();
  const hang = (): Promise<'retry'> => new Promise(() => {});
  const first = await startEngine({ folder, deliver: hang });
  await first.manager.registrations.register(APP_ID, fetchOf('a'));
  await vi.waitFor(() => expect(first.events).toHaveLength(1));
  await first.manager.dispose();
  for (let start = 2; start <= 5; start += 1) {
    const next = await startEngine({ folder, deliver: hang });
    await vi.waitFor(() => expect(next.events).toHaveLength(1));
    await next.manager.dispose();
  }
});

it('refuses what a worker starts without a window when it has started as many as it may', async () => {
  let left = 2;
  const { manager } = await startEngine({
    folder: createTemporaryFolder(),
    mayStartWindowless: () => (left -= 1) >= 0,
  });
  const start = (id: string, isWindowless: boolean): Promise<unknown> =>
    manager.registrations.register(APP_ID, fetchOf(id), 0, isWindowless);
  expect(await start('a', true)).toMatchObject({ ok: true });
  expect(await start('b', true)).toMatchObject({ ok: true });
  expect(await start('c', true)).toMatchObject({ ok: false, error: { name: 'NotAllowedError' } });
  expect(await start('d', false)).toMatchObject({ ok: true });
});
