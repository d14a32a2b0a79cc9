/**
 * A stand-in for Electron's executable, for what starts and ends it: the Chromium host behind Electron's command line,
 * `electron [switches] APP [options]`, which says on standard error where its DevTools listen.
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const NODE_MODE = 9;
if (process.env.ELECTRON_RUN_AS_NODE !== undefined) process.exit(NODE_MODE);

const given = process.argv.slice(2);
const appAt = given.findIndex((arg) => !arg.startsWith('-'));
const options = given.slice(appAt + 1);
process.env.LARDER_APP_DIR = given[appAt];
if (given.slice(0, appAt).includes('--remote-debugging-port=0')) {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'larder-electron-')), 'endpoint');
  process.env.LARDER_HOST_CDP_FILE = file;
  const timer = setInterval(() => {
    if (!existsSync(file)) return;
    clearInterval(timer);
    process.stderr.write(`\nDevTools listening on ${readFileSync(file, 'utf8').trim()}\n`);
  }, 20);
  timer.unref();
}
process.argv.splice(2, process.argv.length, ...options);
await import('../chromium-host/run.ts');
