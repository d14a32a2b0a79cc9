// @ts-check
/** Runs one child for as long as it lives and passes on what ends it. Runs on Node 20. */
import { spawn } from 'node:child_process';
import os from 'node:os';
import { onAskedToEnd } from './asked-to-end.mjs';

/**
 * Starts `command` and resolves with its exit code (128 + n after signal n).
 *
 * What asks this process to end asks the child, which ends in order; a second time kills it.
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

    let isAsked = false;
    const stopListening = onAskedToEnd((signal) => {
      if (isAsked) child.kill('SIGKILL');
      // Windows has no signals: there the closed channel asks the child to end.
      else if (process.platform === 'win32') child.disconnect();
      else child.kill(signal);
      isAsked = true;
    });
    child.once('error', (error) => {
      stopListening();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      stopListening();
      resolve(code ?? 128 + (signal ? os.constants.signals[signal] : 0));
    });
  });
}
