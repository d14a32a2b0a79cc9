// @ts-check
/** Runs one child for as long as it lives and passes on what ends it. Runs on Node 20. */
import { spawn } from 'node:child_process';
import os from 'node:os';

/** npm passes a terminal's Ctrl+C on as well: the same signal arrives twice within moments. */
const SAME_SIGNAL_MS = 700;

/**
 * Starts `command` and resolves with its exit code (128 + n after signal n).
 *
 * SIGINT, SIGTERM and SIGHUP go to the child, which ends in order; a second one, later, kills it.
 * The child has an IPC channel: it ends when the channel closes, so a killed parent leaves nothing
 * behind. On POSIX it leads a process group of its own, so that a terminal's Ctrl+C reaches it once.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onSpawn?: (child: import('node:child_process').ChildProcess) => void }} [options]
 * @returns {Promise<number>}
 */
export function supervise(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: process.platform !== 'win32',
      windowsHide: false,
    });
    options.onSpawn?.(child);

    let asked = 0;
    /** @param {NodeJS.Signals} signal */
    const end = (signal) => {
      const now = Date.now();
      if (now - asked < SAME_SIGNAL_MS) return;
      if (asked > 0) child.kill('SIGKILL');
      // Windows has no signals: there the closed channel asks the child to end.
      else if (process.platform === 'win32') child.disconnect();
      else child.kill(signal);
      asked = now;
    };
    /** @type {NodeJS.Signals[]} */
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, end);
    const onParentGone = () => end('SIGTERM');
    if (process.connected) {
      process.once('disconnect', onParentGone);
      process.channel?.unref();
    }

    const done = () => {
      for (const signal of signals) process.off(signal, end);
      process.off('disconnect', onParentGone);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0));
    });
  });
}
