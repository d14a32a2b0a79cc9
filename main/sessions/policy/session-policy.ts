/**
 * One Electron session per mini-program: its files, what it may request and what it may do.
 * Configured once per session and process; `update` changes what a cold start brings.
 */
import { readFile } from 'node:fs/promises';
import type { Session } from 'electron';
import type { ServiceDomain } from '../../models/details-schema.ts';
import { createAtOnce } from '../../support/at-once.ts';
import { miniProgramPolicy } from './content-security-policy.ts';
import { matchServiceDomain } from '../../network/rules/service-domains.ts';
import { createFence, type FenceOptions } from '../fence.ts';
import { CONTAINER_PAGE_ORIGIN, CONTAINER_SCHEME, MINI_PROGRAM_SCHEME } from '../schemes.ts';
import type { PolicyProofs } from './policy-proof.ts';
import { createPieceReader, type ServedFile } from '../file-response.ts';
import { isOnlyChecked, requestedPermissions } from '../refused-permissions.ts';
import { NOT_A_SERVICE } from '../refused-requests.ts';
import {
  unavailable,
  serveProgramPage,
  serveMiniProgramFile,
  type OpenBody,
  type PackageReader,
} from '../scheme-handlers.ts';
import { createTextTypes } from '../text-types.ts';

/** What a page may do without asking. Everything else is denied. */
const GRANTED_PERMISSIONS: ReadonlySet<string> = new Set(['fullscreen', 'clipboard-sanitized-write']);
/** Chromium asks before a page talks to this computer or network; `--dev` allows it for listed hosts. */
const LOCAL_NETWORK_PERMISSIONS: ReadonlySet<string> = new Set([
  'local-network',
  'local-network-access',
  'loopback-network',
]);

/** Of a mini-program for its own files, so that other mini-programs do not wait for them. */
export const REQUEST_LIMITS = {
  /** Looked at together. */
  atOnce: 32,
  /** Wait meanwhile; more are answered 503. */
  waiting: 10_000,
} as const;

export interface MiniProgramContent {
  readonly domains: readonly ServiceDomain[];
  readonly readPackage: PackageReader;
  /** Of its texts that are not UTF-8 and declare nothing. */
  readonly charset: string | null;
}

export interface MiniProgramSession {
  readonly session: Session;
  /** Resolves when nothing but `content` can be reached. Throws `AppError`; then it is served as before, or not at all. */
  update(content: MiniProgramContent): Promise<void>;
  /** The developer has its network be another. Resolves and throws as `update`. */
  networkSwitched(): Promise<void>;
}

export interface SessionPolicyOptions {
  /** `mp://<host>` */
  readonly origin: string;
  readonly dev: boolean;
  /** Folder of the container's own pages. */
  readonly pagesFolder: string;
  /** The bundled preload/worker.ts. */
  readonly workerInterfacesPath: string;
  /** Its own icon, for these pages; of another host: `null`. */
  readIcon(host: string): Promise<ServedFile | null>;
  /** Whether an address of one of these pages was made by Larder. */
  isPageAddress(url: URL): boolean;
  readonly policyProofs: Promise<PolicyProofs>;
  /** A request of a page's or worker's to `host` was refused; `message`: why, as the end of a sentence. */
  readonly onRefused?: (host: string, message: string) => void;
  /** A page asked for what no mini-program gets; `permission`: see refused-permissions.ts. */
  readonly onPermissionRefused?: (permission: string) => void;
  /** Bodies of its background fetches. */
  readonly openBody: OpenBody;
  readonly fence: Pick<FenceOptions, 'resolveSystemProxy' | 'openGate' | 'condition'>;
}

/** Installs the policy on `session`. Until the first `update` nothing is served and nothing allowed. */
export function applySessionPolicy(
  session: Session,
  {
    origin,
    dev,
    pagesFolder,
    readIcon,
    isPageAddress,
    workerInterfacesPath,
    policyProofs,
    onRefused,
    onPermissionRefused,
    openBody,
    fence: fenceOptions,
  }: SessionPolicyOptions,
): MiniProgramSession {
  let content: MiniProgramContent = { domains: [], readPackage: () => Promise.resolve(null), charset: null };

  const fence = createFence({ session, dev, ...fenceOptions });
  const readPiece = createPieceReader();
  const textTypes = createTextTypes(readPiece);
  const answerInTurn = createAtOnce(REQUEST_LIMITS.atOnce, REQUEST_LIMITS.waiting);
  const workerInterfaces = (): Promise<string> => readFile(workerInterfacesPath, 'utf8');

  const isGranted = (permission: string): boolean =>
    GRANTED_PERMISSIONS.has(permission) || (dev && LOCAL_NETWORK_PERMISSIONS.has(permission));
  session.setPermissionRequestHandler((_contents, permission, callback, details) => {
    if (!isGranted(permission))
      requestedPermissions(permission, details).forEach((name) => onPermissionRefused?.(name));
    callback(isGranted(permission));
  });
  session.setPermissionCheckHandler((_contents, permission) => {
    if (isOnlyChecked(permission)) onPermissionRefused?.(permission);
    return isGranted(permission);
  });
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event) => event.preventDefault());

  session.webRequest.onBeforeRequest((details, callback) => {
    const isAllowed = isRequestAllowed(details.url, origin, content.domains, dev);
    if (!isAllowed && URL.canParse(details.url)) onRefused?.(new URL(details.url).host, NOT_A_SERVICE);
    callback({ cancel: !isAllowed });
  });

  session.protocol.handle(MINI_PROGRAM_SCHEME, (request) =>
    answerInTurn(
      () =>
        serveMiniProgramFile(request, {
          origin,
          dev,
          domains: content.domains,
          readPackage: content.readPackage,
          charset: content.charset,
          workerInterfaces,
          policyProofs,
          readPiece,
          textTypes,
          openBody,
          ...(onRefused ? { onRefused } : {}),
        }),
      // Electron would write the stack to standard error, as often as a page likes.
    ).catch(() => unavailable(miniProgramPolicy([], dev))),
  );
  session.protocol.handle(CONTAINER_SCHEME, (request) =>
    serveProgramPage(request, { folder: pagesFolder, isAddress: isPageAddress, readIcon }),
  );

  return {
    session,
    async update(next) {
      await fence.set(next.domains);
      content = next;
    },
    networkSwitched: () => fence.set(content.domains),
  };
}

/** A page's requests go to its own origin, the container's pages and its service domains; nowhere else. */
export function isRequestAllowed(
  requestUrl: string,
  origin: string,
  domains: readonly ServiceDomain[],
  dev: boolean,
): boolean {
  if (!URL.canParse(requestUrl)) return false;
  const url = new URL(requestUrl);
  switch (url.protocol) {
    case `${MINI_PROGRAM_SCHEME}:`:
      return `${url.protocol}//${url.host}` === origin;
    case `${CONTAINER_SCHEME}:`:
      return `${url.protocol}//${url.host}` === CONTAINER_PAGE_ORIGIN;
    case 'blob:':
    case 'data:':
    case 'about:':
      return true;
    case 'devtools:':
      return dev;
    case 'ws:':
    case 'wss:':
      url.protocol = url.protocol === 'wss:' ? 'https:' : 'http:';
      break;
    default:
      break;
  }
  return matchServiceDomain(url, domains, { dev }) !== null;
}
