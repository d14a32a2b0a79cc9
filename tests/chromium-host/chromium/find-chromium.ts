/** Finds an installed Chromium for the host. */
import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { homeFolder } from '../app/system-folders.ts';

/** The Chromium that Electron 45 is made of. Another major version may behave differently. */
export const EXPECTED_MAJOR_VERSION = 156;

export interface FoundChromium {
  readonly path: string;
  /** `156.0.8078.79`; `null` when the program does not say. */
  readonly version: string | null;
}

export interface FindOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /**
   * Nothing will be shown: Chromium's headless shell does, where there is one. It is the same engine
   * without Chrome's own layer, which is what Electron is too, and starts in half the time.
   */
  readonly headless?: boolean;
}

const VERSION_TIMEOUT_MS = 10_000;
const SHELL_NAMES = ['chromium-headless-shell', 'chrome-headless-shell'];
const BROWSER_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * `LARDER_CHROMIUM`, then the usual places, then Playwright's download folder. Without asking the
 * program for its version, which takes longer than finding it.
 */
export async function findChromiumPath(options: FindOptions = {}): Promise<string | null> {
  const { environment = process.env, headless = false } = options;
  const named = environment['LARDER_CHROMIUM'];
  if (named) return (await isExecutable(named)) ? named : null;
  if (headless) {
    const shell = await findHeadlessShell(environment);
    if (shell) return shell;
  }
  return firstExecutable([
    ...usualPaths(environment),
    ...(await playwrightPaths(environment, 'chromium', BROWSERS_OF_PLAYWRIGHT)),
  ]);
}

/** Chromium's headless shell from the search path or from Playwright's download folder. */
export async function findHeadlessShell(environment: NodeJS.ProcessEnv = process.env): Promise<string | null> {
  return firstExecutable([
    ...searchPath(environment, SHELL_NAMES),
    ...(await playwrightPaths(environment, 'chromium_headless_shell', SHELLS_OF_PLAYWRIGHT)),
  ]);
}

/** The same with the version; warns on standard error when the major version is not Electron's. */
export async function findChromium(options: FindOptions = {}): Promise<FoundChromium | null> {
  const found = await findChromiumPath(options);
  if (!found) return null;
  const version = await readVersion(found);
  const warning = version === null ? null : versionWarning(version);
  if (warning) process.stderr.write(`chromium host: ${warning}\n`);
  return { path: found, version };
}

/** One sentence when `version` is not of the major version that Electron has, else `null`. */
export function versionWarning(version: string): string | null {
  const major = Number.parseInt(version, 10);
  if (major === EXPECTED_MAJOR_VERSION) return null;
  return `This is Chromium ${version}; Electron has ${EXPECTED_MAJOR_VERSION}. Some things may behave differently.`;
}

async function readVersion(program: string): Promise<string | null> {
  // On Windows the program shows a window instead of answering.
  if (process.platform === 'win32') return null;
  try {
    const { stdout } = await promisify(execFile)(program, ['--version'], { timeout: VERSION_TIMEOUT_MS });
    return /\d+\.\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? null;
  } catch {
    return null;
  }
}

function usualPaths(environment: NodeJS.ProcessEnv): string[] {
  if (process.platform === 'darwin') {
    return ['Chromium', 'Google Chrome'].flatMap((name) =>
      ['/Applications', path.join(homeFolder(), 'Applications')].map((folder) =>
        path.join(folder, `${name}.app`, 'Contents', 'MacOS', name),
      ),
    );
  }
  if (process.platform === 'win32') {
    const folders = ['LOCALAPPDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)']
      .map((name) => environment[name])
      .filter((folder) => folder !== undefined);
    return folders.flatMap((folder) => [
      path.join(folder, 'Chromium', 'Application', 'chrome.exe'),
      path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
    ]);
  }
  return searchPath(environment, BROWSER_NAMES);
}

function searchPath(environment: NodeJS.ProcessEnv, names: readonly string[]): string[] {
  const usual = process.platform === 'win32' ? [] : ['/usr/bin', '/usr/local/bin', '/snap/bin'];
  const extension = process.platform === 'win32' ? '.exe' : '';
  const folders = [...(environment['PATH'] ?? '').split(path.delimiter), ...usual].filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name + extension)));
}

const BROWSERS_OF_PLAYWRIGHT = [
  'chrome-linux64/chrome',
  'chrome-linux/chrome',
  'chrome-win64/chrome.exe',
  'chrome-win/chrome.exe',
  'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
];

const SHELLS_OF_PLAYWRIGHT = ['linux64', 'linux', 'win64', 'win', 'mac-arm64', 'mac-x64'].flatMap((platform) =>
  ['chrome-headless-shell', 'chrome-headless-shell.exe', 'headless_shell'].map((program) =>
    path.posix.join(`chrome-headless-shell-${platform}`, program),
  ),
);

/** `name-NUMBER/FILE` in Playwright's download folder, the newest first. */
async function playwrightPaths(
  environment: NodeJS.ProcessEnv,
  name: string,
  files: readonly string[],
): Promise<string[]> {
  const defaults: Partial<Record<NodeJS.Platform, string>> = {
    darwin: path.join(homeFolder(), 'Library', 'Caches', 'ms-playwright'),
    win32: path.join(environment['LOCALAPPDATA'] ?? homeFolder(), 'ms-playwright'),
  };
  const cache =
    environment['PLAYWRIGHT_BROWSERS_PATH'] ??
    defaults[process.platform] ??
    path.join(homeFolder(), '.cache', 'ms-playwright');
  const entries = await readdir(cache).catch(() => []);
  const newestFirst = entries
    .filter((entry) => entry.startsWith(`${name}-`) && /^\d+$/.test(entry.slice(name.length + 1)))
    .sort((one, other) => Number(other.slice(name.length + 1)) - Number(one.slice(name.length + 1)));
  return newestFirst.flatMap((entry) => files.map((file) => path.join(cache, entry, file)));
}

async function firstExecutable(candidates: readonly string[]): Promise<string | null> {
  for (const candidate of candidates) if (await isExecutable(candidate)) return candidate;
  return null;
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
