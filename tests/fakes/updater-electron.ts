/**
 * What electron-updater finds under `electron` in plain Node: its requests go through the Chromium host's
 * `net`. Import this first; then `electron-updater`, or what imports it, dynamically.
 */
import { EventEmitter } from 'node:events';
import { registerHooks } from 'node:module';
import { ClientRequest, HostWebRequest, type RequestOptions } from '../chromium-host/index.ts';

const FAKE = 'larder-test:electron-of-updater';
const HOLDER = Symbol.for('larder.test.electron-of-updater');

class FakeApp extends EventEmitter {
  isPackaged = true;
  version = '1.0.0';
  userData = '';
  getVersion = (): string => this.version;
  getName = (): string => 'larder';
  getPath = (): string => this.userData;
  getAppPath = (): string => this.userData;
  whenReady = (): Promise<void> => Promise.resolve();
  quit(): void {
    this.emit('quit', {}, 0);
  }
}

export const fakeApp = new FakeApp();
const session = { webRequest: new HostWebRequest(), closeAllConnections: () => Promise.resolve() };
const members = {
  app: fakeApp,
  net: { request: (options: RequestOptions) => new ClientRequest(options) },
  session: { fromPartition: () => session },
  autoUpdater: new EventEmitter(),
};

(globalThis as Record<symbol, unknown>)[HOLDER] = members;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' && context.parentURL?.includes('/electron-updater/')
      ? { url: FAKE, format: 'module', shortCircuit: true }
      : next(specifier, context),
  load: (url, context, next) =>
    url === FAKE
      ? {
          format: 'module',
          shortCircuit: true,
          source: `const members = globalThis[Symbol.for('larder.test.electron-of-updater')];\n${Object.keys(members)
            .map((name) => `export const ${name} = members.${name};`)
            .join('\n')}`,
        }
      : next(url, context),
});
