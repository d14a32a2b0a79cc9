#!/usr/bin/env node
// @ts-check
/** `npx larder COMMAND`: continues on a Node that runs Larder. Runs on Node 20. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isNewEnough, nodeForKit } from './node-runtime.mjs';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'lib', 'command.js');
const args = process.argv.slice(2);

if (isNewEnough(process.versions.node)) {
  const { run } = await import(new URL('../lib/command.js', import.meta.url).href);
  process.exitCode = await run(args);
} else {
  try {
    const child = spawn(nodeForKit(), [script, ...args], { stdio: 'inherit' });
    // The terminal sends its signals to both; this one waits for the other.
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, () => child.kill(signal));
    child.once('exit', (code) => process.exit(code ?? 1));
  } catch (error) {
    process.stderr.write(`larder: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}
