/** The sessions of mini-programs, with what their policy needs. */
import path from 'node:path';
import { app } from 'electron';
import type { PackageInstaller } from '../catalog/packages/packages.ts';
import type { OpenFolders } from '../catalog/folders/open-folders.ts';
import type { ProxyAccess } from '../network/trust/proxy-access.ts';
import { createMiniProgramSessions, type MiniProgramSessions } from '../sessions/mini-program-sessions.ts';
import { createRefusedPermissions } from '../sessions/refused-permissions.ts';
import { createRefusedRequests } from '../sessions/refused-requests.ts';
import { createPolicyProofs } from '../sessions/policy/policy-proof.ts';
import type { Policies } from '../policies/policies.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import { openRandomKey } from '../storage/random-key.ts';
import type { EventLog } from '../log/event-log.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { PageSeal } from '../windows/container-pages/page-seal.ts';
import type { Pictures } from './pictures.ts';
import { fenceParts, type FenceDependencies } from './fence.ts';

export interface SessionsDependencies {
  readonly dev: boolean;
  readonly policies: Pick<Policies, 'isAddressAllowed'>;
  readonly paths: AppPaths;
  readonly store: MiniProgramStore;
  readonly packages: Pick<PackageInstaller, 'openFile'>;
  readonly folders: Pick<OpenFolders, 'openServed'>;
  readonly pageSeal: PageSeal;
  readonly pictures: Pick<Pictures, 'ofPackage'>;
  readonly events: EventLog;
  readonly disposables: ShutdownList;
  readonly proxyAccess: ProxyAccess;
  readonly switches: FenceDependencies['switches'];
  readonly resolverOf: FenceDependencies['resolverOf'];
}

export function createSessions(dependencies: SessionsDependencies): MiniProgramSessions {
  const { dev, paths, store, packages, folders, pageSeal, events } = dependencies;
  return createMiniProgramSessions({
    dev,
    pagesFolder: paths.pagesFolder,
    workerInterfacesPath: paths.workerInterfaces,
    isPageAddress: pageSeal.isClosed,
    readIcon: dependencies.pictures.ofPackage,
    policyProofs: openRandomKey(path.join(app.getPath('userData'), 'policy-key')).then(createPolicyProofs),
    fenceOf: (appId) => fenceParts(dependencies, appId),
    store,
    openFile: packages.openFile,
    openServed: folders.openServed,
    tellRefusedRequest: createRefusedRequests(events),
    tellRefusedPermission: createRefusedPermissions(events),
  });
}
