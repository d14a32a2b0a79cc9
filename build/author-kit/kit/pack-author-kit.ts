/**
 * Makes the author's kit, a package for npm: the bundled product, the Chromium host, the runner, fakes, types, schemas
 * and templates. It brings no browser.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { build, stop, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { bundledPackages, noticesText, readPackage } from '../../bundle/third-party-notices.ts';
import { bundle } from '../../bundle.ts';
import { StartError } from '../../bootstrap/messages.mjs';
import { kitDeclarations } from './declarations.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const HERE = path.resolve(import.meta.dirname, '..');
const OUTPUT = path.join(ROOT, 'out', 'author-kit');

const BANNER = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  // CommonJS dependencies inside the bundle call `require` for Node's own modules.
  'const require = createRequireOfBundle(import.meta.url);',
].join('\n');

interface RootPackage {
  readonly version: string;
  readonly license: string;
  readonly author: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** For authors; each may lead to another. */
const PAGES = [
  'author-kit.md',
  'background-fetch.md',
  'bn-api.md',
  'bundlers.md',
  'first-mini-program.md',
  'limits.md',
  'log-events.md',
  'manifest.md',
  'network.md',
  'packages.md',
  'scheduling.md',
];

/** Answers the package's file, absolute (`out/author-kit/larder-author-kit-VERSION.tgz`). Throws `StartError`. */
export async function packAuthorKit(): Promise<string> {
  const source = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as RootPackage;
  const folder = path.join(OUTPUT, 'package');
  await rm(OUTPUT, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await bundle({ production: true, outDir: path.join(folder, 'app') });
  const metafiles = await bundleScripts(path.join(folder, 'lib'));
  await Promise.all([
    cp(path.join(HERE, 'kit', 'larder.mjs'), path.join(folder, 'bin', 'larder.mjs')),
    cp(path.join(HERE, 'kit', 'node-runtime.mjs'), path.join(folder, 'bin', 'node-runtime.mjs')),
    cp(path.join(HERE, 'templates'), path.join(folder, 'templates'), { recursive: true }),
    cp(path.join(HERE, 'types'), path.join(folder, 'types'), { recursive: true }),
    cp(path.join(ROOT, 'docs', 'schemas'), path.join(folder, 'schemas'), { recursive: true }),
    ...PAGES.map((page) => cp(path.join(ROOT, 'docs', page), path.join(folder, 'docs', page))),
    readme(folder),
    cp(path.join(ROOT, 'LICENSE'), path.join(folder, 'LICENSE')),
    writeFile(path.join(folder, 'package.json'), `${JSON.stringify(manifestOf(source), null, 2)}\n`),
    notices(folder, metafiles),
  ]);
  for (const [name, text] of await kitDeclarations()) await writeFile(path.join(folder, 'types', name), text);
  return pack(folder);
}

function manifestOf({ version, license, author, optionalDependencies, devDependencies }: RootPackage): unknown {
  return {
    name: 'larder-author-kit',
    version,
    description: 'Types, fakes, templates, a test runner and commands for the authors of mini-programs for Larder',
    license,
    author,
    type: 'module',
    bin: { larder: 'bin/larder.mjs', 'larder-author-kit': 'bin/larder.mjs' },
    exports: {
      '.': { types: './types/index.d.ts', default: './lib/runner.js' },
      './runner': { types: './types/runner.d.ts', default: './lib/runner.js' },
      './fakes': { types: './types/fakes.d.ts', default: './lib/fakes.js' },
      './schemas/*': './schemas/*',
      './types/*': './types/*',
      './package.json': './package.json',
    },
    types: './types/index.d.ts',
    engines: { node: '>=20.20' },
    dependencies: { 'playwright-core': devDependencies['playwright-core'] },
    // Larder runs on a newer Node than an author's tools may need.
    optionalDependencies,
  };
}

async function bundleScripts(outdir: string): Promise<Metafile[]> {
  const shared: BuildOptions = {
    absWorkingDir: ROOT,
    outdir,
    bundle: true,
    metafile: true,
    logLevel: 'silent',
    legalComments: 'none',
    charset: 'utf8',
    format: 'esm',
    // Parts of the host travel into pages as text: names stay as they are.
    minify: false,
    define: { 'process.env.NODE_ENV': '"production"' },
  };
  const node: BuildOptions = {
    ...shared,
    platform: 'node',
    target: 'node20',
    external: ['electron', 'playwright-core'],
    mainFields: ['module', 'main'],
    inject: [path.join(ROOT, 'build', 'bundle', 'commonjs-globals.ts')],
    define: { ...shared.define, __dirname: 'bundleDirname', __filename: 'bundleFilename' },
    banner: { js: BANNER },
  };
  const runs = await Promise.all([
    build({
      ...node,
      splitting: true,
      entryPoints: {
        command: 'build/author-kit/kit/command.ts',
        runner: 'build/author-kit/runner/runner.ts',
      },
    }),
    build({ ...node, entryPoints: { host: 'tests/chromium-host/run.ts' }, plugins: [electronVersion()] }),
    build({
      ...shared,
      platform: 'neutral',
      target: 'es2022',
      entryPoints: { fakes: 'build/author-kit/fakes/fakes.ts' },
    }),
  ]).catch((error: unknown) => {
    throw new StartError(`the author's kit does not build:\n${error instanceof Error ? error.message : String(error)}`);
  });
  await stop();
  return runs.flatMap(({ metafile }) => metafile ?? []);
}

/** Electron's package is not part of the kit: the host is told its version when it is bundled. */
function electronVersion(): Plugin {
  const READING = "(createRequire(import.meta.url)('electron/package.json') as { version: string }).version";
  return {
    name: 'electron-version',
    setup(bundler) {
      bundler.onLoad({ filter: /chromium-host[\\/]app[\\/]product\.ts$/ }, async ({ path: file }) => {
        const text = await readFile(file, 'utf8');
        if (!text.includes(READING)) throw new Error(`Cannot bundle ${file}: it reads Electron's version otherwise.`);
        const electron = JSON.parse(
          await readFile(path.join(ROOT, 'node_modules', 'electron', 'package.json'), 'utf8'),
        ) as { version: string };
        return { contents: text.replace(READING, JSON.stringify(electron.version)), loader: 'ts' };
      });
    },
  };
}

/** The page about the kit, with its links to the others. */
async function readme(folder: string): Promise<void> {
  const text = await readFile(path.join(ROOT, 'docs', 'author-kit.md'), 'utf8');
  await writeFile(path.join(folder, 'README.md'), text.replace(/\]\((?=[\w-]+\.md)/g, '](docs/'));
}

async function notices(folder: string, metafiles: readonly Metafile[]): Promise<void> {
  const packages = await Promise.all(bundledPackages(metafiles).map((name) => readPackage(path.join(ROOT, name))));
  await writeFile(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), noticesText(packages));
}

async function pack(folder: string): Promise<string> {
  const isWindows = process.platform === 'win32';
  const { stdout } = await promisify(execFile)(
    isWindows ? 'npm.cmd' : 'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', OUTPUT],
    { cwd: folder, shell: isWindows, maxBuffer: 64 * 1024 * 1024 },
  ).catch((error: Error) => {
    throw new StartError(`npm pack failed: ${error.message}`);
  });
  const name = /"filename":\s*"([^"]+\.tgz)"/.exec(stdout)?.[1];
  if (!name) throw new StartError('npm pack did not say what it made');
  return path.join(OUTPUT, path.basename(name));
}
