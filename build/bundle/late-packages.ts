/**
 * Packages that no start needs before its first window: each is a file of its own, which is read when somebody uses what the
 * package exports. Sources import them as any other, and need not wait for them.
 */
import type { BuildOptions, Plugin } from 'esbuild';
import { STAND_IN } from './stand-in.ts';

/** What sources import of each. */
const LATE: Readonly<Record<string, readonly string[]>> = {
  got: ['default'],
  'http-proxy-agent': ['HttpProxyAgent'],
  'https-proxy-agent': ['HttpsProxyAgent'],
  'intl-messageformat': ['IntlMessageFormat'],
  'ipaddr.js': ['default'],
  'jsonc-parser': ['parseTree', 'printParseErrorCode'],
  mime: ['default'],
  'node-cron': ['schedule'],
  // Of conf, which asks it about migrations only.
  semver: ['default'],
  'socks-proxy-agent': ['SocksProxyAgent'],
  tldts: ['getDomain', 'getPublicSuffix'],
  yauzl: ['openPromise'],
};
const NAMESPACE = 'late';

/** Of the bundle of main, whose files are in one folder. */
export const latePackagesPlugin: Plugin = {
  name: 'late-packages',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:${Object.keys(LATE).join('|')})$`) }, ({ path, kind }) =>
      kind === 'import-statement' ? { path, namespace: NAMESPACE } : undefined,
    );
    build.onResolve({ filter: /^\.\/late\// }, ({ path, namespace }) =>
      namespace === NAMESPACE ? { path, external: true } : undefined,
    );
    build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({ contents: late(path, LATE[path] ?? []) }));
  },
};

/** Required, for only that does not make its users wait. */
function late(name: string, exported: readonly string[]): string {
  return [
    `const load = () => require('./late/${name}.cjs');`,
    STAND_IN,
    ...exported.map((member) =>
      member === 'default'
        ? 'export default standIn(() => (load().__esModule ? load().default : load()));'
        : `export const ${member} = standIn(() => load().${member});`,
    ),
  ].join('\n');
}

/** The files, beside main's. */
export function latePackageOptions(shared: BuildOptions): BuildOptions {
  return {
    ...shared,
    entryPoints: Object.fromEntries(Object.keys(LATE).map((name) => [`main/late/${name}`, name])),
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    conditions: ['module', 'import'],
    banner: { js: "const addressOfFile = require('node:url').pathToFileURL(__filename).href;" },
    define: { ...shared.define, 'import.meta.url': 'addressOfFile' },
    minifySyntax: shared.minifyWhitespace ?? false,
    minifyIdentifiers: shared.minifyWhitespace ?? false,
  };
}
