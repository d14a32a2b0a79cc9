import { describe, expect, it } from 'vitest';
import { createQuietLog, LOG_LIMITS } from '../../../main/log/quiet-log.ts';

describe('createQuietLog', () => {
  it('writes some lines of a subject, then one a pause that says how many were left out', () => {
    const lines: string[] = [];
    let now = 0;
    const log = createQuietLog(
      (line) => lines.push(line),
      () => now,
    );
    for (let i = 0; i < LOG_LIMITS.burstLines + 5; i += 1) log.say('a', `line ${i}`);
    log.say('b', 'other');
    expect(lines).toHaveLength(LOG_LIMITS.burstLines + 1);
    now += LOG_LIMITS.pauseMs;
    log.say('a', 'again');
    log.say('a', 'no');
    expect(lines.slice(LOG_LIMITS.burstLines)).toEqual(['other', 'again (5 such lines were left out)']);
  });

  it('cuts a long line and forgets the oldest subject', () => {
    const lines: string[] = [];
    const log = createQuietLog(
      (line) => lines.push(line),
      () => 0,
    );
    log.say('a', 'x'.repeat(LOG_LIMITS.lineLength + 1));
    expect(lines[0]).toHaveLength(LOG_LIMITS.lineLength + 1);
    for (let i = 0; i < LOG_LIMITS.burstLines; i += 1) log.say('a', 'full');
    for (let i = 0; i < LOG_LIMITS.subjects; i += 1) log.say(`other ${i}`, 'x');
    const before = lines.length;
    log.say('a', 'new');
    expect(lines).toHaveLength(before + 1);
  });
});
