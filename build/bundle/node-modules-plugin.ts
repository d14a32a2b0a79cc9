/**
 * Modules of Node that a start would load for nothing. An `import` of one reads all that it exports, getters too: those of
 * `node:http` load Node's own `fetch` and WebSocket, those of `node:process` open the standard streams, those of `node:util`
 * load worker threads. So what every start needs is required, and the rest, with what it stands on, is required at its
 * first use. Members behind a getter are read at their first use, too.
 */
import { createRequire } from 'node:module';
import type { Plugin } from 'esbuild';
import { STAND_IN } from './stand-in.ts';

const REQUIRED = ['buffer', 'fs', 'fs/promises', 'process', 'stream', 'util'];
const LATE = [
  ...['child_process', 'crypto', 'dns', 'http', 'http2', 'https', 'net', 'readline', 'stream/consumers', 'tls'],
  ...['worker_threads', 'zlib'],
];
const NAMESPACE = 'required-of-node';
const require = createRequire(import.meta.url);

export const nodeModulesPlugin: Plugin = {
  name: 'node-modules',
  setup(build) {
    const names = [...REQUIRED, ...LATE].join('|');
    build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${names})$`) }, ({ path, kind }) => {
      const isImport = kind === 'import-statement' || kind === 'dynamic-import';
      return isImport ? { path: path.replace(/^node:/, ''), namespace: NAMESPACE } : { path, external: true };
    });
    build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({
      contents: LATE.includes(path) ? late(path) : required(path),
    }));
  },
};

interface Member {
  readonly name: string;
  readonly isGetter: boolean;
  /** A function, a class or a table: a stand-in can stand for it. */
  readonly canWait: boolean;
}

/** Those that can be imported by name. */
function membersOf(name: string): Member[] {
  const module = require(`node:${name}`) as Readonly<Record<string, unknown>>;
  return Object.entries(Object.getOwnPropertyDescriptors(module)).flatMap(([member, { get }]) => {
    if (!/^[A-Za-z]\w*$/.test(member) || member === 'default') return [];
    const isGetter = get !== undefined;
    // Other getters do more than load: those of `node:process` open the standard streams.
    const canWait = isGetter ? name !== 'process' : ['function', 'object'].includes(typeof module[member]);
    return [{ name: member, isGetter, canWait }];
  });
}

function required(name: string): string {
  return [
    STAND_IN,
    `const required = require('node:${name}');`,
    'export default required;',
    ...membersOf(name).flatMap((member) => {
      if (!member.isGetter) return exported(member, `(() => required.${member.name})()`);
      return member.canWait ? exported(member, `standIn(() => required.${member.name})`) : [];
    }),
  ].join('\n');
}

function late(name: string): string {
  const load = `require('node:${name}')`;
  return [
    STAND_IN,
    `export default standIn(() => ${load});`,
    ...membersOf(name).flatMap((member) =>
      member.canWait ? exported(member, `standIn(() => ${load}.${member.name})`) : [],
    ),
  ].join('\n');
}

/** The bundler leaves out what nobody imports. */
function exported({ name }: Member, value: string): string[] {
  return [`const its_${name} = /* @__PURE__ */ ${value};`, `export { its_${name} as ${name} };`];
}
