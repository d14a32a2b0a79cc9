/** What the launcher's page may ask for. */
import type { Library } from '../../catalog/library.ts';
import type { ProxyCredentials } from '../../models/proxy-credentials.ts';
import { parseOpenRequest } from '../../opening/deep-links.ts';
import type { Notices } from '../../system/desktop/notices.ts';
import type { AccountChannel } from '../../../preload/contract/account.ts';
import type { DownloadChannel } from '../../../preload/contract/downloads.ts';
import type { DiagnosticsChannel } from '../../../preload/contract/diagnostics.ts';
import type { LauncherState, OffersAnswer } from '../../../preload/contract/launcher.ts';
import type { SettingsChannel } from '../../../preload/contract/settings.ts';
import type { UpdateChannel } from '../../../preload/contract/updates.ts';
import type { Handlers } from '../router.ts';
import type { ActivityHandlers } from './activity.ts';

export interface LauncherHandlerDependencies {
  readonly library: Library;
  readonly notices: Notices;
  searchOffers(query: string): Promise<OffersAnswer>;
  getState(): LauncherState;
  open(appId: string): Promise<void>;
  warmUp(appId: string): void;
  /** What the user says to a proxy's question. */
  answerProxy(proxy: string, credentials: ProxyCredentials | null): Promise<void>;
  /** Removes a mini-program and everything of it. */
  remove(appId: string): Promise<void>;
  quit(): void;
}

export type LauncherHandlers = Pick<
  Handlers,
  Exclude<
    Extract<keyof Handlers, `launcher:${string}`>,
    keyof ActivityHandlers | AccountChannel | DownloadChannel | SettingsChannel | UpdateChannel | DiagnosticsChannel
  >
>;

export function createLauncherHandlers({
  library,
  notices,
  searchOffers,
  getState,
  open,
  warmUp,
  answerProxy,
  remove,
  quit,
}: LauncherHandlerDependencies): LauncherHandlers {
  return {
    'launcher:get-state': () => getState(),
    'launcher:look-up': (_caller, input) => library.lookUp(parseOpenRequest(input).appId),
    'launcher:search-offers': (_caller, query) => searchOffers(query),
    'launcher:install': async (_caller, appId) => {
      await library.install(appId);
      return null;
    },
    'launcher:cancel-install': (_caller, appId) => {
      library.cancelInstall(appId);
      return null;
    },
    'launcher:open': async (_caller, appId) => {
      await open(appId);
      return null;
    },
    'launcher:warm-up': (_caller, appId) => {
      warmUp(appId);
      return null;
    },
    'launcher:remove': async (_caller, appId) => {
      await remove(appId);
      return null;
    },
    'launcher:quit': () => {
      quit();
      return null;
    },
    'launcher:answer-proxy': async (_caller, proxy, credentials) => {
      await answerProxy(proxy, credentials);
      return null;
    },
    'launcher:dismiss-notice': (_caller, id) => {
      notices.dismiss(id);
      return null;
    },
    'launcher:act-on-notice': (_caller, id) => {
      notices.act(id);
      return null;
    },
  };
}
