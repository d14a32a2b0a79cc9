import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { nodeModulesPlugin } from '../../../build/bundle/node-modules-plugin.ts';
import { temporaryFolders } from './temporary-folder.ts';

/** Says what it got of Node, and what else was loaded for it. */
const PROGRAM = `
import { createHash } from 'node:crypto';
import fs, { existsSync } from 'node:fs';
import http, { Agent, request } from 'node:http';
import { ServerResponse } from 'http';
import { connect, constants } from 'node:http2';
import https from 'node:https';
import { isIP } from 'node:net';
import process, { env } from 'node:process';
import { Transform } from 'node:stream';
import tls from 'node:tls';
import { parseArgs } from 'node:util';
class Tail extends Transform {}
const has = (part) => process.moduleLoadList.some((name) => name.endsWith(part));
const untouched = ['crypto', 'http', 'net', 'worker_threads'].filter((name) => has('NativeModule ' + name));
const got = [
  new Agent({ maxSockets: 3 }) instanceof http.Agent,
  typeof request,
  typeof ServerResponse,
  env === process.env,
  createHash('sha256').update('a').digest('hex').length,
  isIP('::1'),
  parseArgs({ args: ['--flag'], options: { flag: { type: 'boolean' } } }).values.flag,
  new Tail() instanceof Transform,
  existsSync === fs.existsSync,
];
const hasFetch = () => has('undici/undici');
const before = [hasFetch(), has('NativeModule tls'), has('NativeModule http2')];
const late = [
  constants.NGHTTP2_REFUSED_STREAM,
  typeof connect,
  new https.Agent({ maxSockets: 3 }).maxSockets,
  https.globalAgent instanceof https.Agent,
  tls.rootCertificates.length > 100,
];
console.log(JSON.stringify({ untouched, got, before, late, later: typeof http.WebSocket, after: hasFetch() }));
`;

describe('nodeModulesPlugin', () => {
  const temporaryFolder = temporaryFolders();

  it('leaves what loads much until it is asked for when modules of Node are imported', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'program.mjs');
    await writeFile(file, PROGRAM);
    const outfile = path.join(folder, 'bundled.mjs');
    await build({
      entryPoints: [file],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      plugins: [nodeModulesPlugin],
      banner: {
        js: "import { createRequire as of } from 'node:module'; const require = of(import.meta.url);",
      },
    });
    const { stdout } = await promisify(execFile)(process.execPath, [outfile]);
    expect(JSON.parse(stdout)).toEqual({
      untouched: [],
      got: [true, 'function', 'function', true, 64, 6, true, true, true],
      before: [false, false, false],
      late: [7, 'function', 3, true, true],
      later: 'function',
      after: true,
    });
  });
});
