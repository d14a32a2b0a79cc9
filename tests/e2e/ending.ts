/** How a started process is asked to end, and ended, on each system. */
import { spawnSync, type ChildProcess } from 'node:child_process';

type Child = Pick<ChildProcess, 'pid' | 'kill' | 'connected' | 'disconnect'>;

/**
 * Asks in order. Windows has no signal that a process can answer: there the closed IPC channel asks, so start it with one.
 */
export function endByChannelOrSignal(child: Child, signal: NodeJS.Signals, platform = process.platform): void {
  if (platform === 'win32' && child.connected) child.disconnect();
  else child.kill(signal);
}

/** Ends it at once, on Windows with what it has started: nobody else ends that there. */
export function killTree(
  child: Child,
  platform = process.platform,
  run: (command: string, args: readonly string[]) => unknown = (command, args) =>
    spawnSync(command, args, { stdio: 'ignore' }),
): void {
  if (platform === 'win32' && child.pid !== undefined) run('taskkill', ['/pid', String(child.pid), '/T', '/F']);
  else child.kill('SIGKILL');
}
