/**
 * A mini-program that a bundler's dev server on this computer serves (`--open-dir=http://127.0.0.1:5173`): the server finds
 * the files, and its own client loads changed modules. What it answers is kept in files, as those of a package are.
 */
import { BRAND } from '../../../preload/contract/brand.ts';
import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../support/errors.ts';
import { decodeJson } from '../../support/json-text.ts';
import { makeTemporaryFolder } from '../../support/system-values.ts';
import type { Address } from '../packages/addresses.ts';
import { MANIFEST_FILE, MANIFEST_LIMITS } from '../packages/manifest.ts';
import type { PackageFile } from '../packages/package-files.ts';
import { appIdOfFolder, DETAILS_FILE, programOf, type FolderProgram } from './open-folder.ts';

export interface DevServerFiles {
  /** What the server answers to an address; `null`: an error, or nothing. */
  open(server: string, address: Address): Promise<PackageFile | null>;
  /** The folder that the files lie in. */
  folder(): string;
  dispose(): void;
}

const LIMIT_MS = 30_000;
const MAX_BYTES = 128 * 1024 * 1024;
const OWN_HOSTS = ['127.0.0.1', 'localhost', '[::1]'];

export function isServerAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** With a slash at its end. Throws `AppError('invalid-argument')` for a server of another computer. */
export function resolveDevServer(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || !OWN_HOSTS.includes(url.hostname) || url.pathname !== '/')
    throw new AppError('invalid-argument', { key: 'folders.foreignServer', values: { folder: address.slice(0, 200) } });
  return `${url.origin}/`;
}

/** Manifest and details as the server has them, its own host among the service domains: its client talks to it. */
export async function readServerProgram(server: string, now: number): Promise<FolderProgram> {
  const manifestText = await readText(server, MANIFEST_FILE);
  if (manifestText === null)
    throw new AppError('package-invalid', { key: 'folders.noServer', values: { folder: server } });
  const detailsText = await readText(server, DETAILS_FILE);
  const program = programOf({
    appId: appIdOfFolder(server),
    manifestText,
    detailsText,
    // The server alone knows; what is not there is not there when it is asked for.
    hasFile: () => true,
    iconState: () => 0,
    now,
  });
  const own = { domain: new URL(server).host, certificates: [] };
  return { ...program, details: { ...program.details, serviceDomains: [...program.details.serviceDomains, own] } };
}

export function createDevServerFiles(): DevServerFiles {
  let folder: string | null = null;
  const ownFolder = (): string => (folder ??= makeTemporaryFolder(`${BRAND.id}-dev-server-`));
  return {
    folder: ownFolder,
    async open(server, { pathname, search = '', accept, isNavigation }) {
      const url = new URL(server.slice(0, -1) + pathname + search);
      const response = await ask(url, accept ?? (isNavigation ? 'text/html' : '*/*'));
      const body = response && (await bodyOf(response));
      if (!response || !body) return null;
      const type = response.headers.get('content-type') ?? 'application/octet-stream';
      const isPage = type.startsWith('text/html');
      const name = `${createHash('sha256').update(body).digest('hex')}${isPage ? '.html' : ''}`;
      const file = path.join(ownFolder(), name);
      // By its content: what is written there once is never another.
      await writeFile(file, body, { flag: 'wx', mode: 0o600 }).catch(unlessThere);
      return { path: file, name, size: body.length, type };
    },
    dispose() {
      if (folder) rmSync(folder, { recursive: true, force: true });
      folder = null;
    },
  };
}

function unlessThere(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
}

async function ask(url: URL, accept: string): Promise<Response | null> {
  const response = await fetch(url, {
    headers: { accept },
    redirect: 'error',
    signal: AbortSignal.timeout(LIMIT_MS),
  }).catch(() => null);
  if (response?.ok) return response;
  await response?.body?.cancel();
  return null;
}

async function bodyOf(response: Response): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      bytes += (chunk as Uint8Array).length;
      if (bytes > MAX_BYTES) return null;
      chunks.push(chunk as Uint8Array);
    }
  } catch {
    // It broke off, or was too slow.
    return null;
  }
  return Buffer.concat(chunks);
}

/** `null` when there is none: dev servers answer pages to what they do not know. */
async function readText(server: string, name: string): Promise<string | null> {
  const response = await ask(new URL(name, server), 'application/json');
  const body = response && (await bodyOf(response));
  if (!response || !body || response.headers.get('content-type')?.startsWith('text/html')) return null;
  if (body.length > MANIFEST_LIMITS.bytes) throw new AppError('package-invalid', `${name} is larger than 1 MiB.`);
  const text = decodeJson(body);
  if (text === null) throw new AppError('package-invalid', `${name} is not text in UTF-8.`);
  return text;
}
