import { expect, it } from 'vitest';
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
  return { told, clock, say };
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
