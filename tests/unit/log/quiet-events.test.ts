import { expect, it } from 'vitest';
import type { LarderEvent } from '../../../main/log/event-log.ts';
import { createQuietEvents, EVENT_LIMITS } from '../../../main/log/quiet-events.ts';

function setUp(): { written: LarderEvent[]; clock: { now: number }; note: (event: LarderEvent) => void } {
  const written: LarderEvent[] = [];
  const clock = { now: 0 };
  return {
    written,
    clock,
    note: createQuietEvents(
      (event) => void written.push(event),
      () => clock.now,
    ),
  };
}
const problem = (message: string, appId?: string): LarderEvent => ({
  event: 'problem',
  at: 1,
  message,
  ...(appId === undefined ? {} : { appId }),
});

it('leaves out events of a mini-program that causes too many, says so, and leaves those of others alone', () => {
  const { written, clock, note } = setUp();
  for (let index = 0; index < EVENT_LIMITS.burst + 7; index += 1) note(problem(`${index}`, 'noisy'));
  note(problem('quiet', 'other'));
  note(problem('of Larder itself'));
  expect(written).toHaveLength(EVENT_LIMITS.burst + 2);
  clock.now += EVENT_LIMITS.pauseMs;
  note(problem('again', 'noisy'));
  note(problem('too early', 'noisy'));
  expect(written.slice(EVENT_LIMITS.burst)).toEqual([
    problem('quiet', 'other'),
    problem('of Larder itself'),
    problem('7 of its events were left out here: it causes more than the log takes.', 'noisy'),
    problem('again', 'noisy'),
  ]);
});

it('cuts messages and ids that strangers chose', () => {
  const { written, note } = setUp();
  const long = 'x'.repeat(100_000);
  note(problem(long, 'a'));
  const fields = { appId: 'a', id: long, uuid: 'u', why: 'user' } as const;
  note({ event: 'background-fetch-paused', at: 1, ...fields });
  expect(written).toEqual([
    problem(`${'x'.repeat(EVENT_LIMITS.messageLength)}…`, 'a'),
    { event: 'background-fetch-paused', at: 1, ...fields, id: `${'x'.repeat(EVENT_LIMITS.idLength)}…` },
  ]);
});
