/** Where a computer keeps the administrator's policies: one port, a reader for each system. */
import { lstatSync, readFileSync, statSync } from 'node:fs';
import { parseJson } from '../support/json-text.ts';
import { errorMessage } from '../support/errors.ts';
import { readManagedPreferences } from './macos-preferences.ts';
import { readRegistryPolicies } from './windows-registry.ts';

export type PolicyReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly place: string; readonly values: Readonly<Record<string, unknown>> }
  /** There is something, and it cannot be read. */
  | { readonly kind: 'unreadable'; readonly place: string; readonly reason: string };

/** Runs a program of the system and answers its standard output. Throws when it fails. */
export type RunProgram = (file: string, args: readonly string[]) => string;

export interface PolicyPlaces {
  readonly platform: NodeJS.Platform;
  /** `policy.json`, absolute: on Linux; elsewhere only for a copy that is not installed. */
  readonly file: string | null;
  /** `Software\Policies\<this>` */
  readonly registryKey: string;
  /** The application's, on macOS. */
  readonly bundleId: string;
  readonly userName: string;
  readonly runProgram: RunProgram;
}

const MAX_FILE_BYTES = 1024 * 1024;

/** Before the application is ready: what it may do depends on it. Never throws. */
export function readPolicySource(places: PolicyPlaces): PolicyReading {
  if (places.file !== null) return readPolicyFile(places.file);
  if (places.platform === 'win32') return readRegistryPolicies(places.registryKey, places.runProgram);
  if (places.platform === 'darwin') return readManagedPreferences(places);
  return { kind: 'none' };
}

export function readPolicyFile(file: string): PolicyReading {
  try {
    const found = statSync(file);
    // A pipe would be waited for, a device be read for ever.
    if (!found.isFile()) return unreadable(file, 'it is not a file');
    if (found.size > MAX_FILE_BYTES) return unreadable(file, 'it is larger than 1 MiB');
    const content = parseJson(readFileSync(file));
    if (typeof content !== 'object' || content === null || Array.isArray(content))
      return unreadable(file, 'it holds no JSON object');
    // An editor's business.
    const values = Object.fromEntries(Object.entries(content).filter(([name]) => name !== '$schema'));
    return { kind: 'found', place: file, values };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A link that leads nowhere: an administrator has put something there.
    const isLink = code === 'ENOENT' && lstatSync(file, { throwIfNoEntry: false }) !== undefined;
    if (!isLink && (code === 'ENOENT' || code === 'ENOTDIR')) return { kind: 'none' };
    return unreadable(file, error instanceof SyntaxError ? 'it is not JSON' : (code ?? errorMessage(error)));
  }
}

function unreadable(place: string, reason: string): PolicyReading {
  return { kind: 'unreadable', place, reason };
}
