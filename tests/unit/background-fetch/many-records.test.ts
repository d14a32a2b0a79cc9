/** Questions about a fetch of thousands of records: none of them keeps main from what others want. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { createPauses } from '../../../main/support/pauses.ts';
import { FetchRecord } from '../../../main/background-fetch/jobs/fetch-record.ts';
import { createMatcher } from '../../../main/background-fetch/jobs/matching.ts';
import type { ResponseHead } from '../../../main/background-fetch/jobs/state-schema.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';
import { APP_ID, request, SCOPE, startEngine } from './engine.ts';

const RECORDS = 10_000;

it('a search asks the parser once however long its address is, and once for each record', async () => {
  const { manager } = await startEngine({ folder: createTemporaryFolder(), isStopped: true });
  const outcome = await manager.registrations.register(APP_ID, {
    id: 'many',
    scope: SCOPE,
    requests: Array.from({ length: RECORDS }, (_, index) => request(`mp://abc/${index}`)),
    options: { title: '', icons: [], downloadTotal: 0 },
  });
  if (!outcome.ok) throw new Error(outcome.error.message);
  const { uuid } = outcome.registration;
  const parse = vi.spyOn(URL, 'parse');
  onTestFinished(() => parse.mockRestore());
  const asked = `mp://abc/${'%C3%A4'.repeat(10_000)}`;
  const query = { url: asked, method: 'GET', headers: [] };
  for (let time = 0; time < 3; time += 1)
    expect(await manager.registrations.matchAll(APP_ID, uuid, { request: query, options: {} })).toEqual([]);
  // Once for each search, not once for each record; and each record's own once in all.
  expect(parse.mock.calls.filter(([address]) => address === asked)).toHaveLength(3);
  expect(parse.mock.calls.length).toBeLessThanOrEqual(RECORDS + 3);
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
  const compared = vi.spyOn(Array.prototype, 'filter');
  onTestFinished(() => compared.mockRestore());
  for (let time = 0; time < 50; time += 1) expect(matches(record)).toBe(true);
  // Nobody walks through the headers for each of the names.
  expect(compared.mock.calls.length).toBeLessThan(100);
});

it('a walk lets others in between once it has been busy, and not before', async () => {
  const busy = createPauses(0);
  let isOther = false;
  setImmediate(() => (isOther = true));
  await busy();
  expect(isOther).toBe(true);
  expect(createPauses(60_000)()).toBeUndefined();
});
