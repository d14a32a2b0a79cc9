// @ts-check
/** The Node that Larder runs on: this one when it is new enough, else the package that npm brought. Runs on Node 20. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** `module.registerHooks`, types that are stripped, zstd. */
const MINIMUM = [22, 18];

/** @param {string} version such as `24.21.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = MINIMUM;
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);
}

/**
 * Absolute path of a Node that runs Larder.
 * @returns {string}
 */
export function nodeForKit(version = process.versions.node, execPath = process.execPath) {
  if (isNewEnough(version)) return execPath;
  const windows = process.platform === 'win32';
  const name = `node-${windows ? 'win' : process.platform}-${process.arch}`;
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const file = path.join(folder, 'bin', windows ? 'node.exe' : 'node');
    if (existsSync(file)) return file;
  } catch {
    // Told below.
  }
  throw new Error(
    `Larder's tools need Node ${MINIMUM.join('.')} or newer; this is ${version}. Install it, or: npm install --save-dev ${name}`,
  );
}
