import { describe, expect, it } from 'vitest';
import { createActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { NOW, record, REQUEST, testClock, testLog } from './requests.ts';

describe('the activity log', () => {
  it('shows a request without outcome while it is under way, and with all that is known when it ended', () => {
    const log = testLog();
    const observation = log.begin(REQUEST);
    const begun = {
      appId: 'App1',
      name: 'Name of App1',
      kind: 'pre-fetch',
      method: 'GET',
      host: 'api.example.com:8443',
      startedAt: NOW,
    };
    expect(log.entries()).toEqual([
      { ...begun, id: expect.any(String) as string, outcome: null, bytes: 0, redirects: 0, timings: null },
    ]);

    observation.note({ status: 200, bytes: 3, timings: () => ({ dnsMs: 1 }) });
    observation.note({ bytes: 12, redirects: 2, timings: () => ({ totalMs: 40.26, dnsMs: 2, firstByteMs: 30 }) });
    observation.end(null);
    expect(log.entries()).toEqual([
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
    const log = createActivityLog({ clock: testClock(), nameOf: () => name });
    log.begin(REQUEST).end(null);
    expect(log.entries()[0]?.name).toBe('App1');
    name = 'Notes';
    expect(log.entries()[0]?.name).toBe('Notes');
  });

  it('measures the time itself when nobody tells it', () => {
    const log = testLog();
    record(log, {}, { timings: () => ({ dnsMs: 1 }) });
    expect(log.entries()[0]?.timings).toEqual({ totalMs: expect.any(Number) as number, dnsMs: 1 });
    expect(log.entries()[0]?.timings?.totalMs).toBeGreaterThanOrEqual(0);
  });

  it('keeps why a request failed, and the status when there was an answer', () => {
    const log = testLog();
    record(log, {}, {}, { errCode: 'offline', message: 'There is no network connection' });
    record(log, {}, { status: 503 }, { errCode: 'bad-status', message: 'It answered 503' });
    record(log, {}, { status: 304 });
    expect(log.entries().map(({ outcome }) => outcome)).toEqual([
      { ok: true, status: 304, notModified: true },
      { ok: false, status: 503, errCode: 'bad-status', message: 'It answered 503' },
      { ok: false, errCode: 'offline', message: 'There is no network connection' },
    ]);
  });

  it('counts the first end only', () => {
    const log = testLog();
    const observation = log.begin(REQUEST);
    observation.note({ status: 200 });
    observation.end(null);
    observation.note({ status: 500 });
    observation.end({ errCode: 'internal', message: 'late' });
    expect(log.entries()[0]?.outcome).toEqual({ ok: true, status: 200, notModified: false });
  });

  it('gives the newest first and drops the oldest when there are too many, even one under way', () => {
    const clock = testClock();
    const log = testLog(3, clock);
    const first = log.begin({ ...REQUEST, appId: 'a' });
    for (const appId of ['b', 'c', 'd']) {
      clock.at += 1;
      record(log, { appId });
    }
    first.end(null);
    expect(log.entries().map(({ appId, startedAt }) => [appId, startedAt - NOW])).toEqual([
      ['d', 3],
      ['c', 2],
      ['b', 1],
    ]);
  });

  it('keeps at most 500 when no limit is set', () => {
    const log = testLog();
    for (let index = 0; index < 501; index += 1) record(log);
    expect(log.entries()).toHaveLength(500);
    expect(new Set(log.entries().map(({ id }) => id)).size).toBe(500);
  });

  it('drops what has ended when it is cleared, and still ends what is under way', () => {
    const log = testLog();
    record(log, { appId: 'ended' });
    const observation = log.begin({ ...REQUEST, appId: 'going-on' });
    log.clear();
    expect(log.entries().map(({ appId }) => appId)).toEqual(['going-on']);
    observation.end(null);
    expect(log.entries()[0]?.outcome).toMatchObject({ ok: true });
    log.clear();
    expect(log.entries()).toEqual([]);
  });

  it('tells every change until the listener is taken back, and goes on when a listener throws', () => {
    const log = testLog();
    let changes = 0;
    log.onChange(() => {
      throw new Error('a broken page');
    });
    const end = log.onChange(() => (changes += 1));
    const observation = log.begin(REQUEST);
    expect(changes).toBe(1);
    observation.note({ bytes: 1 });
    expect(changes).toBe(1);
    observation.end(null);
    expect(changes).toBe(2);
    log.clear();
    expect(changes).toBe(3);
    end();
    record(log);
    expect(changes).toBe(3);
  });

  it('keeps the shown URL apart from the entries, without a user name', () => {
    const log = testLog();
    record(log, { shownUrl: new URL('https://me:pass@api.example.com/x?token=TOKEN#part') });
    const id = log.entries()[0]!.id;
    expect(log.find(id)?.shownUrl).toBe('https://api.example.com/x?token=TOKEN');
    expect(log.find('other')).toBeUndefined();
    expect(log.entries()[0]?.host).toBe('api.example.com');
    expect(JSON.stringify(log.entries())).not.toContain('TOKEN');
  });
});
