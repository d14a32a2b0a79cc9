import { describe, expect, it } from 'vitest';
import { createDeveloperLines, type ConsoleLine } from '../../../main/log/developer-lines.ts';
import { EVENT_LIMITS } from '../../../main/log/quiet-events.ts';
import { LOG_LIMITS } from '../../../main/log/quiet-log.ts';

function setUp() {
  const told: string[] = [];
  const clock = { now: 0 };
  const write = (line: string): void => void told.push(line);
  const lines = createDeveloperLines({ info: write, warning: write, error: write }, () => clock.now);
  const say = (message: string, change: Partial<ConsoleLine> = {}): void =>
    lines.console({ appId: 'one', level: 'info', message, source: 'mp://one/a.js?token=secret', line: 3, ...change });
  const refuse = (host: string, change: Partial<ConsoleLine> = {}, isSecondLine = false): void => {
    const message = `Chromium’s own words for https://${host}/?token=secret${isSecondLine ? ', again' : ''}`;
    const written = { appId: 'one', level: 'error' as const, message, source: 'mp://one/a.js', line: 3, ...change };
    lines.console(written, { host, message: 'not listed', isSecondLine });
  };
  const event = (host: string, appId = 'one'): void =>
    lines.note({ event: 'page-request-refused', at: 0, appId, host, message: 'not listed' });
  return { told, clock, say, refuse, event };
}

it('says what a page wrote, whose it is and where, on one line and without a query', () => {
  const { told, say } = setUp();
  say('ready');
  say('two\nlines\u001b[2J', { level: 'error', source: '' });
  say('nothing of it', { level: 'debug' });
  expect(told).toEqual(['one: console info: ready (/a.js:3)', 'one: console error: two lines [2J']);
});

it('leaves lines out when a page writes more than anybody reads, says how many, and leaves other mini-programs alone', () => {
  const { told, clock, say } = setUp();
  for (let index = 0; index < EVENT_LIMITS.burst + 7; index += 1) say(`line ${index}`, { level: 'warning' });
  say('quiet', { appId: 'two' });
  expect(told).toHaveLength(EVENT_LIMITS.burst + 1);
  clock.now += EVENT_LIMITS.pauseMs;
  say('again');
  say('too early');
  expect(told.slice(EVENT_LIMITS.burst)).toEqual([
    'two: console info: quiet (/a.js:3)',
    'one: 7 lines of its console were left out here',
    'one: console info: again (/a.js:3)',
  ]);
});

it('cuts a long line', () => {
  const { told, say } = setUp();
  say('x'.repeat(10_000_000));
  expect(told[0]!.length).toBeLessThanOrEqual(LOG_LIMITS.lineLength + 1);
});

describe('a request that a policy refuses', () => {
  const refused = "one: the page's request to a.example was refused: not listed";
  const place = ' (/a.js:3)';

  it.each<[what: string, happens: (of: ReturnType<typeof setUp>) => void, lines: string[]]>([
    [
      'fetch(): two lines of Chromium, then the event',
      ({ refuse, event }) => {
        refuse('a.example');
        refuse('a.example', {}, true);
        event('a.example');
      },
      [refused + place],
    ],
    [
      'the event first',
      ({ refuse, event }) => {
        event('a.example');
        refuse('a.example');
        refuse('a.example', {}, true);
      },
      [refused],
    ],
    ['only the event', ({ event }) => event('a.example'), [refused]],
    ['only the console', ({ refuse }) => refuse('a.example', { source: '' }), [refused]],
    [
      'another place of the page asks the same host',
      ({ refuse, event }) => {
        refuse('a.example');
        event('a.example');
        refuse('a.example', { line: 9 });
      },
      [refused + place, `${refused} (/a.js:9)`],
    ],
    [
      'another mini-program does',
      ({ refuse, event }) => {
        refuse('a.example');
        event('a.example', 'two');
      },
      [refused + place, refused.replace('one', 'two')],
    ],
    [
      'a second line without the first',
      ({ refuse }) => refuse('a.example', {}, true),
      ['one: console error: Chromium’s own words for https://a.example/?token=secret, again (/a.js:3)'],
    ],
    [
      'what the page writes itself',
      ({ refuse, say }) => {
        refuse('a.example');
        say('Uncaught TypeError: Failed to fetch', { level: 'error' });
      },
      [refused + place, 'one: console error: Uncaught TypeError: Failed to fetch (/a.js:3)'],
    ],
  ])('is one line: %s', (_what, happens, lines) => {
    const of = setUp();
    happens(of);
    expect(of.told).toEqual(lines);
  });

  it('is told again rather than remembered without end', () => {
    const { told, refuse, event, clock } = setUp();
    for (let index = 0; index <= LOG_LIMITS.subjects; index += 1) {
      clock.now += EVENT_LIMITS.pauseMs;
      refuse(`h${index}.example`);
    }
    const before = told.length;
    event(`h${LOG_LIMITS.subjects}.example`);
    expect(told).toHaveLength(before);
    event('h0.example');
    expect(told).toHaveLength(before + 1);
  });
});
