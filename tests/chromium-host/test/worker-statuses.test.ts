/** Electron's observer is called at every step of a worker's life; DevTools leave some out (docs/electron.md). */
import { describe, expect, it } from 'vitest';
import type { RunningStatus } from '../sessions/service-workers.ts';
import { HeldReports, stepsBetween } from '../sessions/worker-statuses.ts';

describe('the steps between two reports', () => {
  it.each<[RunningStatus, RunningStatus, RunningStatus[]]>([
    ['stopped', 'stopped', []],
    ['stopped', 'starting', ['starting']],
    ['stopped', 'running', ['starting', 'running']],
    ['stopped', 'stopping', ['starting', 'running', 'stopping']],
    ['starting', 'running', ['running']],
    ['starting', 'stopping', ['stopping']],
    ['starting', 'stopped', ['stopped']],
    ['running', 'stopping', ['stopping']],
    ['running', 'stopped', ['stopped']],
    ['running', 'starting', ['stopping', 'stopped', 'starting']],
    ['stopping', 'stopped', ['stopped']],
    ['stopping', 'starting', ['stopped', 'starting']],
    ['stopping', 'running', ['stopped', 'starting', 'running']],
  ])('from %s to %s', (before, reported, steps) => {
    expect(stepsBetween(before, reported)).toEqual(steps);
  });
});

describe('a report whose registration is not known yet', () => {
  it('waits for its scope, in order, and is told once', () => {
    const reports = new HeldReports<{ registrationId: string; runningStatus: RunningStatus }>();
    const starting = { registrationId: '7', runningStatus: 'starting' } as const;
    const running = { registrationId: '7', runningStatus: 'running' } as const;
    expect(reports.scopeOrHold(starting)).toBeUndefined();
    expect(reports.scopeOrHold(running)).toBeUndefined();
    expect(reports.learn('8', 'mp://other/')).toEqual([]);
    expect(reports.learn('7', 'mp://one/')).toEqual([starting, running]);
    expect(reports.learn('7', 'mp://one/')).toEqual([]);
    expect(reports.scopeOrHold(running)).toBe('mp://one/');
  });
});
