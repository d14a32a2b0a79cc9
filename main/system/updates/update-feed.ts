/** Which feed this copy asks, and what it may do with what it finds. No request is made without one. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import type { UpdateInstallation, UpdatesOff } from '../../../preload/contract/updates.ts';

export interface UpdateFeed {
  /** `https:`; in `--dev` also `http:` of this computer. */
  readonly url: string;
  readonly installation: UpdateInstallation;
}

/** What build/pack puts into the packaged package.json, whose hash the executable checks. */
const builtInSchema = once(() => z.object({ updateUrl: z.optional(z.string()), homepage: z.optional(z.string()) }));

export type BuiltIn = z.infer<ReturnType<typeof builtInSchema>>;

/** The distributor's values of a packaged copy; `{}` for any other. `appFolder`: absolute, with package.json. */
export function readBuiltIn(appFolder: string): BuiltIn {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(appFolder, 'package.json'), 'utf8'));
    return z.object({ distribution: z._default(builtInSchema(), {}) }).parse(manifest).distribution;
  } catch {
    return {};
  }
}

export interface FeedOptions {
  /** By the administrator. */
  readonly isAllowed: boolean;
  readonly isPackaged: boolean;
  readonly builtInUrl: string | undefined;
  /** `--update-url`, which `--dev` alone accepts. */
  readonly devUrl: string | null;
  readonly platform: NodeJS.Platform;
  /** The file of the AppImage that runs (`APPIMAGE`). */
  readonly appImage: string | undefined;
}

export function chooseFeed({
  isAllowed,
  isPackaged,
  builtInUrl,
  devUrl,
  platform,
  appImage,
}: FeedOptions): UpdateFeed | UpdatesOff {
  if (!isAllowed) return 'managed';
  if (devUrl === null && !isPackaged) return 'not-installed';
  const url = devUrl ?? builtInUrl;
  if (!url) return 'no-feed';
  if (!isAllowedUpdateUrl(url, devUrl !== null)) return 'feed-not-secure';
  // A deb belongs to the package manager and needs a password; nobody knows where a tar.gz was unpacked.
  return { url, installation: platform !== 'linux' || appImage ? 'on-quit' : 'by-hand' };
}

/** Whether a URL of the feed, a file in it or a redirect may be asked. */
export function isAllowedUpdateUrl(text: string, allowLoopback: boolean): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username || password) return false;
  if (protocol === 'https:') return true;
  return (
    allowLoopback &&
    protocol === 'http:' &&
    (hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname))
  );
}
