import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createActivityHistory, HISTORY_LIMITS } from '../../../../main/launcher/activity/activity-history.ts';
import { createActivityLog, type RecordedRequest } from '../../../../main/launcher/activity/activity-log.ts';

const DAY_MS = 24 * 3_600_000;
let folder: string;
let now: number;
let failures: string[];
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'activity-history-'));
  now = 100 * DAY_MS;
  failures = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => now };
const history = () => createActivityHistory({ folder, clock, onFailed: (reason) => failures.push(reason) });
const file = (): string => path.join(folder, 'activity.jsonl');
const request = (appId: string | null, changes: Partial<RecordedRequest['entry']> = {}): RecordedRequest => ({
  entry: {
    ...{ id: 'request-1', appId, name: `Name of ${appId}`, kind: 'periodic', method: 'GET', host: 'a.example' },
    ...{ startedAt: now, outcome: { ok: true, status: 200, notModified: false }, bytes: 7, redirects: 0 },
    timings: { totalMs: 12, firstByteMs: 9 },
    ...changes,
  },
  shownUrl: 'https://me:word@a.example/data?token=secret#x',
});
const idsOf = (requests: readonly RecordedRequest[]): (string | null)[] => requests.map(({ entry }) => entry.appId);

it('has after a restart what was asked before, newest first, without query and user', async () => {
  const first = history();
  first.keep(request('a'));
  first.keep(request(null, { kind: 'sign-in' }));
  first.keep(request('b', { outcome: { ok: false, errCode: 'network', message: 'No answer' } as never }));
  await first.dispose();
  expect(readFileSync(file(), 'utf8')).not.toMatch(/secret|word/);
  const again = await history().load();
  expect(idsOf(again)).toEqual(['b', null, 'a']);
  expect(again[2]).toMatchObject({
    shownUrl: 'https://a.example/data',
    entry: { kind: 'periodic', outcome: { ok: true, status: 200 }, timings: { totalMs: 12, firstByteMs: 9 } },
  });
  expect(new Set(again.map(({ entry }) => entry.id)).size).toBe(3);
});

it('shows them before those of this run, under other ids', async () => {
  const kept = history();
  kept.keep(request('a'));
  await kept.dispose();
  const log = createActivityLog({
    clock,
    nameOf: (appId) => appId,
    earlier: await history().load(),
    onEnded: kept.keep,
  });
  log.begin({ appId: 'b', kind: 'details', method: 'GET', shownUrl: new URL('https://b.example/x') }).end(null);
  expect(log.entries().map(({ appId }) => appId)).toEqual(['b', 'a']);
  await kept.dispose();
  expect(idsOf(await history().load())).toEqual(['b', 'a']);
});

it('forgets what is older than 7 days, and all when it is cleared', async () => {
  const kept = history();
  kept.keep(request('old', { startedAt: now - HISTORY_LIMITS.ageMs - 1 }));
  kept.keep(request('new'));
  await kept.dispose();
  expect(idsOf(await history().load())).toEqual(['new']);
  kept.clear();
  await kept.dispose();
  expect(readFileSync(file(), 'utf8')).toBe('');
});

it('leaves out what it cannot read, and more of one mini-program than can be read', async () => {
  const kept = history();
  kept.keep(request('quiet'));
  for (let count = 0; count < HISTORY_LIMITS.perMiniProgram + 20; count += 1) kept.keep(request('loud'));
  await kept.dispose();
  appendFileSync(file(), '{"entry":{}}\nno JSON\n\0\0\n{"entry":');
  const loaded = idsOf(await history().load());
  expect(loaded.filter((id) => id === 'loud')).toHaveLength(HISTORY_LIMITS.perMiniProgram);
  expect(loaded).toContain('quiet');
});

it('reads the end of a large file only, and writes it anew', async () => {
  const kept = history();
  kept.keep(request('a'));
  await kept.dispose();
  const line = readFileSync(file(), 'utf8');
  appendFileSync(file(), line.repeat(Math.ceil((2 * HISTORY_LIMITS.fileBytes) / line.length)));
  const next = history();
  expect((await next.load()).length).toBe(HISTORY_LIMITS.perMiniProgram);
  await next.dispose();
  expect(statSync(file()).size).toBeLessThan(HISTORY_LIMITS.readBytes);
});

it('says once that the disk takes nothing, and goes on without', async () => {
  mkdirSync(file());
  const kept = history();
  expect(await kept.load()).toEqual([]);
  kept.keep(request('a'));
  await kept.dispose();
  kept.keep(request('b'));
  await kept.dispose();
  expect(failures).toHaveLength(1);
});
