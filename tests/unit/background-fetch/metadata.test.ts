/** What a fetch keeps besides bodies stays within its limits, whoever sends it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { METADATA_LIMITS } from '../../../main/background-fetch/jobs/metadata.ts';
import { startLocalServer } from '../../fakes/local-server.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { APP_ID, request, SCOPE, startEngine } from './engine.ts';

it('heads of responses that are too large end the fetch as one that found no room', async () => {
  const server = await startLocalServer((_request, response) =>
    response
      .writeHead(200, {
        'access-control-allow-origin': '*',
        'access-control-expose-headers': '*',
        'x-long': 'y'.repeat(50_000),
      })
      .end('x'),
  );
  const { manager } = await startEngine({
    folder: createTemporaryFolder(),
    ports: [Number(new URL(server.url).port)],
    deliver: () => new Promise(() => {}),
  });
  await manager.registrations.register(APP_ID, {
    id: 'heads',
    scope: SCOPE,
    requests: Array.from({ length: 3 }, (_, index) => request(`${server.url}/${index}`)),
    options: { title: '', icons: [], downloadTotal: 0 },
  });
  const failure = (): string | undefined => manager.downloads.list()[0]?.registration.failureReason;
  await vi.waitFor(() => expect(failure()).toBe('quota-exceeded'), { timeout: 10_000 });
});

it('title and icons of updateUI() that are too large are refused', async () => {
  const { manager } = await startEngine({ folder: createTemporaryFolder() });
  const title = 'x'.repeat(METADATA_LIMITS.perUiUpdate + 1);
  await expect(manager.registrations.updateUi(APP_ID, 'any', { title })).rejects.toMatchObject({ code: 'too-large' });
  const icons = [{ src: title }];
  await expect(manager.registrations.updateUi(APP_ID, 'any', { icons })).rejects.toMatchObject({ code: 'too-large' });
});

it('the history keeps the beginning of a long title and no long icons', async () => {
  const folder = createTemporaryFolder();
  const { manager } = await startEngine({ folder });
  const outcome = await manager.registrations.register(APP_ID, {
    id: 'a',
    scope: SCOPE,
    requests: [request('mp://abc/a')],
    options: { title: 't'.repeat(9_000), icons: [{ src: `mp://abc/${'i'.repeat(9_000)}` }], downloadTotal: 0 },
  });
  const uuid = outcome.ok ? outcome.registration.uuid : '';
  const file = path.join(folder, 'background-fetch', uuid, 'state.json');
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('"requests":[]'));
  const kept = JSON.parse(readFileSync(file, 'utf8')) as { title: string; icons: unknown[] };
  expect([kept.title.length, kept.icons]).toEqual([METADATA_LIMITS.inHistory / 4, []]);
});

it.each([
  ['state.json', METADATA_LIMITS.stateFile],
  ['journal.jsonl', METADATA_LIMITS.journalFile],
])('a fetch whose %s is larger than any may be is removed unread, and reported', async (name, limit) => {
  const folder = createTemporaryFolder();
  const fetches = path.join(folder, 'background-fetch');
  const own = path.join(fetches, '00000000-0000-4000-8000-000000000000');
  mkdirSync(own, { recursive: true });
  for (const file of ['state.json', 'journal.jsonl']) writeFileSync(path.join(own, file), '');
  truncateSync(path.join(own, name), limit + 1);
  const { manager, problems } = await startEngine({ folder });
  expect(manager.downloads.list()).toEqual([]);
  expect(problems).toEqual([expect.stringContaining('keeps far more than it may')]);
  expect(existsSync(own)).toBe(false);
  expect(readdirSync(fetches)).toEqual([]);
});
