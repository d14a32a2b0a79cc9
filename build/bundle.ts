/**
 * Bundles the product into `out/app/`: the folder that Electron, the Chromium host and the
 * installers run. `npm run bundle`, `npm run bundle -- --production`.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, stop, type BuildOptions, type Metafile } from 'esbuild';
import { say, StartError } from './bootstrap/messages.mjs';
import { appIcons, launcherMark } from './brand/icon-files.ts';
import { readBrand, type BuildBrand } from './brand/read-brand.ts';
import { rendererEntries } from './bundle/renderer-entries.ts';
import { createOutputFolder, type OutputFile } from './bundle/output-folder.ts';
import { brandPlugin, readBranded } from './bundle/brand-plugin.ts';
import { latePackageOptions, latePackagesPlugin } from './bundle/late-packages.ts';
import { nodeModulesPlugin } from './bundle/node-modules-plugin.ts';
import { bundledPackages, noticesText, readFonts, readPackage } from './bundle/third-party-notices.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
export const DEFAULT_OUTPUT = path.join(ROOT, 'out', 'app');

export interface BundleOptions {
  /** Absolute; default `out/app/`. Files in it that are not part of the bundle are deleted. */
  readonly outDir?: string;
  /** No source maps, no white space. In preloads names stay as they are: functions travel as text between worlds. */
  readonly production?: boolean;
  /** Default: what the environment says, or build/brand.json. */
  readonly brand?: BuildBrand;
}

export interface BundleResult {
  readonly outDir: string;
  readonly ms: number;
  readonly files: number;
  /** Files whose content differs from the run before. */
  readonly written: number;
}

const MAIN_BANNER = [
  "import { createRequire as createRequireOfBundle } from 'node:module';",
  // CommonJS dependencies inside the ESM bundle call `require` for Node's own modules.
  'const require = createRequireOfBundle(import.meta.url);',
].join('\n');

/** Builds everything in parallel. Throws with esbuild's report when a source does not build. */
export async function bundle(options: BundleOptions = {}): Promise<BundleResult> {
  const startedAt = performance.now();
  const outDir = options.outDir ?? DEFAULT_OUTPUT;
  const brand = options.brand ?? readBrand(process.env);
  const shared: BuildOptions = {
    absWorkingDir: ROOT,
    outdir: outDir,
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    legalComments: 'none',
    charset: 'utf8',
    sourcemap: options.production ? false : 'linked',
    minifyWhitespace: options.production ?? false,
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [brandPlugin(brand)],
  };
  const parts = await Promise.all([
    run(mainOptions(shared)),
    run(latePackageOptions(shared)),
    run(threadOptions(shared)),
    run(preloadOptions(shared)),
    run(workerOptions(shared)),
    bundleDrawing(shared),
    ...rendererFolders().map(async (name) => bundleRenderer(name, shared, brand)),
    otherFiles(brand),
  ]);
  const files = parts.flatMap((part) => part.files);
  files.push(await thirdPartyNotices(parts.flatMap(({ metafile }) => metafile ?? [])));
  const output = createOutputFolder(outDir);
  const result = await output.replaceWith(files);
  await stop();
  return { outDir, ms: Math.round(performance.now() - startedAt), ...result };
}

function mainOptions(shared: BuildOptions): BuildOptions {
  return {
    ...shared,
    entryPoints: { 'main/index': 'main/index.ts' },
    // What only some starts need, as the updater and each language, is a file of its own, beside the others.
    splitting: true,
    chunkNames: 'main/[name]-[hash]',
    ...nodeOptions(shared),
    plugins: [...(shared.plugins ?? []), nodeModulesPlugin, latePackagesPlugin],
    alias: {
      'ajv/dist/2020.js': './build/bundle/no-schema-validator.ts',
      'ajv-formats': './build/bundle/no-schema-validator.ts',
      'env-paths': './build/bundle/no-usual-folders.ts',
    },
    // Nothing of main travels as text.
    minifySyntax: shared.minifyWhitespace ?? false,
    minifyIdentifiers: shared.minifyWhitespace ?? false,
    banner: { js: MAIN_BANNER },
  };
}

/** Threads of main, each one file. */
function threadOptions(shared: BuildOptions): BuildOptions {
  return {
    ...shared,
    entryPoints: {
      'main/inline-scripts-worker': 'main/catalog/inline-scripts/worker.ts',
      'main/certificates-worker': 'main/network/trust/certificates-worker.ts',
    },
    ...nodeOptions(shared),
    banner: { js: MAIN_BANNER },
  };
}

function nodeOptions(shared: BuildOptions): BuildOptions {
  return {
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['electron'],
    // ESM builds first, so that unused parts are dropped.
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    inject: [path.join(import.meta.dirname, 'bundle', 'commonjs-globals.ts')],
    define: { ...shared.define, __dirname: 'bundleDirname', __filename: 'bundleFilename' },
  };
}

/** A sandboxed preload is one CommonJS file; the browser platform refuses Node's modules in it. */
function preloadOptions(shared: BuildOptions): BuildOptions {
  const names = ['launcher', 'mini-program', 'service-worker'];
  const present = names.filter(
    (name) => name !== 'service-worker' || existsSync(path.join(ROOT, 'preload', `${name}.ts`)),
  );
  return {
    ...shared,
    entryPoints: Object.fromEntries(present.map((name) => [`preload/${name}`, `preload/${name}.ts`])),
    format: 'cjs',
    platform: 'browser',
    target: 'chrome156',
    external: ['electron'],
    outExtension: { '.js': '.cjs' },
    // `executeInMainWorld` sends functions as text: no renaming, no helpers around them.
    keepNames: false,
    minifyIdentifiers: false,
    minifySyntax: false,
  };
}

/** Runs in workers, in front of their own script: one line as a rule, and nothing left on their global. */
function workerOptions(shared: BuildOptions): BuildOptions {
  return {
    ...shared,
    entryPoints: { 'preload/worker': 'preload/worker.ts' },
    format: 'iife',
    platform: 'browser',
    target: 'chrome156',
    sourcemap: false,
    minifyWhitespace: true,
  };
}

/** What turns drawings into pixels: a thread's script, its WebAssembly, and the only fonts it has. */
async function bundleDrawing(shared: BuildOptions): Promise<Part> {
  const fonts = path.join(ROOT, 'renderer', 'launcher', 'fonts');
  const copied: readonly (readonly [name: string, from: string])[] = [
    ['renderer.wasm', path.join(ROOT, 'node_modules', '@resvg', 'resvg-wasm', 'index_bg.wasm')],
    ...['figtree-latin', 'figtree-latin-ext', 'vazirmatn-arabic'].map(
      (name) => [`${name}.woff2`, path.join(fonts, `${name}.woff2`)] as const,
    ),
  ];
  const bundled = await run({
    ...shared,
    entryPoints: { 'drawing/worker': 'main/pictures/drawing-worker.ts' },
    format: 'cjs',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.cjs' },
  });
  const files = await Promise.all(
    copied.map(async ([name, from]) => ({ path: `drawing/${name}`, contents: await readFile(from) })),
  );
  return { ...bundled, files: [...bundled.files, ...files] };
}

function rendererFolders(): string[] {
  return ['launcher', 'pages'];
}

async function bundleRenderer(name: string, shared: BuildOptions, brand: BuildBrand): Promise<Part> {
  const folder = path.join(ROOT, 'renderer', name);
  if (!existsSync(folder)) throw new Error(`Cannot bundle renderer/${name}: the folder does not exist.`);
  const { entries, copied } = await rendererEntries(folder);
  const bundled =
    Object.keys(entries).length === 0
      ? { files: [] }
      : await run({
          ...shared,
          entryPoints: Object.fromEntries(
            Object.entries(entries).map(([to, from]) => [`renderer/${name}/${to}`, from]),
          ),
          format: 'esm',
          platform: 'browser',
          target: 'chrome156',
          // Own pages are served from one flat folder.
          loader: { '.woff2': 'file', '.svg': 'file', '.png': 'file' },
          assetNames: `renderer/${name}/[name]-[hash]`,
          minifySyntax: shared.minifyWhitespace ?? false,
          minifyIdentifiers: shared.minifyWhitespace ?? false,
        });
  const files = await Promise.all(
    copied.map(async (file) => ({
      path: `renderer/${name}/${file}`,
      contents: await readBranded(path.join(folder, file), brand),
    })),
  );
  const mark =
    name === 'launcher'
      ? [{ path: 'renderer/launcher/mark.svg', contents: await launcherMark(brand.iconsFolder) }]
      : [];
  return { ...bundled, files: [...bundled.files, ...files, ...mark] };
}

/** What one run of esbuild made, and of what. */
interface Part {
  readonly files: readonly OutputFile[];
  readonly metafile?: Metafile | undefined;
}

async function run(options: BuildOptions): Promise<Part> {
  const { outputFiles = [], metafile } = await build({ ...options, write: false });
  if (metafile && options.external?.includes('electron') && options.format === 'cjs') assertOnlyElectron(metafile);
  return {
    files: outputFiles.map((file) => ({
      path: path.relative(options.outdir ?? '', file.path),
      contents: file.contents,
    })),
    metafile,
  };
}

function assertOnlyElectron(metafile: Metafile): void {
  for (const [file, output] of Object.entries(metafile.outputs)) {
    const strange = output.imports.find((imported) => imported.external && imported.path !== 'electron');
    if (strange) throw new Error(`Cannot bundle ${file}: a sandboxed preload cannot load "${strange.path}".`);
  }
}

/** The licences of what was bundled; the file lies at the top of the application. */
async function thirdPartyNotices(metafiles: readonly Metafile[]): Promise<OutputFile> {
  const packages = await Promise.all(bundledPackages(metafiles).map((folder) => readPackage(path.join(ROOT, folder))));
  const fonts = await readFonts(path.join(ROOT, 'renderer', 'launcher', 'fonts'));
  return { path: 'THIRD-PARTY-NOTICES.txt', contents: Buffer.from(noticesText([...packages, ...fonts])) };
}

/** The application's package.json and its icons. */
async function otherFiles(brand: BuildBrand): Promise<Part> {
  const { version, license } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const manifest = {
    ...{ name: brand.id, productName: brand.name, version, description: brand.description, author: brand.publisher },
    ...{ license, type: 'module', main: 'main/index.js' },
  };
  const icons = await appIcons(brand.iconsFolder);
  return {
    files: [
      { path: 'package.json', contents: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`) },
      ...icons.map(({ path: name, contents }) => ({ path: `icons/${name}`, contents })),
    ],
  };
}

if (process.argv[1] === import.meta.filename) {
  try {
    const { ms, files, written, outDir } = await bundle({ production: process.argv.includes('--production') });
    say(`bundled ${files} files (${written} changed) into ${path.relative(process.cwd(), outDir) || '.'} in ${ms} ms`);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
