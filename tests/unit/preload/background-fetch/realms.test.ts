/** The worker preload in a real ShadowRealm, and the functions that travel as text, each alone. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';
import vm from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import type { BackgroundFetchBridge } from '../../../../preload/background-fetch/parts.ts';
import { installBackgroundFetch } from '../../../../preload/background-fetch/install.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

async function workerPreload(): Promise<string> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['preload/service-worker.ts'],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'browser',
    target: 'chrome140',
    external: ['electron'],
  });
  return outputFiles[0]!.text;
}

describe('preload/service-worker.ts', () => {
  it('needs nothing of its realm but the language', async () => {
    const preload = await workerPreload();
    // In the realm only primitives cross: the names of the functions it sends, and that it listens.
    const inRealm = `
      const log = [];
      const electron = {
        contextBridge: { executeInMainWorld({ func, args = [] }) { log.push(func.name + '/' + args.length); func.toString(); const bridge = args[1]; if (bridge?.listen) bridge.listen('background-fetch:event', () => {}); return true; } },
        ipcRenderer: { invoke: () => Promise.resolve({ ok: true, value: null }), on(channel) { log.push(channel); } },
      };
      (function (require, module, exports) { ${preload} })((name) => electron, { exports: {} }, {});
      [...new Set(log)].join();`;
    const script = `process.stdout.write(new ShadowRealm().evaluate(${JSON.stringify(inRealm)}))`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--harmony-shadow-realm',
      '--experimental-shadow-realm',
      '-e',
      script,
    ]);
    expect(stdout).toBe(
      'guardAnswers/2,tellRefusedRequestsOfWorker/3,hasServiceWorkers/0,defineIdl/1,defineMessages/3,background-fetch:event,defineInterfaces/2,defineEvents/2,installOwnCache/0,removeParts/1',
    );
  });
});

describe('the functions for the main world', () => {
  it.each(['page', 'service-worker'] as const)('are self-contained: each alone makes a %s whole', (kind) => {
    class Illegal {}
    const world = vm.createContext({
      location: { origin: 'mp://host', href: 'mp://host/' },
      EventTarget: class extends EventTarget {},
      Event,
      DOMException,
      MessageChannel,
      ...Object.fromEntries(
        ['Headers', 'Request', 'Response'].map((name) => [
          name,
          class {
            get url(): string {
              return '';
            }
          },
        ]),
      ),
      Cache: class {
        put(): void {}
        match(): void {}
        matchAll(): void {}
        delete(): void {}
        keys(): void {}
      },
      CacheStorage: class {
        match(): void {}
      },
      ServiceWorkerRegistration: class {
        get scope(): string {
          return '';
        }
      },
      ExtendableEvent: Illegal,
      Clients: class {
        matchAll(): void {}
      },
    });
    const calls: string[] = [];
    const port = {
      invoke: (channel: string) => Promise.resolve(calls.push(channel)),
      on: (channel: string) => calls.push(channel),
    };
    installBackgroundFetch(
      {
        executeInMainWorld: ({ func, args = [] }) =>
          (vm.runInContext(`(${func.toString()})`, world) as (...given: unknown[]) => unknown)(
            ...(args as [string, BackgroundFetchBridge]),
          ),
      },
      port,
      kind,
    );
    const names = Object.keys(Object.getOwnPropertyDescriptors(world))
      .filter((name) => /BackgroundFetch/i.test(name))
      .sort();
    const shared = ['BackgroundFetchManager', 'BackgroundFetchRecord', 'BackgroundFetchRegistration'];
    const events = [
      'BackgroundFetchEvent',
      'BackgroundFetchUpdateUIEvent',
      ...['abort', 'click', 'fail', 'success'].map((name) => `onbackgroundfetch${name}`),
    ];
    expect(names).toEqual(kind === 'page' ? shared : [...shared, ...events].sort());
    expect(calls).toEqual(
      kind === 'page'
        ? ['background-fetch:progress']
        : ['background-fetch:progress', 'background-fetch:event', 'background-fetch:worker-ready'],
    );
  });
});
