/** The texts that run before a document's or service worker's own script: the bridge, around the preload scripts. */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { createBridgeCopier } from './bridge-copier.ts';
import { installBridge, type BridgeConfig } from './bridge-shim.ts';
import { createCodec } from './codec.ts';
import { limitCustomScheme } from './custom-scheme-limits.ts';
import { createIpcRenderer } from './ipc-renderer.ts';
import { installWorkerBridge, WORKER_REALM_LACKS, type WorkerBridgeConfig } from './worker-bridge-shim.ts';

const DOCUMENT_PARAMETERS = 'require, process, module, exports, setImmediate, clearImmediate, global';
const WORKER_PARAMETERS = [
  'require',
  'process',
  'module',
  'exports',
  'globalThis',
  'self',
  'global',
  ...WORKER_REALM_LACKS,
].join(', ');
const PARTS = `{ createCodec: ${createCodec.toString()}, createBridgeCopier: ${createBridgeCopier.toString()}, createIpcRenderer: ${createIpcRenderer.toString()} }`;
const DOCUMENT_BRIDGE = `(${installBridge.toString()})(${PARTS}, `;
const WORKER_BRIDGE = `(${installWorkerBridge.toString()})(${PARTS}, `;

export interface LoadedPreload {
  readonly path: string;
  readonly text: string;
}

/** Several preload scripts run in the order given. */
export function documentScript(config: BridgeConfig, preloads: readonly LoadedPreload[]): string {
  return `'use strict';${limits(config.schemes)}${DOCUMENT_BRIDGE}${JSON.stringify(config)}, ${preloadFunction(DOCUMENT_PARAMETERS, preloads)});`;
}

/** The value of this expression is the function that takes the host's messages. */
export function workerScript(config: WorkerBridgeConfig, preloads: readonly LoadedPreload[]): string {
  return `${limits(config.schemes)}${WORKER_BRIDGE}${JSON.stringify(config)}, ${preloadFunction(WORKER_PARAMETERS, preloads)})`;
}

function limits(schemes: readonly string[]): string {
  return `(${limitCustomScheme.toString()})(${JSON.stringify(schemes)});`;
}

function preloadFunction(parameters: string, preloads: readonly LoadedPreload[]): string {
  if (preloads.length === 0) return 'null';
  return `function () {${preloads.map(({ text }) => `(function (${parameters}) {${text}\n}).apply(this, arguments);`).join('\n')}}`;
}

/** Reads a preload script and checks its syntax: one that does not parse must not take the bridge along. */
export function loadPreload(path: string): LoadedPreload {
  const text = readFileSync(path, 'utf8');
  new vm.Script(`(function (${DOCUMENT_PARAMETERS}) {${text}\n})`, { filename: path });
  return { path, text };
}
