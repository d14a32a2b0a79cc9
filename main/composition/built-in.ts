/** Mini-programs that came with the application: put on the shelf and installed at its start, without a network. */
import { isBuiltInAddress, readBuiltInIndex } from '../catalog/built-in/built-in-index.ts';
import { createBuiltInPackages, type BuiltInPackages } from '../catalog/built-in/built-in-packages.ts';
import type { Library } from '../catalog/library.ts';
import type { PackageInstaller } from '../catalog/packages/packages.ts';
import { createPreinstalled } from '../catalog/preinstalled.ts';
import { shownTexts, type Details } from '../models/details-schema.ts';
import type { Policies } from '../policies/policies.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Clock } from '../support/clock.ts';
import { errorMessage } from '../support/errors.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { Storage } from './storage.ts';

export interface BuiltInMiniPrograms {
  readonly miniPrograms: readonly Details[];
  readonly packages: BuiltInPackages;
}

type Warn = Storage['warn'];

/** A list that cannot be read, and packages that are not as they came, are told; the rest works. */
export function createBuiltInMiniPrograms({
  indexFile,
  archivesFolder,
  warn,
}: AppPaths['builtIn'] & { readonly warn: Warn }): BuiltInMiniPrograms {
  const { miniPrograms, problem } = readBuiltInIndex(indexFile);
  if (problem !== null) warn('built-in', { key: 'builtIn.index', values: { reason: problem } });
  const onProblem = (appId: string, text: Parameters<Warn>[1]): void => warn(`built-in-${appId}`, text, appId);
  return { miniPrograms, packages: createBuiltInPackages({ miniPrograms, archivesFolder, onProblem }) };
}

export interface ShelveDependencies {
  readonly builtIn: Pick<BuiltInMiniPrograms, 'miniPrograms'>;
  readonly policies: Pick<Policies, 'isAllowed'>;
  readonly store: MiniProgramStore;
  /** Of whoever reads names. Default: the details' own. */
  readonly locale?: (() => string) | undefined;
  readonly clock: Clock;
  /** Its own details have become newer than what is installed. */
  onNewer(details: Details): void;
  onFailed(appId: string, error: unknown): void;
}

/** Puts those that the administrator allows on the shelf, and answers them. Makes no request. */
export function shelveBuiltIns(dependencies: ShelveDependencies): readonly string[] {
  const { builtIn, policies, store, clock, onNewer, onFailed } = dependencies;

  /** What the backend has said of it counts more; what an older application came with does not. */
  function shelve(details: Details): void {
    const { appId, packageSha256 } = details;
    const texts = shownTexts(details, dependencies.locale?.() ?? '');
    const kept = store.add({ appId, ...texts }).details?.value;
    if (kept && (!isBuiltInAddress(kept.packageUrl) || kept.packageSha256 === packageSha256)) return;
    store.update(appId, { ...texts, details: { value: details, fetchedAt: clock.now(), backendUrl: null } });
    if (store.get(appId)?.installed) onNewer(details);
  }

  return builtIn.miniPrograms.flatMap((details) => {
    const { appId } = details;
    if (!policies.isAllowed(appId, store.get(appId) !== undefined)) return [];
    try {
      shelve(details);
      return [appId];
    } catch (error) {
      onFailed(appId, error);
      return [];
    }
  });
}

export interface BuiltInStartDependencies extends Pick<ShelveDependencies, 'policies' | 'store' | 'locale' | 'clock'> {
  readonly builtIn: BuiltInMiniPrograms;
  readonly library: Pick<Library, 'ensureInstalled'>;
  readonly packages: Pick<PackageInstaller, 'update'>;
  readonly disposables: ShutdownList;
  readonly warn: Warn;
}

/** `start` puts all on the shelf before it returns. */
export function createBuiltInStart(dependencies: BuiltInStartDependencies): { start(): void } {
  const { builtIn, library, packages, store, disposables, warn } = dependencies;
  const own = new Map(builtIn.miniPrograms.map((details) => [details.appId, details]));
  const tell = (appId: string, error: unknown): void => {
    if (builtIn.packages.isBroken(appId)) return;
    const values = { name: own.get(appId)?.name ?? appId, reason: errorMessage(error) };
    warn(`built-in-${appId}`, { key: 'builtIn.notAdded', values }, appId);
  };

  return {
    start() {
      const shelved = shelveBuiltIns({
        ...dependencies,
        onNewer: (details) => void packages.update(details.appId, details),
        onFailed: tell,
      });
      const installs = createPreinstalled({
        appIds: shelved,
        // Taken off the shelf meanwhile, it is not brought back before the next start.
        isInstalled: (appId) => store.get(appId)?.installed !== null,
        async install(appId) {
          const wanted = store.get(appId)?.details?.value ?? own.get(appId);
          if (wanted) await library.ensureInstalled(appId, wanted);
        },
        isOnline: () => true,
        onFailed: tell,
      });
      disposables.add(installs);
      void installs.run();
    },
  };
}
