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
import http, { Agent, request } from 'node:http';
import { ServerResponse } from 'http';
import { connect, constants } from 'node:http2';
import https from 'node:https';
import process, { env } from 'node:process';
import tls from 'node:tls';
const got = [Agent === http.Agent, request === http.request, typeof ServerResponse, env === process.env];
const has = (part) => process.moduleLoadList.some((name) => name.endsWith(part));
const hasFetch = () => has('undici/undici');
const before = [hasFetch(), has('NativeModule tls'), has('NativeModule http2')];
const late = [
  constants.NGHTTP2_REFUSED_STREAM,
  typeof connect,
  new https.Agent({ maxSockets: 3 }).maxSockets,
  https.globalAgent instanceof https.Agent,
  tls.rootCertificates.length > 100,
];
console.log(JSON.stringify({ got, before, late, later: typeof http.WebSocket, after: hasFetch() }));
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
      got: [true, true, 'function', true],
      before: [false, false, false],
      late: [7, 'function', 3, true, true],
      later: 'function',
      after: true,
    });
  });
});
