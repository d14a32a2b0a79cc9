// @ts-check
/** Where Electron's binary is, when it is there. The npm package itself does not bring it. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Path of the executable below an unpacked Electron. @type {Record<string, string>} */
const EXECUTABLES = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe', linux: 'electron' };

/**
 * @param {string} root absolute folder of node_modules' parent
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string | null} absolute path of the executable
 */
export function findElectron(root, environment = process.env) {
  const executable = EXECUTABLES[process.platform];
  if (!executable) return null;
  const folder = environment.ELECTRON_OVERRIDE_DIST_PATH || path.join(root, 'node_modules', 'electron', 'dist');
  const file = path.resolve(folder, executable);
  return existsSync(file) ? file : null;
}
