// @ts-check
/** Finds a Node that runs TypeScript and has `module.registerHooks`. Runs on Node 20. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { findElectron } from './electron-files.mjs';
import { say, StartError } from './messages.mjs';

const MINIMUM = [22, 15];
/** From here on types are stripped without a flag. */
const STRIPS_TYPES = [22, 18];
const INSTALL_LIMIT_MS = 180_000;

/** @typedef {{ command: string, flags: string[], environment: Record<string, string> }} Runtime */

/**
 * The runtime to continue with; `null` when the one that runs now will do.
 * @param {string} root
 * @returns {Runtime | null}
 * @throws {StartError} when there is none
 */
export function findRuntime(root) {
  if (atLeast(STRIPS_TYPES)) return null;
  if (atLeast(MINIMUM))
    return {
      command: process.execPath,
      flags: ['--experimental-strip-types', '--disable-warning=ExperimentalWarning'],
      environment: {},
    };
  const bundled = bundledNode(root);
  if (bundled) return { command: bundled, flags: [], environment: {} };
  const electron = findElectron(root) ?? installElectron(root);
  if (electron) return { command: electron, flags: [], environment: { ELECTRON_RUN_AS_NODE: '1' } };
  throw new StartError(
    `Node ${process.versions.node} is too old to run Larder's tools, and neither a newer one nor Electron could be installed for ` +
      `${process.platform}-${process.arch}. Install Node 24 (https://nodejs.org) and start again.`,
  );
}

/**
 * Node 24 from the registry, an optional dependency on the platforms that have such a package.
 * @param {string} root
 * @returns {string | null}
 */
export function bundledNode(root) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const folder = path.join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin');
  const file = path.join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(file) ? file : null;
}

/** @param {number[]} wanted */
function atLeast([wantedMajor = 0, wantedMinor = 0]) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/** @param {string} root */
function installElectron(root) {
  say(`Node ${process.versions.node} is too old for Larder's tools; downloading Electron, which brings Node 24 ...`);
  spawnSync(process.execPath, [path.join(root, 'node_modules', 'electron', 'install.js')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    timeout: INSTALL_LIMIT_MS,
  });
  return findElectron(root);
}
