import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { latePackageOptions, latePackagesPlugin } from '../../../build/bundle/late-packages.ts';
import { temporaryFolders } from './temporary-folder.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');

/** A function, a class, a default export of either kind of module, and when their files are read. */
const PROGRAM = `
import ipaddr from 'ipaddr.js';
import mime from 'mime';
import semver from 'semver';
import { getDomain } from 'tldts';
import { HttpProxyAgent } from 'http-proxy-agent';
const loaded = () => Object.keys(require.cache).map((file) => /([\\w.-]+)\\.cjs$/.exec(file)?.[1]).sort();
const before = loaded();
const answers = [mime.getType('a.png'), semver.gt('2.0.0', '1.0.0'), getDomain('id.example.co.uk')];
const address = ipaddr.parse('::1');
const isVersion6 = address instanceof ipaddr.IPv6 && !(address instanceof ipaddr.IPv4);
const agent = new HttpProxyAgent('http://proxy.example:8080');
console.log(JSON.stringify({ before, answers, isVersion6, proxy: agent.proxy.host, after: loaded() }));
`;

describe('latePackagesPlugin', () => {
  const temporaryFolder = temporaryFolders();

  it('reads the file of a package at its first use when sources import it as any other', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'main'));
    await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const file = path.join(folder, 'program.mjs');
    await writeFile(file, PROGRAM);
    const shared = { absWorkingDir: ROOT, outdir: folder, bundle: true } as const;
    await build(latePackageOptions(shared));
    await build({
      ...shared,
      entryPoints: { 'main/index': file },
      format: 'esm',
      platform: 'node',
      outExtension: { '.js': '.mjs' },
      plugins: [latePackagesPlugin],
      banner: { js: "import { createRequire as of } from 'node:module'; const require = of(import.meta.url);" },
    });
    const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'main', 'index.mjs')]);
    expect(JSON.parse(stdout)).toEqual({
      before: [],
      answers: ['image/png', true, 'example.co.uk'],
      isVersion6: true,
      proxy: 'proxy.example:8080',
      after: ['http-proxy-agent', 'ipaddr.js', 'mime', 'semver', 'tldts'],
    });
  });
});
