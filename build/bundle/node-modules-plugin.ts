/**
 * `import` of one of Node's modules reads all that it exports, getters too. Those of `node:http` load Node's own `fetch`
 * and WebSocket, a fifth of what a start takes, and those of `node:process` open the standard streams. So these two are
 * required, and of what they export only the plain values can be imported by name.
 */
import http from 'node:http';
import process from 'node:process';
import type { Plugin } from 'esbuild';

const REQUIRED: Readonly<Record<string, object>> = { http, process };
const NAMESPACE = 'required-of-node';

export const nodeModulesPlugin: Plugin = {
  name: 'node-modules',
  setup(build) {
    build.onResolve({ filter: new RegExp(`^(?:node:)?(?:${Object.keys(REQUIRED).join('|')})$`) }, ({ path, kind }) => {
      const isImport = kind === 'import-statement' || kind === 'dynamic-import';
      return isImport ? { path: path.replace(/^node:/, ''), namespace: NAMESPACE } : { path, external: true };
    });
    build.onLoad({ filter: /^/, namespace: NAMESPACE }, ({ path }) => ({ contents: requiring(path) }));
  },
};

function requiring(name: string): string {
  const members = Object.entries(Object.getOwnPropertyDescriptors(REQUIRED[name] ?? {}));
  const plain = members.flatMap(([member, { get }]) => (get || !/^[A-Za-z]\w*$/.test(member) ? [] : [member]));
  return [
    `const required = require('node:${name}');`,
    'export default required;',
    ...plain.map((member) => `const its_${member} = required.${member};\nexport { its_${member} as ${member} };`),
  ].join('\n');
}
