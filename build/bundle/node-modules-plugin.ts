/**
 * Modules of Node that a start would load for nothing. An `import` of one reads all that it exports, getters too: those of
 * `node:http` load Node's own `fetch` and WebSocket, and those of `node:process` open the standard streams. So these two are
 * required, and of what they export only the plain values can be imported by name. `node:tls` and what stands on it
 * are required at their first use.
 */
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import process from 'node:process';
import tls from 'node:tls';
import type { Plugin } from 'esbuild';
import { STAND_IN } from './stand-in.ts';

const REQUIRED: Readonly<Record<string, object>> = { http, process };
const LATE: Readonly<Record<string, object>> = { http2, https, tls };
const NAMESPACE = 'required-of-node';

export const nodeModulesPlugin: Plugin = {
  name: 'node-modules',
  setup(build) {
    const names = [...Object.keys(REQUIRED), ...Object.keys(LATE)].join('|');
    build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${names})$`) }, ({ path, kind }) => {
      const isImport = kind === 'import-statement' || kind === 'dynamic-import';
      return isImport ? { path: path.replace(/^node:/, ''), namespace: NAMESPACE } : { path, external: true };
    });
    build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({
      contents: path in LATE ? late(path) : requiring(path),
    }));
  },
};

/** The names of the members that are plain values. */
function membersOf(module: object = {}): string[] {
  const members = Object.entries(Object.getOwnPropertyDescriptors(module));
  return members.flatMap(([member, { get }]) => (get || !/^[A-Za-z]\w*$/.test(member) ? [] : [member]));
}

function requiring(name: string): string {
  return [
    `const required = require('node:${name}');`,
    'export default required;',
    ...membersOf(REQUIRED[name]).map(
      (member) => `const its_${member} = required.${member};\nexport { its_${member} as ${member} };`,
    ),
  ].join('\n');
}

/** Functions, classes and tables: what a stand-in can stand for. */
function late(name: string): string {
  const load = `() => require('node:${name}')`;
  return [
    STAND_IN,
    `export default standIn(${load});`,
    ...Object.entries(LATE[name] ?? {}).flatMap(([member, value]) =>
      ['function', 'object'].includes(typeof value) && membersOf(LATE[name]).includes(member)
        ? [
            `const its_${member} = standIn(() => require('node:${name}').${member});\nexport { its_${member} as ${member} };`,
          ]
        : [],
    ),
  ].join('\n');
}
