/** Starting with the system, hidden: login items on Windows and macOS, an autostart entry on Linux. */
import { BRAND } from '../../../preload/contract/brand.ts';
import { mkdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { App } from 'electron';
import { AppError } from '../../support/errors.ts';

export interface StartWithSystem {
  get(): boolean;
  /** Throws `AppError('storage-failed')`. */
  set(on: boolean): void;
}

/** What a start by the system passes on: no window is shown. */
const HIDDEN_START_OPTION = '--hidden';

/** macOS passes no options to a login item: there the system says whether it started Larder. */
export function wasStartedBySystem(
  app: Pick<App, 'getLoginItemSettings'>,
  platform: NodeJS.Platform,
  hiddenOption: boolean,
): boolean {
  return hiddenOption || (platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin);
}

/** A path from the environment counts only when it is absolute, as the XDG Base Directory Specification has it. */
export function absoluteOr(named: string | undefined, otherwise: string): string {
  return named && path.isAbsolute(named) ? named : otherwise;
}

export interface StartWithSystemOptions {
  readonly app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly platform: NodeJS.Platform;
  /** What starts Larder: its executable, and what must stand before the options. */
  readonly command: readonly string[];
  /** `$XDG_CONFIG_HOME`, or `~/.config`. Linux only. */
  readonly configFolder: string;
}

export function createStartWithSystem(options: StartWithSystemOptions): StartWithSystem {
  return options.platform === 'linux' ? autostartEntry(options) : loginItem(options);
}

function loginItem({ app, command }: StartWithSystemOptions): StartWithSystem {
  const [executable = '', ...before] = command;
  const args = [...before, HIDDEN_START_OPTION];
  return {
    get: () => app.getLoginItemSettings({ path: executable, args }).openAtLogin,
    set: (on) => app.setLoginItemSettings({ openAtLogin: on, path: executable, args }),
  };
}

/** A file of the XDG autostart specification. */
function autostartEntry({ command, configFolder }: StartWithSystemOptions): StartWithSystem {
  const file = path.join(configFolder, 'autostart', `${BRAND.id}.desktop`);
  return {
    get: () => existsSync(file),
    set(on) {
      try {
        if (!on) return rmSync(file, { force: true });
        mkdirSync(path.dirname(file), { recursive: true });
        const exec = [...command, HIDDEN_START_OPTION].map(quoteExec).join(' ');
        writeFileSync(
          file,
          `[Desktop Entry]\nType=Application\nName=${BRAND.name}\nExec=${exec}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n`,
        );
      } catch (cause) {
        throw new AppError('storage-failed', `Cannot change the autostart entry "${file}".`, { cause });
      }
    },
  };
}

/** Quoting of the `Exec` key (Desktop Entry Specification); `%` would be a field code. */
export function quoteExec(argument: string): string {
  const escaped = argument.replaceAll('%', '%%');
  return /^[\w@%+=:,./-]+$/.test(escaped)
    ? escaped
    : `"${escaped.replace(/["`$\\]/g, '\\$&').replaceAll('\\', '\\\\')}"`;
}
