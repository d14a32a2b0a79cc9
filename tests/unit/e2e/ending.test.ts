import { describe, expect, it } from 'vitest';
import { endByChannelOrSignal, killTree } from '../../e2e/ending.ts';

function createChild(connected: boolean) {
  const calls: string[] = [];
  const child = {
    pid: 42,
    connected,
    kill: (signal?: NodeJS.Signals | number) => calls.push(String(signal)) > 0,
    disconnect: () => void calls.push('disconnect'),
  };
  return { child, calls };
}

describe('endByChannelOrSignal', () => {
  it.each([
    ['linux', true, 'SIGTERM'],
    ['darwin', false, 'SIGTERM'],
    ['win32', true, 'disconnect'],
    ['win32', false, 'SIGTERM'],
  ] as const)('on %s, with a channel: %s, asks by %s', (platform, connected, expected) => {
    const { child, calls } = createChild(connected);
    endByChannelOrSignal(child, 'SIGTERM', platform);
    expect(calls).toEqual([expected]);
  });
});

describe('killTree', () => {
  it('ends what was started along with it on Windows, where nobody else does', () => {
    const { child, calls } = createChild(true);
    killTree(child, 'win32', (command, args) => void calls.push([command, ...args].join(' ')));
    killTree(child, 'linux');
    expect(calls).toEqual(['taskkill /pid 42 /T /F', 'SIGKILL']);
  });
});
