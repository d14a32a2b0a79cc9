import { describe, expect, it } from 'vitest';
import { createPeriodicFetcher } from '../../../../main/data-fetch/periodic/fetcher.ts';
import { createPreFetcher } from '../../../../main/data-fetch/launch/pre-fetch.ts';
import { createActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { createRefusals } from '../../../../main/network/client/refusals.ts';
import { createDeveloperLines } from '../../../../main/log/developer-lines.ts';
import { createEventLog, type LarderEvent } from '../../../../main/log/event-log.ts';

const clock = { now: () => 1_700_000_000_000 };

function setUp(template: string) {
  const log: LarderEvent[] = [];
  const lines: string[] = [];
  const developer = createDeveloperLines({ info: () => {}, warning: (line) => lines.push(line), error: () => {} });
  const events = createEventLog(clock, [(event) => log.push(event), developer.note]);
  const activity = createActivityLog({ clock, nameOf: (appId) => appId });
  const details = {
    permissions: [],
    serviceDomains: [{ domain: 'api.example', certificates: [] }],
    developmentSettings: { preFetchUrl: template, backgroundFetchUrl: template },
  };
  const shared = {
    transport: { get: () => Promise.reject(new Error('It must not be sent.')) },
    tokens: { get: () => Promise.resolve('SECRET') },
    clock,
    tellRefusal: createRefusals(activity, events),
    dev: false,
    settings: () => ({ lang: 'de', cdnUrl: null }),
  };
  return {
    log,
    lines,
    activity,
    preFetch: () =>
      createPreFetcher({
        ...shared,
        events,
        codes: { request: () => Promise.resolve(null) },
        warmUp: { developerServer: () => {} },
      }).start({
        appId: 'App1',
        details,
        version: '1',
        launch: {},
        signal: new AbortController().signal,
      }).outcome,
    periodicFetch: () =>
      createPeriodicFetcher({
        ...shared,
        store: { get: () => ({ appId: 'App1', details: { value: details }, installed: null }) as never },
        bodies: { readText: () => Promise.resolve(null) },
      })('App1', new AbortController().signal, () => {}),
  };
}

describe('a request that is refused before it leaves', () => {
  const table: [what: string, template: string, errCode: string, host: string][] = [
    ['a host that is not listed', 'https://other.example/data', 'domain-not-allowed', 'other.example'],
    ['a subdomain of one that is', 'https://www.api.example/data', 'domain-not-allowed', 'www.api.example'],
    ['a port that is not listed', 'https://api.example:8443/data', 'domain-not-allowed', 'api.example:8443'],
    ['http:', 'http://api.example/data', 'domain-not-allowed', 'api.example'],
    ['a user name', 'https://user@api.example/data', 'domain-not-allowed', 'api.example'],
    ['an address of this computer', 'https://127.0.0.1/data', 'domain-not-allowed', '127.0.0.1'],
    ['an unknown name', 'https://api.example/{tokn}', 'template-error', 'api.example'],
    ['a brace that is not closed', 'https://api.example/{token', 'template-error', 'api.example'],
    ['a name in the host', 'https://{lang}.example/data', 'template-error', '{lang}.example'],
    ['a path without a host', '/data?lang={lang}', 'template-error', ''],
    ['a permission that is missing', '{cdnUrl}/data', 'denied', ''],
    ['another scheme', 'ftp://api.example/data', 'template-error', 'api.example'],
  ];
  for (const kind of ['pre-fetch', 'periodic'] as const) {
    it.each(table)(
      `is in Activity, in the log and on the terminal: ${kind}, %s`,
      async (_what, template, errCode, host) => {
        const { log, lines, activity, preFetch, periodicFetch } = setUp(template);
        await (kind === 'pre-fetch' ? preFetch() : periodicFetch());
        expect(activity.entries()).toMatchObject([{ kind, host, outcome: { ok: false, errCode } }]);
        const told = log.filter(({ event }) => event === 'request-refused');
        expect(told).toMatchObject([{ appId: 'App1', kind, host, errCode }]);
        expect(lines.filter((line) => line.includes(`(${errCode})`))).toHaveLength(1);
        expect(JSON.stringify([log, lines, activity.recorded()])).not.toContain('SECRET');
      },
    );
  }
});

describe('what a developer reads', () => {
  it('is not told twice when a problem was a warning already', () => {
    const lines: string[] = [];
    const developer = createDeveloperLines({ info: () => {}, warning: (line) => lines.push(line), error: () => {} });
    developer.logger.warning('It is broken.');
    developer.note({ event: 'problem', at: 0, message: 'It is broken.' });
    developer.note({ event: 'problem', at: 0, appId: 'App1', message: 'manifest.json:4:3: a comma or } is missing.' });
    developer.note({ event: 'window-created', at: 0, appId: 'App1' });
    expect(lines).toEqual(['It is broken.', 'App1: manifest.json:4:3: a comma or } is missing.']);
  });
});
