import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { toHar, type Har, type HarEntry } from '../../../../main/launcher/activity/har.ts';
import { NOW, record, REQUEST, testClock, testLog } from './request-fixtures.ts';

const size = z.number().int().min(-1);
const optionalMs = z.union([z.literal(-1), z.number().min(0)]);
const ms = z.number().min(0);

/** Every member that HAR 1.2 demands, and no other that it does not know. */
const HAR = z.strictObject({
  log: z.strictObject({
    version: z.literal('1.2'),
    creator: z.strictObject({ name: z.string(), version: z.string() }),
    entries: z.array(
      z.strictObject({
        startedDateTime: z.iso.datetime(),
        time: ms,
        request: z.strictObject({
          method: z.string(),
          url: z.url(),
          httpVersion: z.string(),
          cookies: z.array(z.never()),
          headers: z.array(z.never()),
          queryString: z.array(z.strictObject({ name: z.string(), value: z.string() })),
          headersSize: size,
          bodySize: size,
        }),
        response: z.strictObject({
          status: z.number().int().min(0),
          statusText: z.string(),
          httpVersion: z.string(),
          cookies: z.array(z.never()),
          headers: z.array(z.never()),
          content: z.strictObject({ size, mimeType: z.string() }),
          redirectURL: z.string(),
          headersSize: size,
          bodySize: size,
        }),
        cache: z.strictObject({}),
        timings: z.strictObject({
          blocked: optionalMs,
          dns: optionalMs,
          connect: optionalMs,
          ssl: optionalMs,
          send: ms,
          wait: ms,
          receive: ms,
        }),
        comment: z.string(),
      }),
    ),
  }),
});

const sumOf = ({ timings }: HarEntry): number => {
  const { blocked, dns, connect, send, wait, receive } = timings;
  return [blocked, dns, connect, send, wait, receive]
    .filter((part) => part !== -1)
    .reduce((sum, part) => sum + part, 0);
};

function harOf(fill: (activityLog: ReturnType<typeof testLog>, clock: ReturnType<typeof testClock>) => void): Har {
  const clock = testClock();
  const activityLog = testLog(undefined, clock);
  fill(activityLog, clock);
  const har = toHar(activityLog.recorded(), '1.2.3');
  expect(() => HAR.parse(JSON.parse(JSON.stringify(har)))).not.toThrow();
  return har;
}

describe('toHar', () => {
  it('is valid when nothing was recorded', () => {
    expect(harOf(() => {})).toEqual({
      log: { version: '1.2', creator: { name: 'Larder', version: '1.2.3' }, entries: [] },
    });
  });

  it('has the whole request when it went well', () => {
    const timings = { totalMs: 100, dnsMs: 5, connectMs: 10, tlsMs: 20, firstByteMs: 40, bodyMs: 15 };
    const har = harOf((activityLog) => record(activityLog, {}, { status: 200, bytes: 99, timings: () => timings }));
    expect(har.log.entries).toEqual([
      {
        startedDateTime: new Date(NOW).toISOString(),
        time: 100,
        request: {
          method: 'GET',
          url: REQUEST.shownUrl.href,
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: [],
          queryString: [
            { name: 'appid', value: 'App1' },
            { name: 'token', value: 'TOKEN' },
          ],
          headersSize: -1,
          bodySize: 0,
        },
        response: {
          status: 200,
          statusText: '',
          httpVersion: 'HTTP/1.1',
          cookies: [],
          headers: [],
          content: { size: 99, mimeType: 'x-unknown' },
          redirectURL: '',
          headersSize: -1,
          bodySize: -1,
        },
        cache: {},
        timings: { blocked: 10, dns: 5, connect: 30, ssl: 20, send: 0, wait: 40, receive: 15 },
        comment: 'pre-fetch of Name of App1 (App1)',
      },
    ]);
  });

  it('has -1 for the parts that did not happen, and "time" is the sum of the others', () => {
    const har = harOf((activityLog) => {
      record(activityLog, {}, { status: 304, timings: () => ({ totalMs: 12.34, connectMs: 1.1, firstByteMs: 3.3 }) });
      record(
        activityLog,
        {},
        { timings: () => ({ totalMs: 60_000, dnsMs: 60_000.4 }) },
        { errCode: 'timeout', message: 'It took too long' },
      );
      record(
        activityLog,
        {},
        { timings: () => ({ totalMs: 3 }) },
        { errCode: 'offline', message: 'There is no network connection' },
      );
    });
    for (const entry of har.log.entries) expect(entry.time).toBeCloseTo(sumOf(entry), 5);
    expect(har.log.entries.map(({ timings }) => timings)).toContainEqual({
      blocked: 3,
      dns: -1,
      connect: -1,
      ssl: -1,
      send: 0,
      wait: 0,
      receive: 0,
    });
    expect(har.log.entries.map(({ response }) => response.bodySize).sort()).toEqual([-1, -1, 0]);
  });

  it('says why a request failed, with status 0 when there was no answer', () => {
    const har = harOf((activityLog) => {
      record(activityLog, { kind: 'periodic' }, {}, { errCode: 'tls-error', message: 'No secure connection' });
      record(
        activityLog,
        { kind: 'details' },
        { status: 500 },
        { errCode: 'backend-unreachable', message: 'It answers 500' },
      );
    });
    expect(har.log.entries.map(({ comment, response }) => [response.status, comment]).sort()).toEqual([
      [0, 'periodic of Name of App1 (App1): tls-error: No secure connection'],
      [500, 'details of Name of App1 (App1): backend-unreachable: It answers 500'],
    ]);
  });

  it('has the oldest first and leaves out what is under way', () => {
    const har = harOf((activityLog, clock) => {
      record(activityLog, { appId: 'first' });
      clock.at += 1000;
      record(activityLog, { appId: 'second' });
      activityLog.begin(REQUEST);
    });
    expect(har.log.entries.map(({ comment }) => comment)).toEqual([
      'pre-fetch of Name of first (first)',
      'pre-fetch of Name of second (second)',
    ]);
  });
});
