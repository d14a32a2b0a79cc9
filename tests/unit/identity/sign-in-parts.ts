/** An account on a real provider and a backend that names it, both on loopback. */
import dns from 'node:dns';
import { onTestFinished } from 'vitest';
import { createAccount, type Account, type AccountDependencies } from '../../../main/identity/account.ts';
import { createAccountRequests } from '../../../main/identity/account-requests.ts';
import { createBackendConfig } from '../../../main/identity/backend-config.ts';
import { createConfigClient } from '../../../main/identity/config-client.ts';
import { createProvider } from '../../../main/identity/provider.ts';
import { createProviderFetch } from '../../../main/identity/provider-fetch.ts';
import { createActivityLog, type ActivityLog } from '../../../main/launcher/activity/activity-log.ts';
import { createEventLog, type LarderEvent } from '../../../main/log/event-log.ts';
import type { KeptConfig, KeptSignIn, SignIn } from '../../../main/models/identity.ts';
import { createBackendHttp } from '../../../main/network/client/backend-http.ts';
import { createDialer } from '../../../main/network/connections/dialer.ts';
import { createConnectionPool } from '../../../main/network/connections/pool.ts';
import type { AccountState } from '../../../preload/contract/account.ts';
import { json, startLocalServer, type LocalServer } from '../../fakes/local-server.ts';
import {
  startOpenIdProvider,
  type BrowserVisit,
  type OpenIdProvider,
  type OpenIdProviderOptions,
} from '../../fakes/openid-provider.ts';

export interface SignInParts {
  readonly account: Account;
  readonly provider: OpenIdProvider;
  readonly backend: LocalServer;
  readonly problems: string[];
  /** What Activity and the log have. */
  readonly activity: ActivityLog;
  readonly events: readonly LarderEvent[];
  /** What the disk has. */
  readonly disk: { signIn: SignIn | null; config: KeptConfig | null };
  /** Addresses that the system's browser was given, and what it saw. */
  readonly browser: { readonly opened: string[]; readonly visits: Promise<BrowserVisit>[] };
  readonly clock: { now(): number; ms: number };
  /** Resolves when the state is `kind`. */
  until<K extends AccountState['kind']>(kind: K): Promise<Extract<AccountState, { kind: K }>>;
  /** Signs in and waits for the browser's end. */
  signIn(): Promise<BrowserVisit>;
  /** The same disk, another start of Larder. */
  again(): Promise<SignInParts>;
}

export interface SignInOptions {
  readonly provider?: OpenIdProviderOptions;
  /** What the backend names; default: the provider. */
  readonly authorization?: (issuer: string) => unknown;
  /** Starts another backend than the one that names `authorization`; answers its URL. */
  readonly backend?: (issuer: string) => Promise<string>;
  readonly listedIssuers?: readonly string[];
  readonly signInMs?: number;
  readonly requestMs?: number;
  /** What the browser does with an address. Default: everything that the user would. */
  readonly browse?: (url: string, parts: { provider: OpenIdProvider }) => Promise<BrowserVisit>;
}

export async function setUpSignIn(options: SignInOptions = {}): Promise<SignInParts> {
  const provider = await startOpenIdProvider(options.provider);
  onTestFinished(() => provider.close());
  const { authorization = (issuer) => ({ issuer, clientId: 'larder', scope: 'openid profile offline_access' }) } =
    options;
  const backend = await startLocalServer(json({ authorization: authorization(provider.issuer) }));
  const backendUrl = options.backend ? await options.backend(provider.issuer) : backend.url;
  return start(options, provider, { backend, backendUrl }, { signIn: null, config: null });
}

async function start(
  options: SignInOptions,
  provider: OpenIdProvider,
  { backend, backendUrl: backendUrlNow }: { readonly backend: LocalServer; readonly backendUrl: string },
  disk: SignInParts['disk'],
): Promise<SignInParts> {
  const problems: string[] = [];
  const events: LarderEvent[] = [];
  const browser: SignInParts['browser'] = { opened: [], visits: [] };
  const clock = { ms: 0, now: () => Date.now() + clock.ms };
  const pool = createConnectionPool(createDialer({ lookup: dns.lookup }));
  onTestFinished(() => void pool.dispose());
  const activity = createActivityLog({ clock, nameOf: (appId) => appId });
  const observe = createAccountRequests(activity, createEventLog(clock, [(event) => events.push(event)]));
  const resolveProxy = () => Promise.resolve('DIRECT');
  const kept: KeptSignIn = {
    load: () => Promise.resolve(disk.signIn),
    save: (signIn) => Promise.resolve(void (disk.signIn = signIn)),
    remove: () => Promise.resolve(void (disk.signIn = null)),
  };
  const { browse = (url) => provider.browse(url) } = options;
  const dependencies: AccountDependencies = {
    clock,
    config: createBackendConfig({
      clock,
      configs: createConfigClient({
        http: createBackendHttp({ userAgent: 'Larder/1', pool, resolveProxy }),
        clock,
        observe,
      }),
      keptConfig: () => disk.config,
      keepConfig: (config) => (disk.config = config),
      backendUrl: () => backendUrlNow,
      listedIssuers: options.listedIssuers ?? [],
      onProblem: (message) => problems.push(message),
    }),
    kept,
    providerOf: ({ authorization, backend: backendUrl }) =>
      createProvider({
        authorization,
        backendUrl,
        clock,
        fetch: createProviderFetch(
          { pool, resolveProxy, dev: false, userAgent: 'Larder/1', observe },
          backendUrl,
          options.requestMs,
        ),
      }),
    async openBrowser(url) {
      browser.opened.push(url);
      const visit = browse(url, { provider });
      visit.catch(() => {});
      browser.visits.push(visit);
      await Promise.resolve();
    },
    answerPage: (isSignedIn) => (isSignedIn ? 'done' : 'failed'),
    onProblem: (message) => problems.push(message),
    ...(options.signInMs === undefined ? {} : { signInMs: options.signInMs }),
  };
  const account = createAccount(dependencies);
  onTestFinished(() => account.dispose());
  await account.refreshConfig();
  const parts: SignInParts = {
    account,
    provider,
    backend,
    problems,
    activity,
    events,
    disk,
    browser,
    clock,
    until: (kind) =>
      new Promise((resolve) => {
        const look = (): void => {
          const state = account.state();
          if (state.kind !== kind) return;
          end();
          resolve(state as never);
        };
        const end = account.onChange(look);
        look();
      }),
    async signIn() {
      await account.signIn();
      return browser.visits.at(-1)!;
    },
    again: () => start(options, provider, { backend, backendUrl: backendUrlNow }, disk),
  };
  return parts;
}
