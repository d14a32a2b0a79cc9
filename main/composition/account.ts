/** Who the user is to the MP backend, put together: the browser, the secret store, and what renews a sign-in. */
import { app, safeStorage, shell } from 'electron';
import { createAccount, type Account } from '../identity/account.ts';
import { answerPage } from '../identity/answer-page.ts';
import { createAccountRequests } from '../identity/account-requests.ts';
import { createBackendConfig } from '../identity/backend-config.ts';
import { createConfigClient } from '../identity/config-client.ts';
import { createProvider } from '../identity/provider.ts';
import { createProviderFetch } from '../identity/provider-fetch.ts';
import type { EventLog } from '../log/event-log.ts';
import type { BackendHttp } from '../network/client/backend-http.ts';
import type { RequestObserver } from '../network/client/request-observer.ts';
import type { WalkDependencies } from '../network/client/walk.ts';
import type { Policies } from '../policies/policies.ts';
import { createKeptSignIn } from '../storage/kept-sign-in.ts';
import type { MachineState } from '../storage/machine-state.ts';
import type { Settings } from '../storage/settings.ts';
import type { Clock } from '../support/clock.ts';
import { errorMessage } from '../support/errors.ts';
import { LANGUAGE_DIRECTIONS } from '../../preload/contract/messages/languages.ts';
import type { Messages } from '../system/language/messages.ts';

export interface AccountPartsDependencies extends WalkDependencies {
  readonly dev: boolean;
  readonly userAgent: string;
  readonly policies: Pick<Policies, 'signInIssuers'>;
  readonly settings: Pick<Settings, 'get' | 'onChange'>;
  readonly machineState: MachineState;
  readonly http: BackendHttp;
  readonly messages: Messages;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly observer: RequestObserver;
  backendUrl(): string | null;
}

/** Nothing is asked before something needs it. */
export function createAccountParts(dependencies: AccountPartsDependencies): Account {
  const { settings, machineState, http, messages, clock, events, backendUrl } = dependencies;
  const observe = createAccountRequests(dependencies.observer, events);
  const onProblem = (message: string): void => events.emit('problem', { message });
  const account = createAccount({
    clock,
    config: createBackendConfig({
      clock,
      configs: createConfigClient({ http, clock, observe }),
      keptConfig: () => machineState.get().backendConfig,
      keepConfig: (config) => machineState.update({ backendConfig: config }),
      backendUrl,
      listedIssuers: dependencies.policies.signInIssuers,
      onProblem,
    }),
    kept: createKeptSignIn({
      machineState,
      secrets: safeStorage,
      keepWithoutSecretStore: () => settings.get().keepTokensWithoutSecretStore,
      onProblem: (error) => onProblem(`Cannot keep the sign-in: ${errorMessage(error)}`),
    }),
    providerOf: ({ authorization, backend }) =>
      createProvider({
        authorization,
        backendUrl: backend,
        clock,
        fetch: createProviderFetch({ ...dependencies, observe }, backend),
      }),
    openBrowser: (url) => shell.openExternal(url),
    answerPage(isSignedIn) {
      const { language } = messages.current();
      const { t } = messages;
      return answerPage({
        language,
        direction: LANGUAGE_DIRECTIONS[language],
        title: t(isSignedIn ? 'account.page.done' : 'account.page.failed'),
        text: t(isSignedIn ? 'account.page.doneText' : 'account.page.failedText'),
      });
    },
    onProblem,
  });
  // Somebody may be about to open a mini-program: a token that has ended is renewed now, for never is it at the click.
  app.on('browser-window-focus', () => void account.freshen());
  let asked = backendUrl();
  settings.onChange(() => {
    if (backendUrl() === asked) return;
    asked = backendUrl();
    void account.refreshConfig();
  });
  return account;
}
