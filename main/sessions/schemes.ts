/** Larder's two URL schemes. `mp:` serves mini-programs, `larder:` the container's own pages. */
import { BRAND } from '../../preload/contract/brand.ts';
import type { CustomScheme } from 'electron';
import { hostOfAppId } from '../models/app-id.ts';

export const MINI_PROGRAM_SCHEME = 'mp';
export const CONTAINER_SCHEME = BRAND.id;
export const LAUNCHER_ORIGIN = `${CONTAINER_SCHEME}://launcher`;
export const CONTAINER_PAGE_ORIGIN = `${CONTAINER_SCHEME}://page`;

/** For `protocol.registerSchemesAsPrivileged`, once, before the app is ready. */
export const PRIVILEGED_SCHEMES: CustomScheme[] = [
  {
    scheme: MINI_PROGRAM_SCHEME,
    // Neither corsEnabled nor bypassCSP: one mini-program cannot read another's files.
    privileges: {
      standard: true,
      secure: true,
      supportFetchAPI: true,
      stream: true,
      allowServiceWorkers: true,
      codeCache: true,
    },
  },
  {
    scheme: CONTAINER_SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
  },
];

/** `mp://<host>` of a mini-program: its origin, and its base URL with a slash behind it. */
export function originOf(appId: string): string {
  return `${MINI_PROGRAM_SCHEME}://${hostOfAppId(appId)}`;
}

/**
 * The URL of `address` (a path from the root, with or without its slash, query and fragment) at the mini-program's
 * origin. It is put behind the origin, not resolved there: `https://other.example/` is the name of a folder.
 */
export function ownUrl(appId: string, address: string): URL {
  return new URL(`${originOf(appId)}/${address}`);
}

/** The session partition of a mini-program. */
export function partitionOf(appId: string): string {
  return `persist:mp-${hostOfAppId(appId)}`;
}
