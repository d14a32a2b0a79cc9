/** A place for updates on loopback, as electron-builder fills it for Linux. */
import { createHash } from 'node:crypto';
import { startLocalServer, type LocalServer } from './local-server.ts';

export interface UpdateServer extends LocalServer {
  /** The content of the AppImage. */
  readonly contents: Buffer;
  readonly fileName: string;
}

export interface UpdateServerOptions {
  readonly version: string;
  readonly contents?: Buffer;
  /** Instead of the right one. */
  readonly sha512?: string;
  readonly fileUrl?: string;
  /** Further lines of the feed. */
  readonly lines?: readonly string[];
  /** Name of the feed's file. */
  readonly feed?: string;
  readonly extension?: string;
}

export const sha512Of = (contents: Buffer): string => createHash('sha512').update(contents).digest('base64');

/** The text of `latest-linux.yml`. */
export function feedOf(
  options: UpdateServerOptions & { readonly fileName: string; readonly contents: Buffer },
): string {
  const { version, contents, sha512 = sha512Of(contents), fileName, fileUrl = fileName, lines = [] } = options;
  const size = contents.length;
  return [
    `version: ${version}`,
    'files:',
    `  - url: ${fileUrl}`,
    `    sha512: ${sha512}`,
    `    size: ${size}`,
    `path: ${fileName}`,
    `sha512: ${sha512}`,
    "releaseDate: '2026-11-21T00:00:00.000Z'",
    ...lines,
    '',
  ].join('\n');
}

/** Ends with the running test. `requests` names what was asked. */
export async function startUpdateServer(options: UpdateServerOptions): Promise<UpdateServer> {
  const contents = options.contents ?? Buffer.from(`#!/bin/sh\n# ${options.version}\n${'larder '.repeat(40_000)}\n`);
  const fileName = `Larder-${options.version}-linux-x64.${options.extension ?? 'AppImage'}`;
  const feed = feedOf({ ...options, contents, fileName });
  const server = await startLocalServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === `/${options.feed ?? feedName()}`)
      return response.writeHead(200, { 'content-type': 'text/yaml' }).end(feed);
    if (pathname === `/${fileName}`)
      return response.writeHead(200, { 'content-length': contents.length }).end(contents);
    return response.writeHead(404).end();
  });
  return Object.assign(server, { contents, fileName });
}

/** What electron-updater asks for on this Linux. */
export function feedName(): string {
  return process.arch === 'x64' ? 'latest-linux.yml' : `latest-linux-${process.arch}.yml`;
}
