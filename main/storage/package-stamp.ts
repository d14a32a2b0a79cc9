/**
 * The stamp of an installed package: `packages/<folder>.json`, beside the folder and not inside
 * it, so that no page can read it. It is written last, so a folder without one is not whole; it
 * lists every file with its size, so a damaged folder is noticed before it is opened.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';
import { writeFileAtomically } from './atomic-file.ts';
import type { InstalledPackage } from '../models/state-schema.ts';
import { parseJson } from '../support/json-text.ts';
import { isAppId } from '../models/app-id.ts';

const packageStampSchema = once(() =>
  z.object({
    schemaVersion: z.literal(1),
    appId: z.string().check(z.refine(isAppId)),
    name: z.string(),
    description: z.string(),
    version: z.string(),
    sha256: z.string(),
    startPage: z.string(),
    fallbackPage: z._default(z.nullable(z.string()), null),
    charset: z._default(z.nullable(z.string()), null),
    icon: z.nullable(z.string()),
    /** ms since epoch */
    installedAt: z.int().check(z.nonnegative()),
    /** Path inside the package, with `/`, and size in bytes. */
    files: z.array(z.tuple([z.string(), z.int().check(z.nonnegative())])),
    /** Pages with something inline that may run, by path. Absent: nobody has looked yet. */
    inlineScripts: z.optional(
      z.record(z.string(), z.object({ scripts: z.array(z.string()), handlers: z.array(z.string()) })),
    ),
  }),
);

export type PackageStamp = z.infer<ReturnType<typeof packageStampSchema>>;

/** Files looked at together when a package is verified. */
const STATS_AT_ONCE = 64;

export function stampFileOf(packageFolder: string): string {
  return `${packageFolder}.json`;
}

export async function writePackageStamp(packageFolder: string, stamp: PackageStamp): Promise<void> {
  await writeFileAtomically(stampFileOf(packageFolder), JSON.stringify(stamp));
}

/**
 * True when `packageFolder` holds every file of its stamp with the right size, and the stamp is
 * that of `sha256` for `appId`. Costs one `stat` a file; contents are not read again.
 */
export async function isPackageWhole(packageFolder: string, appId: string, sha256: string): Promise<boolean> {
  const stamp = await readPackageStamp(packageFolder);
  if (!stamp || stamp.appId !== appId || stamp.sha256 !== sha256) return false;
  for (let first = 0; first < stamp.files.length; first += STATS_AT_ONCE) {
    const checks = stamp.files.slice(first, first + STATS_AT_ONCE).map(async ([name, size]) => {
      const stats = await stat(path.join(packageFolder, name)).catch(() => null);
      return stats !== null && stats.isFile() && stats.size === size;
    });
    if ((await Promise.all(checks)).includes(false)) return false;
  }
  return true;
}

/** What the state file keeps of a package: where it is and how it starts. */
export function installedPackageOf(folder: string, stamp: PackageStamp): InstalledPackage {
  const { version, sha256, startPage, fallbackPage, charset, icon, installedAt } = stamp;
  return {
    version,
    sha256,
    folder,
    startPage,
    fallbackPage,
    charset,
    icon,
    installedAt,
    provenAt: null,
    unprovenStarts: 0,
  };
}

/** `null` when there is no stamp beside `packageFolder`, or none that can be read. */
export async function readPackageStamp(packageFolder: string): Promise<PackageStamp | null> {
  return parseStamp(await readFile(stampFileOf(packageFolder)).catch(() => null));
}

/** The stamps below `packagesFolder` that belong to `appId`, newest first, each with its folder's name. */
export function readPackageStamps(packagesFolder: string, appId: string): { folder: string; stamp: PackageStamp }[] {
  const found: { folder: string; stamp: PackageStamp }[] = [];
  for (const name of namesIn(packagesFolder)) {
    if (!name.endsWith('.json')) continue;
    const stamp = parseStamp(readOrNull(path.join(packagesFolder, name)));
    if (stamp?.appId === appId) found.push({ folder: name.slice(0, -'.json'.length), stamp });
  }
  return found.sort((a, b) => b.stamp.installedAt - a.stamp.installedAt);
}

function parseStamp(bytes: Uint8Array | null): PackageStamp | null {
  if (bytes === null) return null;
  try {
    return packageStampSchema().parse(parseJson(bytes));
  } catch {
    return null;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readOrNull(file: string): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
