/** Makes `import … from 'electron'` and `require('electron')` resolve to the stand-in. */
import { registerHooks } from 'node:module';

const MODULE_URL = 'larder-chromium-host:electron';
const HOLDER = Symbol.for('larder.chromium-host.electron');
const SPECIFIERS = new Set(['electron', 'electron/main', 'electron/common']);

export function provideElectronModule(members: Readonly<Record<string, unknown>>): void {
  (globalThis as Record<symbol, unknown>)[HOLDER] = members;
  const source = [
    `const members = globalThis[Symbol.for('larder.chromium-host.electron')];`,
    'export default members;',
    ...Object.keys(members).map((name) => `export const ${name} = members.${name};`),
  ].join('\n');
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      SPECIFIERS.has(specifier)
        ? { url: MODULE_URL, format: 'module', shortCircuit: true }
        : nextResolve(specifier, context),
    load: (url, context, nextLoad) =>
      url === MODULE_URL ? { format: 'module', source, shortCircuit: true } : nextLoad(url, context),
  });
}
