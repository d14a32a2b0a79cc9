// @ts-check
/**
 * What `npm start`, `npm test` and `npm run demo` do first, on a machine that has Node 20 and npm
 * and nothing else: install the dependencies, then continue on a Node that runs TypeScript.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';
import { say, StartError } from './messages.mjs';
import { findRuntime } from './runtime.mjs';
import { supervise } from './supervise.mjs';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Runs `task` with the command line's arguments, here or in a newer Node that runs `script` again,
 * and ends the process with its exit code.
 * @param {string} script `import.meta.url` of the caller
 * @param {(args: string[]) => Promise<number>} task
 */
export async function runPrepared(script, task) {
  try {
    await ensureDependencies(ROOT);
    const runtime = findRuntime(ROOT);
    const args = process.argv.slice(2);
    if (!runtime) (await import('./brand-of-tools.mjs')).useBrand(ROOT, process.env.LARDER_BRAND);
    const code = runtime
      ? await supervise(runtime.command, [...runtime.flags, fileURLToPath(script), ...args], {
          env: { ...process.env, ...runtime.environment },
        })
      : await task(args);
    process.exit(code);
  } catch (error) {
    if (error instanceof StartError) say(error.message);
    else process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
