/** Runs a small program of the system and takes what it prints, within bounds. */
import { execFile } from 'node:child_process';

const TIMEOUT_MS = 10_000;
/** Bytes. */
const MAX_OUTPUT = 64 * 1024;

export type RunProgram = (file: string, args: readonly string[]) => Promise<string | null>;

/** What it prints; `null`: it is not there, has failed, takes too long or says too much. Never rejects. */
export const runProgram: RunProgram = (file, args) =>
  new Promise((resolve) => {
    const options = {
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      maxBuffer: MAX_OUTPUT,
      killSignal: 'SIGKILL',
      windowsHide: true,
      // Numbers and names as programs write them, whatever the user speaks.
      env: { ...process.env, LC_ALL: 'C' },
    } as const;
    try {
      execFile(file, args, options, (error, stdout) => resolve(error ? null : stdout));
    } catch {
      resolve(null);
    }
  });
