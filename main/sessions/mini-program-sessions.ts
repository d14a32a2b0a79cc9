/** The sessions of mini-programs: made when they are first needed, each with its policy, and then serving a package. */
import { session as electronSession, type Session } from 'electron';
import { resolveAddress, type Address } from '../catalog/packages/addresses.ts';
import type { PackageFile } from '../catalog/packages/package-files.ts';
import { hostOfAppId } from '../models/app-id.ts';
import type { Details } from '../models/details-schema.ts';
import type { InstalledPackage } from '../models/state-schema.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import { createListeners } from '../support/listeners.ts';
import type { OpenBody, PackageReader } from './scheme-handlers.ts';
import type { TellRefusedPermission } from './refused-permissions.ts';
import type { TellRefusedRequest } from './refused-requests.ts';
import { originOf, partitionOf } from './schemes.ts';
import { applySessionPolicy, type MiniProgramSession, type SessionPolicyOptions } from './policy/session-policy.ts';

export interface MiniProgramSessionsDependencies {
  readonly dev: boolean;
  /** Folder of the container's own pages. */
  readonly pagesFolder: string;
  /** The bundled preload/worker.ts. */
  readonly workerInterfacesPath: string;
  /** The icon of the mini-program with this host, as it may be shown. */
  readIcon: SessionPolicyOptions['readIcon'];
  /** Whether an address of a container page was made by Larder. */
  isPageAddress(url: URL): boolean;
  readonly policyProofs: SessionPolicyOptions['policyProofs'];
  fenceOf(appId: string): SessionPolicyOptions['fence'];
  readonly store: Pick<MiniProgramStore, 'get'>;
  readonly tellRefusedRequest?: TellRefusedRequest;
  readonly tellRefusedPermission?: TellRefusedPermission;
  /** The file of an installed package that the path of a URL names. */
  openFile(appId: string, installed: InstalledPackage, urlPath: string): Promise<PackageFile | null>;
  /** What a dev server answers; `null`: there is none for this mini-program. */
  openServed?(appId: string, installed: InstalledPackage, address: Address): Promise<PackageFile | null> | null;
}

/** The rest of a body that a worker of this mini-program reads. */
export type BodySource = (appId: string, ...how: Parameters<OpenBody>) => ReturnType<OpenBody>;

export interface MiniProgramSessions {
  of(appId: string): Session;
  /** Serves this package, with what `details` allow, from now on. Rejects with `AppError` when that cannot be confined. */
  serve(appId: string, details: Details, installed: InstalledPackage): Promise<PackageReader>;
  /** The session, ready to serve what is installed without a window; `null`: nothing is. */
  prepare(appId: string): Promise<Session | null>;
  /** From now on service workers read bodies of background fetches from `source`. */
  serveBodies(source: BodySource): void;
  /** Holds its pages and workers to what the developer has its network be. Rejects with `AppError`. */
  networkSwitched(appId: string): Promise<void>;
  /** Deletes everything the mini-program's pages have stored. */
  clear(appId: string): Promise<void>;
  /** Called with each session that is made; nothing has used it yet. Returns the function that ends it. */
  onCreated(listener: (appId: string, session: Session) => void): () => void;
}

export function createMiniProgramSessions(dependencies: MiniProgramSessionsDependencies): MiniProgramSessions {
  const { dev, pagesFolder, workerInterfacesPath, policyProofs, store, openFile } = dependencies;
  // Electron keeps a session for the life of the process: its policy is applied once.
  const sessions = new Map<string, MiniProgramSession>();
  const created = createListeners<[appId: string, session: Session]>();

  let bodies: BodySource = () => null;

  const sessionOf = (appId: string): MiniProgramSession => {
    const known = sessions.get(appId);
    if (known) return known;
    const made = applySessionPolicy(electronSession.fromPartition(partitionOf(appId)), {
      origin: originOf(appId),
      dev,
      pagesFolder,
      workerInterfacesPath,
      readIcon: (host) => (host === hostOfAppId(appId) ? dependencies.readIcon(host) : Promise.resolve(null)),
      isPageAddress: (url) => dependencies.isPageAddress(url),
      policyProofs,
      fence: dependencies.fenceOf(appId),
      openBody: (reader, from) => bodies(appId, reader, from),
      onRefused: (host, message) => dependencies.tellRefusedRequest?.(appId, host, message),
      onPermissionRefused: (permission) => dependencies.tellRefusedPermission?.(appId, permission),
    });
    sessions.set(appId, made);
    created.notify(appId, made.session);
    return made;
  };

  const serve: MiniProgramSessions['serve'] = async (appId, details, installed) => {
    const readPackage: PackageReader = async (address) => {
      const served = dependencies.openServed?.(appId, installed, address) ?? null;
      if (served === null)
        return resolveAddress(address, (path) => openFile(appId, installed, path), installed.fallbackPage);
      const file = await served;
      return file && { kind: 'file', file };
    };
    await sessionOf(appId).update({ domains: details.serviceDomains, readPackage, charset: installed.charset });
    return readPackage;
  };

  return {
    of: (appId) => sessionOf(appId).session,
    serve,
    async prepare(appId) {
      const state = store.get(appId);
      if (!state?.installed || !state.details) return null;
      await serve(appId, state.details.value, state.installed);
      return sessionOf(appId).session;
    },
    serveBodies(source) {
      bodies = source;
    },
    async networkSwitched(appId) {
      await sessions.get(appId)?.networkSwitched();
    },
    async clear(appId) {
      const { session } = sessionOf(appId);
      await session.clearStorageData();
      await session.clearCache();
    },
    onCreated: created.add,
  };
}
