// @ts-check
/** Installs what package-lock.json asks for when node_modules does not hold it. Runs on Node 20. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { say, StartError } from './messages.mjs';

/** @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage */

/**
 * Runs `npm ci` when a package is missing or has another version than package-lock.json says.
 * @param {string} root absolute folder of package.json
 * @throws {StartError} when the installation fails
 */
export async function ensureDependencies(root) {
  const reason = whyOutdated(root);
  if (reason === null) return;
  say(`${reason}; running "npm ci" (about a minute, from the npm registry) ...`);
  const code = await npm(root, ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (code !== 0)
    throw new StartError(`"npm ci" failed with exit code ${code}. Its report is above; "npm start" tries again.`);
  writeStamp(root);
}

/**
 * Why an installation is needed, or `null`. The stamp of the last check makes this a hash of one
 * file; without it every locked package is compared.
 * @param {string} root
 * @returns {string | null}
 */
export function whyOutdated(root) {
  const installedPath = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return 'the dependencies are not installed';
  if (readText(stampPath(root)) === lockHash(root)) return null;
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(installedPath);
  for (const [name, locked] of Object.entries(wanted)) {
    if (name === '' || locked.link) continue;
    const present = installed[name];
    // An optional package is left out on the platforms that it is not for.
    if (!present && (locked.optional || locked.devOptional)) continue;
    if (present?.version !== locked.version) {
      return `the dependencies are out of date (${name.replace(/^node_modules\//, '')})`;
    }
  }
  writeStamp(root);
  return null;
}

/**
 * @param {string} root
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
function npm(root, args) {
  const script = process.env.npm_execpath;
  const viaNode = script !== undefined && /\.c?js$/.test(script) && existsSync(script);
  // Windows starts .cmd files only through a shell.
  const [command, commandArgs, shell] = viaNode
    ? [process.execPath, [script, ...args], false]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm', args, process.platform === 'win32'];
  return new Promise((resolve, reject) => {
    const child = spawn(/** @type {string} */ (command), /** @type {string[]} */ (commandArgs), {
      cwd: root,
      shell: /** @type {boolean} */ (shell),
      // Both streams go to standard error: standard output is the product's.
      stdio: ['ignore', 2, 2],
    });
    child.once('error', (error) => reject(new StartError(`npm cannot be started: ${error.message}`)));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** @param {string} root */
function stampPath(root) {
  return path.join(root, 'node_modules', '.larder-lock-sha256');
}

/** @param {string} root */
function lockHash(root) {
  return createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
}

/** @param {string} root */
function writeStamp(root) {
  try {
    writeFileSync(stampPath(root), lockHash(root));
  } catch {
    // A read-only checkout is compared in full each time.
  }
}

/** @param {string} file */
function readText(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
 */
function readPackages(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}
