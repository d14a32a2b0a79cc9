/** The Shelf, the launcher's first page. */
import { app } from 'electron';
import type { Library } from '../catalog/library.ts';
import { createLauncherHandlers, type LauncherHandlers } from '../ipc/handlers/launcher.ts';
import { launcherState } from '../launcher/shelf/launcher-state.ts';
import type { ProxySignIn } from '../network/trust/proxy-access.ts';
import type { BackendHttp } from '../network/client/backend-http.ts';
import type { Policies } from '../policies/policies.ts';
import type { LauncherWindow } from '../launcher/launcher-window.ts';
import type { PeriodicScheduler } from '../data-fetch/periodic/scheduler.ts';
import type { LauncherState } from '../../preload/contract/launcher.ts';
import { textIn } from '../models/localized-texts.ts';
import type { MiniProgramOpener } from '../opening/mini-program-opener.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Settings } from '../storage/settings.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { throttle } from '../support/throttle.ts';
import type { Notices } from '../system/desktop/notices.ts';
import type { Messages } from '../system/language/messages.ts';
import { demoBackendUrl, demoEnvironment, demoSuggestions } from '../system/start/demo.ts';
import { createOffers } from './offers.ts';
import { keepNamesInLanguage } from './names.ts';
import type { Pictures } from './pictures.ts';
import { createProxyQuestions } from './proxy-questions.ts';
import type { Storage } from './storage.ts';
import { removeMiniProgram, type RemovalOwners } from '../disk-usage/remove.ts';
import type { NetworkSwitches } from '../network/client/network-switches.ts';
import type { RequestObserver } from '../network/client/request-observer.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';

export interface ShelfDependencies {
  readonly dev: boolean;
  readonly version: string;
  readonly store: MiniProgramStore;
  readonly settings: Settings;
  readonly notices: Notices;
  readonly warn: Storage['warn'];
  readonly library: Library;
  readonly opener: MiniProgramOpener;
  readonly messages: Messages;
  readonly registry: WindowRegistry;
  readonly switches: NetworkSwitches;
  readonly disposables: ShutdownList;
  readonly observer: RequestObserver;
  backendUrl(): string | null;
  readonly http: BackendHttp;
  readonly policies: Pick<Policies, 'isAllowed'>;
  readonly pictures: Pick<Pictures, 'offered' | 'areShown'>;
  /** The user chose it. */
  openChosen(appId: string): Promise<void>;
  /** Opens connections that its start will need. */
  warmUp(appId: string): void;
  readonly proxyAccess: ProxySignIn;
  readonly launcher: LauncherWindow;
  /** Asks about downloads under way first. */
  quit(): void;
  readonly owners: Omit<RemovalOwners, 'library' | 'switches' | 'closeWindow'> & {
    readonly scheduler: PeriodicScheduler;
  };
}

export function createShelf(dependencies: ShelfDependencies): LauncherHandlers {
  keepNamesInLanguage(dependencies);
  const { dev, version, store, settings, notices, library, opener, messages, registry, switches, disposables } =
    dependencies;
  const environment = demoEnvironment(app.isPackaged, process.env);
  const samples = demoSuggestions(environment);
  const { offer } = dependencies.pictures.offered;
  const demoUrl = demoBackendUrl(environment);

  const proxyQuestions = createProxyQuestions({
    ...dependencies,
    signIn: dependencies.proxyAccess,
    onAnswered: () => dependencies.owners.scheduler.trigger('online'),
  });

  function getState(): LauncherState {
    const backendUrl = dependencies.backendUrl();
    return launcherState({
      store,
      library,
      registry,
      switches,
      notices,
      ...messages.current(),
      appVersion: version,
      backendUrl,
      dev,
      proxyQuestion: proxyQuestions.shown(),
      // Another backend does not have them.
      suggestions: (demoUrl === null || demoUrl === backendUrl ? samples : []).map(
        ({ appId, name, names, iconUrl }) => {
          const icon = offer(appId, iconUrl);
          return {
            appId,
            name: textIn(messages.current().locale, names, name),
            ...(icon === undefined ? {} : { iconUrl: icon }),
          };
        },
      ),
    });
  }

  const push = throttle(() => registry.pushToLauncher('launcher:state-changed', getState()));
  for (const source of [store, library, registry, notices, messages, settings, switches, proxyQuestions])
    disposables.defer(source.onChange(push));

  return createLauncherHandlers({
    library,
    notices,
    searchOffers: createOffers(dependencies),
    getState,
    open: dependencies.openChosen,
    warmUp: dependencies.warmUp,
    answerProxy: proxyQuestions.answer,
    remove: (appId) =>
      removeMiniProgram(appId, { ...dependencies.owners, switches, library, closeWindow: opener.close }),
    quit: dependencies.quit,
  });
}
