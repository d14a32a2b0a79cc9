/** What the launcher's Settings page may ask for. */
import type {
  DataKind,
  DataUsage,
  MeasureProgress,
  MiniProgramSettings,
  MiniProgramUsage,
  SetBackendResult,
  SettingsChannel,
  SettingsChoices,
  SettingsState,
} from '../../../preload/contract/settings.ts';
import { readTypedBackendUrl } from '../../network/rules/backend-url.ts';
import type { BackendVerdict } from '../../catalog/details/backend-check.ts';
import type { Settings, SettingsValues } from '../../storage/settings.ts';
import { AppError } from '../../support/errors.ts';
import type { Handlers } from '../router.ts';

export type SettingsHandlers = Pick<Handlers, SettingsChannel>;

export interface SettingsHandlerDependencies {
  readonly dev: boolean;
  readonly settings: Pick<Settings, 'get' | 'update'>;
  getState(): SettingsState;
  /** `null`: no such mini-program. */
  getMiniProgram(appId: string): MiniProgramSettings | null;
  /** Asks the server behind `url`; never rejects. */
  checkBackend(url: string, signal: AbortSignal): Promise<BackendVerdict>;
  /** Writes known tokens to the disk, or takes them off it, as the settings say now. */
  resealTokens(): Promise<void>;
  /** Throws `AppError('storage-failed')`. */
  openDataFolder(): Promise<void>;
  /** Both reject with the signal's reason. */
  measure(signal: AbortSignal, onProgress: (progress: MeasureProgress) => void): Promise<DataUsage>;
  measureMiniProgram(appId: string, signal: AbortSignal): Promise<MiniProgramUsage>;
  tellProgress(progress: MeasureProgress): void;
  clearData(appId: string, kind: DataKind): Promise<void>;
}

export function createSettingsHandlers(dependencies: SettingsHandlerDependencies): SettingsHandlers {
  const { dev, settings } = dependencies;
  let checking: AbortController | null = null;
  let measuring: { readonly abort: AbortController; readonly result: Promise<DataUsage> } | null = null;

  async function setBackend(typed: string | null): Promise<SetBackendResult> {
    checking?.abort();
    if (typed === null || typed.trim() === '') {
      settings.update({ backendUrl: null });
      return { ok: true };
    }
    const reading = readTypedBackendUrl(typed, dev);
    if (!reading.ok) return { ok: false, problem: reading.problem, host: '' };
    const { url } = reading;
    const abort = new AbortController();
    checking = abort;
    const verdict = await dependencies.checkBackend(url, abort.signal);
    if (checking === abort) checking = null;
    const { host } = new URL(url);
    if (abort.signal.aborted) return { ok: false, problem: 'cancelled', host };
    if (!verdict.ok) return { ...verdict, host };
    settings.update({ backendUrl: url });
    return { ok: true };
  }

  function measure(): Promise<DataUsage> {
    const abort = new AbortController();
    const result = dependencies
      .measure(abort.signal, (progress) => dependencies.tellProgress(progress))
      .catch((error: unknown) => {
        throw abort.signal.aborted ? new AppError('aborted', 'The measuring was cancelled.') : error;
      })
      .finally(() => {
        if (measuring?.abort === abort) measuring = null;
      });
    measuring = { abort, result };
    return result;
  }

  function requireKnown(appId: string): MiniProgramSettings {
    const found = dependencies.getMiniProgram(appId);
    if (!found) throw new AppError('not-found', { key: 'problems.removed', values: { id: appId } });
    return found;
  }

  return {
    'launcher:get-settings': () => dependencies.getState(),
    'launcher:set-settings': async (_caller, change) => {
      settings.update(valuesOf(change));
      if (change.keepTokensWithoutSecretStore !== undefined) await dependencies.resealTokens();
      return null;
    },
    'launcher:set-backend': (_caller, url) => setBackend(url),
    'launcher:cancel-set-backend': () => {
      checking?.abort();
      return null;
    },
    'launcher:open-data-folder': async () => {
      await dependencies.openDataFolder();
      return null;
    },
    'launcher:measure-data': () => measuring?.result ?? measure(),
    'launcher:cancel-measure-data': () => {
      measuring?.abort.abort();
      measuring = null;
      return null;
    },
    'launcher:get-mini-program': (_caller, appId) => requireKnown(appId),
    'launcher:measure-mini-program': (_caller, appId) => {
      requireKnown(appId);
      return dependencies.measureMiniProgram(appId, new AbortController().signal);
    },
    'launcher:clear-data': async (_caller, appId, kind) => {
      requireKnown(appId);
      await dependencies.clearData(appId, kind);
      return null;
    },
  };
}

/** Only what was given: an absent choice stays as it is. */
function valuesOf({ downloadQuotaBytes, ...same }: Partial<SettingsChoices>): Partial<SettingsValues> {
  const values = {
    ...same,
    ...(downloadQuotaBytes === undefined ? {} : { backgroundFetchQuotaBytes: downloadQuotaBytes }),
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
