import { expect, it } from 'vitest';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { APP_ID, newFetch, request, startEngine, type EngineOptions } from './engine.ts';

const URL_ = 'https://cdn.example/file';
const refusals: [what: string, url: string, host: string, options: Partial<EngineOptions>, downloadTotal: number][] = [
  ['the user does not allow it', URL_, 'cdn.example', { isAllowed: false }, 0],
  ['more is announced than it may keep', URL_, 'cdn.example', { quotaBytes: 10_000 }, 20_000],
  ['the disk is full', URL_, 'cdn.example', { freeBytes: 0 }, 20_000],
  ['its port is blocked', 'https://cdn.example:25/', 'cdn.example:25', {}, 0],
  ['another scheme', 'ftp://cdn.example/', 'cdn.example', {}, 0],
  ['credentials', 'https://user:secret@cdn.example/', 'cdn.example', {}, 0],
  ['an address without a host', 'data:text/plain,x', '', {}, 0],
  ['no address', '/file', '', {}, 0],
];

it.each(refusals)('what fetch() refuses is told with its host: %s', async (...row) => {
  const [, url, host, options, downloadTotal] = row;
  const { manager, log } = await startEngine({ folder: createTemporaryFolder(), isStopped: true, ...options });
  const outcome = await manager.registrations.register(APP_ID, newFetch([request(url)], { downloadTotal }));
  expect(outcome).toMatchObject({ ok: false });
  expect(log).toMatchObject([{ event: 'background-fetch-refused', appId: APP_ID, id: 'episode', host }]);
  expect(JSON.stringify(log)).not.toContain('secret');
});
