import { describe, expect, it } from 'vitest';
import { createAnswerUse } from '../../../../main/data-fetch/launch/answer-use.ts';
import { ACTIVITY_LIMITS, createActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { toHar } from '../../../../main/launcher/activity/har.ts';
import { NOW, record, REQUEST, testClock, testLog } from './request-fixtures.ts';

describe('the activity log', () => {
  it('shows a request without outcome while it is under way, and with all that is known when it ended', () => {
    const activityLog = testLog();
    const observation = activityLog.begin(REQUEST);
    const begun = {
      appId: 'App1',
      name: 'Name of App1',
      kind: 'pre-fetch',
      method: 'GET',
      host: 'api.example.com:8443',
      startedAt: NOW,
    };
    expect(activityLog.entries()).toEqual([
      { ...begun, id: expect.any(String) as string, outcome: null, bytes: 0, redirects: 0, timings: null },
    ]);

    observation.note({ status: 200, bytes: 3, timings: () => ({ dnsMs: 1 }) });
    observation.note({ bytes: 12, redirects: 2, timings: () => ({ totalMs: 40.26, dnsMs: 2, firstByteMs: 30 }) });
    observation.end(null);
    expect(activityLog.entries()).toEqual([
      {
        ...begun,
        id: expect.any(String) as string,
        outcome: { ok: true, status: 200, notModified: false },
        bytes: 12,
        redirects: 2,
        timings: { totalMs: 40.3, dnsMs: 2, firstByteMs: 30 },
      },
    ]);
  });

  it('shows the name that a first request brought', () => {
    let name = 'App1';
    const activityLog = createActivityLog({ clock: testClock(), nameOf: () => name });
    activityLog.begin(REQUEST).end(null);
    expect(activityLog.entries()[0]?.name).toBe('App1');
    name = 'Notes';
    expect(activityLog.entries()[0]?.name).toBe('Notes');
  });

  it('shows the rule that a request was made for and what the page did with its answer, also after its end', () => {
    const activityLog = testLog();
    const use = createAnswerUse(() => {}, 1000);
    const observation = activityLog.begin({ ...REQUEST, key: 'item', use });
    expect(activityLog.entries()[0]).toMatchObject({ key: 'item' });
    use.taken(true);
    observation.end(null);
    activityLog.begin(REQUEST);
    expect(activityLog.entries()[1]).toMatchObject({ key: 'item', use: 'late', outcome: { ok: true } });
    const other = createAnswerUse(() => {}, 1000);
    activityLog.begin({ ...REQUEST, use: other }).end(null);
    other.arrived();
    other.pageShown();
    other.end();
    expect(activityLog.entries().map(({ use: known }) => known)).toEqual(['unused', undefined, 'late']);
  });

  it('measures the time itself when nobody tells it', () => {
    const activityLog = testLog();
    record(activityLog, {}, { timings: () => ({ dnsMs: 1 }) });
    expect(activityLog.entries()[0]?.timings).toEqual({ totalMs: expect.any(Number) as number, dnsMs: 1 });
    expect(activityLog.entries()[0]?.timings?.totalMs).toBeGreaterThanOrEqual(0);
  });

  it('keeps why a request failed, and the status when there was an answer', () => {
    const activityLog = testLog();
    record(activityLog, {}, {}, { errCode: 'offline', message: 'There is no network connection' });
    record(activityLog, {}, { status: 503 }, { errCode: 'bad-status', message: 'It answered 503' });
    record(activityLog, {}, { status: 304 });
    expect(activityLog.entries().map(({ outcome }) => outcome)).toEqual([
      { ok: true, status: 304, notModified: true },
      { ok: false, status: 503, errCode: 'bad-status', message: 'It answered 503' },
      { ok: false, errCode: 'offline', message: 'There is no network connection' },
    ]);
  });

  it('counts the first end only', () => {
    const activityLog = testLog();
    const observation = activityLog.begin(REQUEST);
    observation.note({ status: 200 });
    observation.end(null);
    observation.note({ status: 500 });
    observation.end({ errCode: 'internal', message: 'late' });
    expect(activityLog.entries()[0]?.outcome).toEqual({ ok: true, status: 200, notModified: false });
  });

  it('gives the newest first and drops the oldest when there are too many, even one under way', () => {
    const clock = testClock();
    const activityLog = testLog(3, clock);
    const first = activityLog.begin({ ...REQUEST, appId: 'a' });
    for (const appId of ['b', 'c', 'd']) {
      clock.at += 1;
      record(activityLog, { appId });
    }
    first.end(null);
    expect(activityLog.entries().map(({ appId, startedAt }) => [appId, startedAt - NOW])).toEqual([
      ['d', 3],
      ['c', 2],
      ['b', 1],
    ]);
  });

  it('drops what the mini-program with the most requests has, so that one that makes thousands hides nobody else’s', () => {
    const log = testLog(6);
    const request = (appId: string): void =>
      log.begin({ appId, kind: 'pre-fetch', method: 'GET', shownUrl: new URL('https://a.example/') }).end(null);
    for (const appId of ['quiet', 'other', 'quiet']) request(appId);
    for (let index = 0; index < 1_000; index += 1) request('noisy');
    expect(log.entries().map(({ appId }) => appId)).toEqual(['noisy', 'noisy', 'noisy', 'quiet', 'other', 'quiet']);
  });

  it('keeps at most 500 when no limit is set', () => {
    const activityLog = testLog();
    for (let index = 0; index < 501; index += 1) record(activityLog);
    expect(activityLog.entries()).toHaveLength(500);
    expect(new Set(activityLog.entries().map(({ id }) => id)).size).toBe(500);
  });

  it('cuts addresses, hosts and reasons that are longer than they may be', () => {
    const activityLog = testLog();
    const long = 'x'.repeat(100_000);
    const shownUrl = new URL(`https://${long}.example/${long}?token=TOKEN`);
    activityLog.begin({ ...REQUEST, shownUrl }).end({ errCode: 'bad-status', message: long });
    const { entry, shownUrl: shown } = activityLog.recorded()[0]!;
    expect([entry.host.length, shown.length]).toEqual([ACTIVITY_LIMITS.hostLength + 1, ACTIVITY_LIMITS.urlLength + 1]);
    expect(entry.outcome).toMatchObject({ message: `${'x'.repeat(ACTIVITY_LIMITS.messageLength)}…` });
    expect(JSON.stringify(toHar(activityLog.recorded(), '1.0.0')).length).toBeLessThan(10_000);
  });

  it('drops what has ended when it is cleared, and still ends what is under way', () => {
    const activityLog = testLog();
    record(activityLog, { appId: 'ended' });
    const observation = activityLog.begin({ ...REQUEST, appId: 'going-on' });
    activityLog.clear();
    expect(activityLog.entries().map(({ appId }) => appId)).toEqual(['going-on']);
    observation.end(null);
    expect(activityLog.entries()[0]?.outcome).toMatchObject({ ok: true });
    activityLog.clear();
    expect(activityLog.entries()).toEqual([]);
  });

  it('tells every change until the listener is taken back, and goes on when a listener throws', () => {
    const activityLog = testLog();
    let changes = 0;
    activityLog.onChange(() => {
      throw new Error('a broken page');
    });
    const end = activityLog.onChange(() => (changes += 1));
    const observation = activityLog.begin(REQUEST);
    expect(changes).toBe(1);
    observation.note({ bytes: 1 });
    expect(changes).toBe(1);
    observation.end(null);
    expect(changes).toBe(2);
    activityLog.clear();
    expect(changes).toBe(3);
    end();
    record(activityLog);
    expect(changes).toBe(3);
  });

  it('keeps the shown URL apart from the entries, without a user name', () => {
    const activityLog = testLog();
    record(activityLog, { shownUrl: new URL('https://me:pass@api.example.com/x?token=TOKEN#part') });
    const id = activityLog.entries()[0]!.id;
    expect(activityLog.find(id)?.shownUrl).toBe('https://api.example.com/x?token=TOKEN');
    expect(activityLog.find('other')).toBeUndefined();
    expect(activityLog.entries()[0]?.host).toBe('api.example.com');
    expect(JSON.stringify(activityLog.entries())).not.toContain('TOKEN');
  });
});
