/** The local mini-programs: looking one up, adding it, its installation under way, removing it. */
import type { IpcError } from '../../preload/contract/errors.ts';
import type { InstallProgress, MiniProgramPreview } from '../../preload/contract/launcher.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { InstalledPackage } from '../models/state-schema.ts';
import { AppError, toIpcError } from '../support/errors.ts';
import { shownTexts, type Details } from '../models/details-schema.ts';
import type { DetailsSource } from './details/details.ts';
import { createGrowingAmounts } from './packages/growing-amounts.ts';
import type { PackageInstaller } from './packages/packages.ts';
import { createListeners } from '../support/listeners.ts';

export interface LibraryDependencies {
  readonly store: MiniProgramStore;
  readonly details: Pick<DetailsSource, 'lookUp'>;
  readonly packages: PackageInstaller;
  /** By the administrator. */
  readonly policies: MiniProgramRule;
  /** Of whoever reads names. Default: the details' own. */
  readonly locale?: (() => string) | undefined;
  /** The address at the launcher's origin by which the icon that details name can be seen. */
  offerIcon?(appId: string, iconUrl: string | null | undefined): string | undefined;
  /** The first package of a mini-program is about to be downloaded. */
  readonly onFirstDownload?: (appId: string, details: Details, signal?: AbortSignal) => void;
}

export interface MiniProgramRule {
  /** `isAdded`: it is on the shelf already. */
  isAllowed(appId: string, isAdded: boolean): boolean;
}

/** Throws `AppError('denied')`. */
export function checkAllowed(policies: MiniProgramRule, appId: string, isAdded: boolean): void {
  if (policies.isAllowed(appId, isAdded)) return;
  throw new AppError('denied', { key: 'policies.notAllowed', values: { id: appId } });
}

export interface Library {
  lookUp(appId: string): Promise<MiniProgramPreview>;
  /** Adds and installs. Resolves when it can be opened; throws `AppError`. */
  install(appId: string): Promise<void>;
  /** Installs what `details` describe, for a cold start; shares an installation under way. */
  ensureInstalled(
    appId: string,
    details: Details,
    signal?: AbortSignal,
    onProgress?: (progress: InstallProgress) => void,
  ): Promise<InstalledPackage>;
  cancelInstall(appId: string): void;
  /** Takes it off the shelf and the disk. What lives outside the store is deleted before: `disk-usage/remove.ts`. */
  remove(appId: string): Promise<void>;
  progressOf(appId: string): InstallProgress | null;
  problemOf(appId: string): IpcError | null;
  onChange(listener: () => void): () => void;
}

export function createLibrary({
  store,
  details,
  packages,
  policies,
  locale = () => '',
  offerIcon = () => undefined,
  onFirstDownload = () => {},
}: LibraryDependencies): Library {
  const progress = new Map<string, InstallProgress>();
  const problems = new Map<string, IpcError>();
  const cancels = new Map<string, AbortController>();
  const listeners = createListeners();
  const changed = listeners.notify;

  const setProgress = (appId: string, value: InstallProgress | null): void => {
    if (value) progress.set(appId, value);
    else progress.delete(appId);
    changed();
  };

  const ensureInstalled: Library['ensureInstalled'] = async (appId, wanted, signal, onProgress) => {
    const growing = createGrowingAmounts();
    const tell = (told: InstallProgress): void => {
      const value = growing(told);
      setProgress(appId, value);
      onProgress?.(value);
    };
    const state = store.get(appId);
    if (state && !state.installed && !state.pending) onFirstDownload(appId, wanted, signal);
    try {
      const installed = await packages.ensureInstalled(appId, wanted, { signal, onProgress: tell });
      problems.delete(appId);
      return installed;
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'aborted')) problems.set(appId, toIpcError(error));
      throw error;
    } finally {
      setProgress(appId, null);
    }
  };

  const check = (appId: string): void => checkAllowed(policies, appId, store.get(appId) !== undefined);

  return {
    ensureInstalled,
    async lookUp(appId) {
      check(appId);
      const found = await details.lookUp(appId);
      const iconUrl = offerIcon(appId, found.iconUrl);
      return {
        appId,
        ...shownTexts(found, locale()),
        ...(iconUrl === undefined ? {} : { iconUrl }),
        version: found.version,
        ...(found.packageSize ? { packageSize: found.packageSize } : {}),
        serviceDomains: found.serviceDomains.map(({ domain }) => domain),
        permissions: found.permissions,
        alreadyAdded: (store.get(appId)?.installed ?? null) !== null,
      };
    },
    async install(appId) {
      if (cancels.has(appId)) return;
      check(appId);
      const cancel = new AbortController();
      cancels.set(appId, cancel);
      const wasKnown = store.get(appId) !== undefined;
      setProgress(appId, { phase: 'details', receivedBytes: 0 });
      try {
        const wanted = await details.lookUp(appId, cancel.signal);
        store.add({ appId, ...shownTexts(wanted, locale()) });
        await ensureInstalled(appId, wanted, cancel.signal);
      } catch (error) {
        // Nothing of an addition that the user took back stays behind.
        if (cancel.signal.aborted && !wasKnown && store.get(appId)) await store.remove(appId);
        throw error;
      } finally {
        cancels.delete(appId);
        setProgress(appId, null);
      }
    },
    cancelInstall(appId) {
      cancels.get(appId)?.abort();
    },
    async remove(appId) {
      cancels.get(appId)?.abort();
      if (store.get(appId)) await store.remove(appId);
      problems.delete(appId);
      setProgress(appId, null);
    },
    progressOf: (appId) => progress.get(appId) ?? null,
    problemOf: (appId) => problems.get(appId) ?? null,
    onChange: listeners.add,
  };
}
