/** What `mp:` and `larder:` URLs answer. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { BODY_PATH } from '../../preload/contract/background-fetch.ts';
import { REFUSED_REQUEST_HEADER, REFUSED_REQUEST_PATH } from '../../preload/contract/policy.ts';
import type { Address, AddressAnswer } from '../catalog/packages/addresses.ts';
import type { ServiceDomain } from '../models/details-schema.ts';
import { NO_INLINE_SCRIPTS, type InlineScriptHashes } from '../models/inline-scripts.ts';
import { CONTAINER_PAGE_POLICY, miniProgramPolicy } from './policy/content-security-policy.ts';
import { CONTAINER_PAGE_ORIGIN } from './schemes.ts';
import { SHOWN_EXTENSIONS } from '../pictures/picture-kind.ts';
import type { PolicyProofs } from './policy/policy-proof.ts';
import { refusedByWorker } from './refused-requests.ts';
import { respondWithContent } from './compressed-drawing.ts';
import { respondWithFile, type ReadPiece, type ServedFile } from './file-response.ts';
import type { TextTypes } from './text-types.ts';
import { isWorkerScript, workerScript } from './worker-scripts.ts';

/** What of the installed package answers an address; `null`: nothing. */
export type PackageReader = (address: Address) => Promise<AddressAnswer<ServedFile> | null>;

export interface MiniProgramFiles {
  /** `mp://<host>`; requests for any other host are answered with 404. */
  readonly origin: string;
  readonly dev: boolean;
  readonly domains: readonly ServiceDomain[];
  readonly readPackage: PackageReader;
  /** Of texts that are not UTF-8 and declare nothing. */
  readonly charset: string | null;
  /** Reads files for this session alone. */
  readonly readPiece: ReadPiece;
  readonly textTypes: TextTypes;
  /** What workers run before their own script. */
  readonly workerInterfaces: () => Promise<string>;
  readonly policyProofs: Promise<PolicyProofs>;
  /** A worker's policy refused a request to `host`. */
  readonly onRefused?: (host: string, message: string) => void;
  /** Bodies of background fetches. */
  readonly openBody?: OpenBody;
}

/** The rest of a body that a service worker reads, from a number of bytes on, or why there is none; `null`: it is not there. */
export type OpenBody = (
  reader: number,
  from: number,
) => { readonly stream: ReadableStream<Uint8Array>; readonly length: number | null } | 'in-use' | 'too-many' | null;

export async function serveMiniProgramFile(request: Request, files: MiniProgramFiles): Promise<Response> {
  const url = new URL(request.url);
  const isOwn = `${url.protocol}//${url.host}` === files.origin;
  if (isOwn && url.pathname === REFUSED_REQUEST_PATH && request.method === 'HEAD')
    return hearRefusedRequest(request, files);
  if (isOwn && url.pathname === BODY_PATH && request.method === 'GET') return respondWithBody(url, files);
  const address = {
    pathname: url.pathname,
    search: url.search,
    accept: request.headers.get('accept'),
    isNavigation: isNavigation(request),
  };
  const answer = isOwn ? await files.readPackage(address) : null;
  if (!answer) return notFound((await policyHeaders(request, files))['content-security-policy']);
  if (answer.kind === 'redirect') return redirectTo(files.origin + answer.pathname + url.search, files);
  const type = await files.textTypes(answer.file, files.charset);
  const file = type === null ? answer.file : { ...answer.file, type };
  const headers = {
    ...(await policyHeaders(request, files, file.inlineScripts)),
    'referrer-policy': 'strict-origin-when-cross-origin',
    // A new version must be seen at the next cold start.
    'cache-control': 'no-cache',
  };
  const script =
    isWorkerScript(url) && file.type.startsWith('text/javascript')
      ? workerScript(url, await files.workerInterfaces())
      : null;
  if (script === null || request.method !== 'GET') return respondWithContent(request, file, headers, files.readPiece);
  return new Response(script, {
    headers: { ...headers, 'content-type': file.type, 'x-content-type-options': 'nosniff' },
  });
}

function hearRefusedRequest(request: Request, { domains, dev, onRefused }: MiniProgramFiles): Response {
  const refused = refusedByWorker(request.headers.get(REFUSED_REQUEST_HEADER) ?? '');
  if (refused) onRefused?.(refused.host, refused.message);
  return new Response(null, { status: 204, headers: { 'content-security-policy': miniProgramPolicy(domains, dev) } });
}

function respondWithBody({ searchParams }: URL, { domains, dev, openBody }: MiniProgramFiles): Response {
  const policy = miniProgramPolicy(domains, dev);
  const number = (name: string): number => Number(/^\d{1,15}$/.exec(searchParams.get(name) ?? '')?.[0] ?? NaN);
  const [reader, from] = [number('reader'), number('from')];
  const body = Number.isNaN(reader) || Number.isNaN(from) ? null : openBody?.(reader, from);
  if (!body) return notFound(policy);
  if (body === 'in-use') return textResponse(409, 'It is being read already', policy);
  if (body === 'too-many') return unavailable(policy);
  return new Response(body.stream, {
    headers: {
      'content-type': 'application/octet-stream',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      // Electron makes its pipe larger for it.
      ...(body.length === null ? {} : { 'content-length': String(body.length) }),
    },
  });
}

/** A service worker asks for the policy of what it answers itself, and shows the one that it was given before. */
async function policyHeaders(
  request: Request,
  { origin, domains, dev, policyProofs }: MiniProgramFiles,
  inline: InlineScriptHashes = NO_INLINE_SCRIPTS,
): Promise<{ 'content-security-policy': string }> {
  const proofs = await policyProofs;
  const policy = proofs.renew(origin, miniProgramPolicy(domains, dev, inline), request.headers);
  return { 'content-security-policy': policy, ...proofs.headerFor(origin, policy) };
}

/** Electron passes no fetch metadata on: only Chromium's navigations ask for HTML, and parts of a page always say what they accept. */
function isNavigation(request: Request): boolean {
  const accept = request.headers.get('accept');
  return request.method === 'GET' && (accept === null || accept.includes('text/html'));
}

function redirectTo(location: string, { domains, dev }: MiniProgramFiles): Response {
  const headers = { location, 'content-security-policy': miniProgramPolicy(domains, dev), 'cache-control': 'no-cache' };
  return new Response(null, { status: 302, headers });
}

const CONTAINER_CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Serves one of Larder's own pages: the files right in `folder`, nothing below or above it. `isAddress`: of pages whose
 * texts are in their address, whether Larder made it.
 */
export async function serveContainerPage(
  request: Request,
  origin: string,
  folder: string,
  isAddress: (url: URL) => boolean = () => true,
): Promise<Response> {
  const url = new URL(request.url);
  const name = url.pathname === '/' ? 'index.html' : url.pathname.slice(1);
  const type = CONTAINER_CONTENT_TYPES[path.extname(name)];
  if (`${url.protocol}//${url.host}` !== origin || !type || !/^[\w-]+(?:\.[\w-]+)+$/.test(name))
    return notFound(CONTAINER_PAGE_POLICY);
  if (type.startsWith('text/html') && !isAddress(url)) return notFound(CONTAINER_PAGE_POLICY);
  const file = path.join(folder, name);
  const size = await stat(file).then(
    (stats) => stats.size,
    () => null,
  );
  if (size === null) return notFound(CONTAINER_PAGE_POLICY);
  return respondWithFile(
    request,
    { path: file, size, type },
    {
      'content-security-policy': CONTAINER_PAGE_POLICY,
      'cache-control': 'no-cache',
    },
  );
}

/** Pictures of other people: nothing in them runs or loads anything. */
const PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

const ICON_PATH = /^\/icons\/([0-9a-z-]+)$/;

export interface ProgramPages {
  readonly folder: string;
  isAddress(url: URL): boolean;
  /** The icon of the mini-program with this host. */
  readIcon(host: string): Promise<ServedFile | null>;
}

/** The pages that stand in a mini-program's window or beside it, and its icon for them. */
export async function serveProgramPage(
  request: Request,
  { folder, isAddress, readIcon }: ProgramPages,
): Promise<Response> {
  const url = new URL(request.url);
  const host = `${url.protocol}//${url.host}` === CONTAINER_PAGE_ORIGIN ? ICON_PATH.exec(url.pathname)?.[1] : undefined;
  if (host === undefined) return serveContainerPage(request, CONTAINER_PAGE_ORIGIN, folder, isAddress);
  const icon = await readIcon(host).catch(() => null);
  return icon ? servePicture(request, icon) : notFound(PICTURE_POLICY);
}

/**
 * A mini-program's picture at an origin of the container's: what is none by its type is not there, for the origin's
 * own scripts may run, and no drawing either: only what main/pictures made of it.
 */
export function servePicture(request: Request, picture: ServedFile): Response {
  if (!(picture.type in SHOWN_EXTENSIONS)) return notFound(PICTURE_POLICY);
  return respondWithFile(request, picture, { 'content-security-policy': PICTURE_POLICY });
}

/** As `servePicture`, for one that is on no disk. */
export function serveShownPicture({ bytes, type }: { readonly bytes: Buffer; readonly type: string }): Response {
  if (!(type in SHOWN_EXTENSIONS)) return notFound(PICTURE_POLICY);
  return new Response(new Uint8Array(bytes), {
    headers: {
      'content-type': type,
      'content-security-policy': PICTURE_POLICY,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-cache',
    },
  });
}

export function notFound(policy: string): Response {
  return textResponse(404, 'Not found', policy);
}

/** For what cannot be read, and for what is asked for too often. */
export function unavailable(policy: string): Response {
  return textResponse(503, 'Not available', policy);
}

function textResponse(status: number, text: string, policy: string): Response {
  return new Response(text, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
    },
  });
}
