/** The text that runs before the scripts of each document: the bridge, around the preload script. */
import { readFileSync } from 'node:fs';
import vm from 'node:vm';
import { createBridgeCopier } from './bridge-copier.ts';
import { installBridge, type BridgeConfig } from './bridge-shim.ts';
import { createCodec } from './codec.ts';

const PARAMETERS = 'require, process, module, exports, setImmediate, clearImmediate, global';
const BRIDGE = `(${installBridge.toString()})(${createCodec.toString()}, ${createBridgeCopier.toString()}, `;

/** Several preload scripts run in the order given. */
export function documentScript(config: BridgeConfig, preloads: readonly LoadedPreload[]): string {
  const bodies = preloads.map(({ text }) => `(function (${PARAMETERS}) {${text}\n}).apply(this, arguments);`);
  const preload = bodies.length === 0 ? 'null' : `function () {${bodies.join('\n')}}`;
  return `'use strict';${BRIDGE}${JSON.stringify(config)}, ${preload});`;
}

export interface LoadedPreload {
  readonly path: string;
  readonly text: string;
}

/** Reads a preload script and checks its syntax: one that does not parse must not take the bridge along. */
export function loadPreload(path: string): LoadedPreload {
  const text = readFileSync(path, 'utf8');
  new vm.Script(`(function (${PARAMETERS}) {${text}\n})`, { filename: path });
  return { path, text };
}
