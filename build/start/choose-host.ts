/** Electron where it can run, otherwise the Chromium host, with the reason as one line. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { findElectron } from '../bootstrap/electron-files.mjs';
import { say } from '../bootstrap/messages.mjs';
import { downloadElectron } from './electron-download.ts';

export type Host =
  | { readonly kind: 'electron'; readonly executable: string; readonly flags: readonly string[] }
  | { readonly kind: 'chromium'; readonly reason: string; readonly headless: boolean };

const SEE_SOMETHING = 'screenshots: npm run demo; a virtual screen: xvfb-run -a npm start';

/** Linux: Electron starts for root without its sandbox only, and Larder does not start without one there. */
export function isRoot(platform = process.platform, uid = process.getuid?.()): boolean {
  return platform === 'linux' && uid === 0;
}

export async function chooseHost(root: string, environment: NodeJS.ProcessEnv, asRoot = isRoot()): Promise<Host> {
  const headless = !hasDisplay(environment);
  if (headless) {
    // Electron would end at once; a download is of no use either.
    const missing = findElectron(root, environment) ? '' : ' (nor is Electron installed)';
    return {
      kind: 'chromium',
      headless,
      reason: `there is no display here${missing}: running without windows on the Chromium host (${SEE_SOMETHING})`,
    };
  }
  if (environment['LARDER_SKIP_ELECTRON'] === '1') {
    return { kind: 'chromium', headless, reason: 'LARDER_SKIP_ELECTRON is set: running on the Chromium host' };
  }
  if (asRoot) {
    return { kind: 'chromium', headless, reason: 'Electron does not run as root: running on the Chromium host' };
  }
  const present = findElectron(root, environment);
  const outcome = present ? { executable: present } : await downloadElectron(root, environment);
  if ('problem' in outcome) {
    return {
      kind: 'chromium',
      headless,
      reason: `${outcome.problem}: running on the Chromium host (to try again: npx install-electron)`,
    };
  }
  return { kind: 'electron', executable: outcome.executable, flags: sandboxFlags(outcome.executable) };
}

export function hasDisplay(environment: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY']);
}

/** Linux: a system may offer no way to Chromium's sandbox. */
export function sandboxFlags(executable: string): string[] {
  if (process.platform !== 'linux') return [];
  const wrapper = path.join(path.dirname(executable), 'chrome-sandbox');
  if (!userNamespacesRestricted() || isSetuidRoot(wrapper)) return [];
  say(
    "this system forbids Chromium's sandbox to programs that are not installed: running with --no-sandbox. " +
      `To have it: sudo chown root:root "${wrapper}" && sudo chmod 4755 "${wrapper}"`,
  );
  return ['--no-sandbox'];
}

/** Ubuntu 23.10 and later; Debian's older switch. */
function userNamespacesRestricted(): boolean {
  const read = (file: string): string | null => {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch {
      return null;
    }
  };
  return (
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns') === '1' ||
    read('/proc/sys/kernel/unprivileged_userns_clone') === '0'
  );
}

function isSetuidRoot(file: string): boolean {
  try {
    const stats = statSync(file);
    return stats.uid === 0 && (stats.mode & 0o4000) !== 0;
  } catch {
    return false;
  }
}
