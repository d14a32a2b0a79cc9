/** Managed preferences of macOS: files that belong to root, written by whoever manages the computer. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { PolicyPlaces, PolicyReading } from './policy-source.ts';

const MANAGED = '/Library/Managed Preferences';

type Preferences = Pick<PolicyPlaces, 'bundleId' | 'userName' | 'runProgram'>;

/** Those of the computer go before the user's. Preferences that the user has set are no policies. */
export function readManagedPreferences(
  { bundleId, userName, runProgram }: Preferences,
  folder: string = MANAGED,
): PolicyReading {
  const files = [path.join(folder, `${bundleId}.plist`), path.join(folder, userName, `${bundleId}.plist`)];
  const places: string[] = [];
  let values: Record<string, unknown> = {};
  for (const place of files) {
    if (!existsSync(place)) continue;
    try {
      const json: unknown = JSON.parse(runProgram('/usr/bin/plutil', ['-convert', 'json', '-o', '-', '--', place]));
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        return { kind: 'unreadable', place, reason: 'it holds no dictionary' };
      values = { ...json, ...values };
      places.push(place);
    } catch {
      return { kind: 'unreadable', place, reason: 'plutil cannot read it' };
    }
  }
  return places.length === 0 ? { kind: 'none' } : { kind: 'found', place: places.join(', '), values };
}
