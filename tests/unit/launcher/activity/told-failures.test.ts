import { expect, it } from 'vitest';
import { createActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import { tellFailures } from '../../../../main/launcher/activity/told-failures.ts';
import { createDeveloperLines } from '../../../../main/log/developer-lines.ts';
import { createEventLog } from '../../../../main/log/event-log.ts';

function setUp() {
  let now = 0;
  const lines: string[] = [];
  const developer = createDeveloperLines({
    info: (line) => lines.push(line),
    warning: (line) => lines.push(line),
    error: () => {},
  });
  const events = createEventLog({ now: () => 1 }, [developer.note]);
  const activity = createActivityLog({ clock: { now: () => 1 }, nameOf: (appId) => appId });
  tellFailures(events, activity, () => now);
  return {
    events,
    lines,
    developer,
    shown: () =>
      activity
        .entries()
        .map(({ appId, kind, host, outcome }) => [appId, kind, host, outcome?.ok === false && outcome.errCode]),
    pass: (ms: number) => (now += ms),
  };
}

const failed = {
  appId: 'App1',
  id: 'episode',
  uuid: 'u1',
  host: 'cdn.example',
  failureReason: 'fetch-error',
  isRefused: false,
  message: 'it hung up',
} as const;

it('Activity and the terminal have a download that failed and a request that a page may not make, with host and reason', () => {
  const { events, shown, lines } = setUp();
  events.emit('background-fetch-record-failed', {
    ...failed,
    host: 'other.example:8443',
    isRefused: true,
    message: 'it is not listed',
  });
  events.emit('background-fetch-record-failed', { ...failed, failureReason: 'bad-status', message: 'it answered 404' });
  events.emit('background-fetch-record-failed', failed);
  events.emit('background-fetch-refused', { appId: 'App1', id: 'x', host: 'big.example', message: 'no room' });
  events.emit('page-request-refused', {
    appId: 'App1',
    host: 'ads.example',
    message: 'it is not one of the service domains',
  });
  expect(shown()).toEqual([
    ['App1', 'page', 'ads.example', 'domain-not-allowed'],
    ['App1', 'download', 'big.example', 'denied'],
    ['App1', 'download', 'cdn.example', 'network-error'],
    ['App1', 'download', 'cdn.example', 'bad-status'],
    ['App1', 'download', 'other.example:8443', 'domain-not-allowed'],
  ]);
  for (const part of ['other.example:8443', '404', 'hung up', 'big.example', 'ads.example'])
    expect(lines.join('\n')).toContain(part);
});

it('tells a thousand records of one download once, and leaves the list to others when one mini-program has many hosts', () => {
  const { events, shown, pass } = setUp();
  for (let index = 0; index < 1000; index += 1) events.emit('background-fetch-record-failed', failed);
  expect(shown()).toHaveLength(1);
  for (let index = 0; index < 1000; index += 1)
    events.emit('page-request-refused', { appId: 'App1', host: `h${index}.example`, message: 'no' });
  expect(shown().length).toBeLessThanOrEqual(20);
  events.emit('page-request-refused', { appId: 'App2', host: 'h1.example', message: 'no' });
  expect(shown()[0]?.[0]).toBe('App2');
  pass(60_000);
  events.emit('page-request-refused', { appId: 'App1', host: 'later.example', message: 'no' });
  expect(shown()[0]?.[2]).toBe('later.example');
});

it.each([
  ['a host with a path', 'https://x/y'],
  ['nothing', ''],
])('shows nothing that is no host: %s', (_what, host) => {
  const { events, shown } = setUp();
  events.emit('page-request-refused', { appId: 'App1', host, message: 'no' });
  expect(shown().every(([, , shownHost]) => shownHost !== host)).toBe(true);
});

const at = { appId: 'App1', source: 'mp://app1-1/app.js?token=SECRET', line: 7 };

it.each([
  [
    'an uncaught error',
    { ...at, level: 'error', message: 'Uncaught Error: boom' },
    'App1: console error: Uncaught Error: boom (/app.js:7)',
  ],
  ['a warning', { ...at, level: 'warning', message: 'slow' }, 'App1: console warning: slow (/app.js:7)'],
  ['a line', { ...at, level: 'info', message: 'hello' }, 'App1: console info: hello (/app.js:7)'],
  ['a line from nowhere', { ...at, level: 'info', message: 'hello', source: '' }, 'App1: console info: hello'],
  [
    'what would steer the terminal',
    { ...at, source: '', level: 'info', message: 'a\u001b[2Jb\r\nc\u009bd' },
    'App1: console info: a [2Jb c d',
  ],
] as const)('the developer reads a mini-program’s console: %s', (_what, line, expected) => {
  const { developer, lines } = setUp();
  developer.console(line);
  expect(lines).toEqual([expected]);
});

it('the developer does not read what is for debugging, nor a loop line by line', () => {
  const { developer, lines } = setUp();
  developer.console({ ...at, level: 'debug', message: 'x' });
  for (let index = 0; index < 1000; index += 1) developer.console({ ...at, level: 'info', message: 'again' });
  expect(lines.length).toBeLessThanOrEqual(12);
});
