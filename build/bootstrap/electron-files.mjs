// @ts-check
/** Where Electron's binary is, when it is there. The npm package itself does not bring it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Path of the executable below an unpacked Electron. @type {Record<string, string>} */
const EXECUTABLES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe', linux: 'electron' };

/**
 * An Electron that was unpacked in part, or is another version's, is none: its installer writes `version` with the
 * files and `path.txt` last (node_modules/electron/install.js).
 * @param {string} root absolute folder of node_modules' parent
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string | null} absolute path of the executable
 */
export function findElectron(root, environment = process.env) {
  const executable = EXECUTABLES[process.platform];
  if (!executable) return null;
  const own = environment.ELECTRON_OVERRIDE_DIST_PATH;
  const packageFolder = path.join(root, 'node_modules', 'electron');
  if (!own && !isWhole(packageFolder, executable)) return null;
  const file = path.resolve(own || path.join(packageFolder, 'dist'), executable);
  return existsSync(file) ? file : null;
}

/**
 * @param {string} packageFolder
 * @param {string} executable
 */
function isWhole(packageFolder, executable) {
  try {
    /** @param {string[]} names */
    const read = (...names) => readFileSync(path.join(packageFolder, ...names), 'utf8');
    const wanted = JSON.parse(read('package.json')).version;
    return read('path.txt') === executable && read('dist', 'version').trim().replace(/^v/, '') === wanted;
  } catch {
    return false;
  }
}
