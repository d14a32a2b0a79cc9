/** Questions about a fetch of thousands of records: none of them keeps main from what others want. */
import { expect, it } from 'vitest';
import { FetchRecord } from '../../../main/background-fetch/jobs/fetch-record.ts';
import { createMatcher } from '../../../main/background-fetch/jobs/matching.ts';
import type { ResponseHead } from '../../../main/background-fetch/jobs/state-schema.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { APP_ID, request, SCOPE, startEngine } from './engine.ts';

const RECORDS = 10_000;

it('a search lets others in between, and asks the parser once however long its address is', async () => {
  const { manager } = await startEngine({ folder: createTemporaryFolder(), isStopped: true });
  const outcome = await manager.registrations.register(APP_ID, {
    id: 'many',
    scope: SCOPE,
    requests: Array.from({ length: RECORDS }, (_, index) => request(`mp://abc/${index}`)),
    options: { title: '', icons: [], downloadTotal: 0 },
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const { uuid } = outcome.registration;
  let longest = 0;
  let last = performance.now();
  const watch = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  const query = { url: `mp://abc/${'%C3%A4'.repeat(10_000)}`, method: 'GET', headers: [] };
  for (let time = 0; time < 3; time += 1)
    expect(await manager.registrations.matchAll(APP_ID, uuid, { request: query, options: {} })).toEqual([]);
  clearInterval(watch);
  // The parser takes a millisecond for this address: once for each record would be seconds.
  expect(longest).toBeLessThan(500);
  const own = { url: 'mp://abc/7#x', method: 'GET', headers: [] };
  const found = await manager.registrations.matchAll(APP_ID, uuid, { request: own, options: {} });
  expect(found?.map(({ index }) => index)).toEqual([7]);
});

it('a long Vary and many headers are looked at once for each record', () => {
  const names = Array.from({ length: 8_000 }, (_, index) => `a${index}`);
  const record = new FetchRecord(0, { ...request('mp://abc/'), bodyBytes: null, headers: [] });
  record.head = { headers: [['vary', names.join(',')]] } as unknown as ResponseHead;
  const headers = Array.from({ length: 1_000 }, (_, index) => [`b${index}`, 'x'] as const);
  const matches = createMatcher({ request: { url: 'mp://abc/', method: 'GET', headers }, options: {} });
  const startedAt = performance.now();
  for (let time = 0; time < 50; time += 1) expect(matches(record)).toBe(true);
  // Each name against each header would be 400 million comparisons.
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
