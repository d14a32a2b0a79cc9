import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../main/support/clock.ts';
import { createEventLog, type LarderEvent } from '../../../main/log/event-log.ts';
import { createLogger } from '../../../main/log/logger.ts';

describe('createEventLog', () => {
  it('gives every sink every event, in order, with its time', () => {
    let now = 10;
    const first: LarderEvent[] = [];
    const second: LarderEvent[] = [];
    const events = createEventLog({ now: () => now++ }, [(event) => first.push(event), (event) => second.push(event)]);
    events.emit('window-created', { appId: 'abc' });
    events.emit('package-failed', { appId: 'abc', errCode: 'package-mismatch' });
    expect(first).toEqual([
      { event: 'window-created', at: 10, appId: 'abc' },
      { event: 'package-failed', at: 11, appId: 'abc', errCode: 'package-mismatch' },
    ]);
    expect(second).toEqual(first);
  });

  it('disturbs neither the caller nor the other sinks when one throws', () => {
    const heard: string[] = [];
    const broken = (): never => {
      throw new Error('closed');
    };
    createEventLog({ now: () => 0 }, [broken, ({ event }) => heard.push(event)]).emit('window-created', {
      appId: 'abc',
    });
    expect(heard).toEqual(['window-created']);
  });
});

describe('createLogger', () => {
  it('writes one line with the level, and with the message of an error', () => {
    const lines: string[] = [];
    const logger = createLogger((line) => lines.push(line));
    logger.info('runs');
    logger.warning('careful');
    logger.error('failed', new Error('why'));
    logger.error('failed');
    expect(lines).toEqual([
      'larder: runs',
      'larder: warning: careful',
      'larder: error: failed why',
      'larder: error: failed',
    ]);
  });

  it('writes the stack when it is asked to', () => {
    const lines: string[] = [];
    createLogger((line) => lines.push(line), { stacks: true }).error('failed', new Error('why'));
    expect(lines[0]).toContain('event-log.test.ts');
  });
});

describe('createSystemClock', () => {
  it('is as much later than the system as it is told', () => {
    const before = Date.now();
    const now = createSystemClock(3_600_000).now();
    expect(now).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(now).toBeLessThanOrEqual(Date.now() + 3_600_000);
  });
});
