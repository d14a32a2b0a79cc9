/**
 * Linux: whether NetworkManager takes the connection for metered, by what the user has said or by its own guess
 * (https://networkmanager.dev/docs/api/latest/gdbus-org.freedesktop.NetworkManager.html, "Metered").
 */
import type { MeteredSource } from './metered-connection.ts';
import { runProgram, type RunProgram } from './run-program.ts';

const NAME = 'org.freedesktop.NetworkManager';
const OBJECT = '/org/freedesktop/NetworkManager';
const GET = 'org.freedesktop.DBus.Properties.Get';

/** The first that is there answers: of systemd, of GLib, of D-Bus itself. */
const PROGRAMS: readonly (readonly [file: string, args: readonly string[]])[] = [
  ['busctl', ['--system', '--auto-start=no', 'get-property', NAME, OBJECT, NAME, 'Metered']],
  ['gdbus', ['call', '--system', '--dest', NAME, '--object-path', OBJECT, '--method', GET, NAME, 'Metered']],
  [
    'dbus-send',
    ['--system', '--print-reply=literal', `--dest=${NAME}`, OBJECT, GET, `string:${NAME}`, 'string:Metered'],
  ],
];

/** `NM_METERED_YES` and `NM_METERED_GUESS_YES`. */
const METERED: ReadonlySet<number> = new Set([1, 3]);

/** `u 4`, `(<uint32 4>,)`, `variant uint32 4`; `null`: anything else. */
export function parseMetered(output: string): boolean | null {
  const found = /^(?:u|\(<uint32|variant\s+uint32)\s+([0-4])(?:>,\))?$/.exec(output.trim());
  return found ? METERED.has(Number(found[1])) : null;
}

export function createNetworkManagerSource(run: RunProgram = runProgram): MeteredSource {
  return {
    everyMs: 30_000,
    isSure: false,
    async read() {
      for (const [file, args] of PROGRAMS) {
        const output = await run(file, args);
        if (output !== null) return parseMetered(output);
      }
      return null;
    },
  };
}
