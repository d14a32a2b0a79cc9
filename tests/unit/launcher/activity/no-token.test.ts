/** Neither a token nor a code reaches what the Activity page shows, saves or copies. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { curlCommand } from '../../../../main/launcher/activity/curl.ts';
import { toHar } from '../../../../main/launcher/activity/har.ts';
import { observeTransport } from '../../../../main/network/client/observed-transport.ts';
import { createPreFetcher } from '../../../../main/data-fetch/launch/pre-fetch.ts';
import { buildRequestUrl } from '../../../../main/data-fetch/templates/request-url.ts';
import type { TransportOutcome } from '../../../../main/network/client/transport-types.ts';
import { createEventLog } from '../../../../main/log/event-log.ts';
import { NOW, testLog } from './request-fixtures.ts';

const clock = { now: () => NOW };
const DETAILS = { permissions: [], serviceDomains: [{ domain: 'api.example.com', certificates: [] }] };

/** Every way to write a value keeps its letters and digits as they are: one of these is looked for. */
const MARK = 'SeCrEt';
const secret = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 12 }))
  .map(([before, after]) => `${before}${MARK}${after}`);

const piece = fc.constantFrom(
  '{token}',
  '{token}',
  '{code}',
  '{appid}',
  '{timestamp}',
  'x',
  '-',
  '%2F',
  'TOKEN',
  '{lang}',
  '{version}',
  '{path}',
  '{query}',
);
const pathSegment = fc.array(piece, { maxLength: 4 }).map((pieces) => `/s${pieces.join('')}`);
const pair = fc
  .tuple(fc.array(piece, { maxLength: 3 }), fc.array(piece, { maxLength: 3 }))
  .map(([name, value]) => `n${name.join('')}=${value.join('')}`);
const template = fc
  .tuple(fc.array(pathSegment, { maxLength: 4 }), fc.array(pair, { maxLength: 4 }), fc.constantFrom('', '#part'))
  .map(
    ([path, pairs, fragment]) =>
      `https://api.example.com${path.join('')}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}${fragment}`,
  );

const ended = { redirects: 0, timings: { totalMs: 1 } };
const OUTCOMES: Readonly<Record<string, (url: URL) => TransportOutcome>> = {
  answer: (url) => ({
    kind: 'answer',
    status: 200,
    text: url.href,
    bytes: 5,
    etag: url.href,
    lastModified: null,
    arrivedAt: NOW,
    ...ended,
  }),
  failed: ({ host }) => ({
    kind: 'failed',
    code: 'bad-status',
    message: `Cannot use the answer of "${host}": it answered 500`,
    status: 500,
    bytes: 0,
    retryAfterMs: null,
    ...ended,
  }),
  // The server chooses where a redirect leads.
  redirected: () => ({
    kind: 'failed',
    code: 'domain-not-allowed',
    message: `Cannot request "${MARK.toLowerCase()}.evil.example": it is not one of the mini-program’s service domains`,
    bytes: 0,
    retryAfterMs: null,
    ...ended,
    redirects: 1,
  }),
};

function everythingOf(activityLog: ActivityLog): string {
  const copies = activityLog.recorded().map((request) => curlCommand(request, 'Larder/1'));
  return JSON.stringify([activityLog.entries(), toHar(activityLog.recorded(), '1'), copies]);
}

describe('the activity', () => {
  it('never holds the token or the code, wherever the template puts them', async () => {
    await fc.assert(
      fc.asyncProperty(
        template,
        secret,
        fc.boolean(),
        fc.constantFrom('answer', 'failed', 'redirected'),
        async (preFetchUrl, value, hasToken, end) => {
          const activityLog = testLog();
          const real: URL[] = [];
          const transport = observeTransport(
            { get: ({ url }) => (real.push(url), Promise.resolve(OUTCOMES[end]!(url))) },
            activityLog,
          );
          const preFetcher = createPreFetcher({
            warmUp: { developerServer: () => {} },
            transport,
            codes: { request: (_appId, _signal, onDeparture) => (onDeparture(), Promise.resolve(value)) },
            tokens: { get: () => Promise.resolve(hasToken ? value : null) },
            clock,
            events: createEventLog(clock, []),
            dev: false,
            settings: () => ({ lang: 'de-AT', cdnUrl: null }),
          });
          const details = { ...DETAILS, developmentSettings: { preFetchUrl } };
          const run = preFetcher.start({
            appId: 'App1',
            details,
            version: '1',
            launch: { path: 'pages/x', query: 'a=1' },
            signal: new AbortController().signal,
          });
          await run.outcome;
          expect(real.map(({ href }) => href.includes(MARK))).toEqual([true]);
          expect(activityLog.entries()).toHaveLength(1);
          expect(everythingOf(activityLog).toLowerCase()).not.toContain(MARK.toLowerCase());
        },
      ),
    );
  });

  it('shows the request as it would be with the placeholders for values', () => {
    fc.assert(
      fc.property(template, secret, fc.boolean(), (text, value, hasToken) => {
        const build = (token: string | null, code: string | null) =>
          buildRequestUrl({
            template: text,
            details: DETAILS,
            source: { appId: 'App1', token, code, timestamp: NOW, lang: 'en', version: '1' },
            cdnUrl: null,
            dev: false,
          });
        const shown = hasToken ? build(value, null) : build(null, value);
        const expected = hasToken ? build('TOKEN', null) : build(null, 'CODE');
        expect(shown.ok && shown.shownUrl.href).toBe(expected.ok && expected.url.href);
        expect(shown.ok).toBe(true);
      }),
    );
  });

  it('shows a URL without placeholder when neither token nor code is sent', () => {
    const outcome = buildRequestUrl({
      template: 'https://api.example.com/{token}/x',
      details: DETAILS,
      source: { appId: 'App1', token: null, code: null, timestamp: NOW, lang: 'en', version: '1' },
      cdnUrl: null,
      dev: false,
    });
    expect(outcome.ok && outcome.shownUrl.href).toBe(outcome.ok && outcome.url.href);
    expect(outcome.ok && outcome.url.pathname).toBe('//x');
  });
});
