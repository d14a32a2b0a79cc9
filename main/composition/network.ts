/** Everything that makes requests from the main process, through the system's proxy. */
import type { LookupFunction } from 'node:net';
import { app, net, session } from 'electron';
import { BRAND, userAgent } from '../../preload/contract/brand.ts';
import { createBackendHttp, type BackendHttp } from '../network/client/backend-http.ts';
import { usableBackendUrl } from '../network/rules/backend-url.ts';
import { withBuiltInDetails } from '../catalog/built-in/built-in-details.ts';
import { createDetailsClient } from '../catalog/details/details-client.ts';
import { createDetailsSource, type DetailsSource } from '../catalog/details/details.ts';
import { createPageHasher, type PageHasher } from '../catalog/inline-scripts/page-hasher.ts';
import { createRenewals } from '../catalog/renewals.ts';
import type { BuiltInMiniPrograms } from './built-in.ts';
import { createPackageInstaller, type PackageInstaller } from '../catalog/packages/packages.ts';
import { createCodeSource } from '../data-fetch/launch/code-source.ts';
import type { SweptRenewals } from '../data-fetch/periodic/sweep.ts';
import { createWarmUp, type WarmUp } from '../data-fetch/launch/warm-up.ts';
import { createPreFetcher, type PreFetcher } from '../data-fetch/launch/pre-fetch.ts';
import { createDialer, type Dialer } from '../network/connections/dialer.ts';
import { createFairResolver } from '../network/connections/fair-resolver.ts';
import { createConnectionPool, miniProgramOf, type ConnectionPool } from '../network/connections/pool.ts';
import type { ProxyAccess } from '../network/trust/proxy-access.ts';
import { createSystemTrust, readInWorker, type SystemTrust } from '../network/trust/system-trust.ts';
import { createCheckedLookup, type ResolveHost } from '../network/rules/addresses.ts';
import { getReadyToExchange } from '../network/client/exchange.ts';
import { observeTransport } from '../network/client/observed-transport.ts';
import { createNetworkSwitches, type NetworkSwitches } from '../network/client/network-switches.ts';
import { createRefusals } from '../network/client/refusals.ts';
import { switchTransport } from '../network/client/switched-transport.ts';
import { createTransport } from '../network/client/transport.ts';
import type { Transport } from '../network/client/transport-types.ts';
import type { Clock } from '../support/clock.ts';
import type { EventLog } from '../log/event-log.ts';
import type { RequestObserver } from '../network/client/request-observer.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import { demoBackendUrl, demoEnvironment } from '../system/start/demo.ts';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import type { MiniProgramStore, TokenVault } from '../storage/ports.ts';
import type { Policies } from '../policies/policies.ts';
import type { MachineState } from '../storage/machine-state.ts';
import type { Settings } from '../storage/settings.ts';
import type { Account } from '../identity/account.ts';
import type { Messages } from '../system/language/messages.ts';
import { createAccountParts } from './account.ts';

export interface NetworkDependencies {
  readonly dev: boolean;
  /** `--backend-url`; it wins. */
  readonly givenBackendUrl: string | null;
  readonly policies: Policies;
  readonly settings: Settings;
  readonly machineState: MachineState;
  readonly store: MiniProgramStore;
  readonly tokens: TokenVault;
  readonly workers: Pick<AppPaths, 'inlineScriptsWorker' | 'certificatesWorker'>;
  /** Default: none came with the application. */
  readonly builtIn?: Pick<BuiltInMiniPrograms, 'miniPrograms' | 'packages'>;
  readonly proxyAccess: ProxyAccess;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly observer: RequestObserver;
  readonly messages: Messages;
  /** Of requests, BCP 47. */
  language(): string;
  /** Tells the user, the log and `--log-json` of something that went wrong. */
  warn(id: string, text: LocalizedText, appId: string): void;
}

export interface Network {
  /** The MP backend in use now: the administrator's, else the option's, else the setting's, else the demo’s, else the brand’s; `null`: none. */
  backendUrl(): string | null;
  readonly http: BackendHttp;
  readonly details: DetailsSource;
  readonly packages: PackageInstaller;
  /** Of details, packages and the user's sign-in, by the sweep. */
  readonly renewals: SweptRenewals;
  /** What this computer trusts; read when the first window is there. */
  readonly trust: SystemTrust;
  readonly dialer: Dialer;
  /** Open connections; disposing it closes them. */
  readonly pool: ConnectionPool;
  /** Looks up names for a mini-program. */
  resolverOf(appId: string): ResolveHost;
  readonly warmUp: WarmUp;
  readonly hasher: PageHasher;
  readonly transport: Transport;
  /** Of developers; nobody has set one yet. */
  readonly switches: NetworkSwitches;
  readonly preFetcher: PreFetcher;
  readonly account: Account;
  /** What the first request would wait for. */
  getReady(): void;
}

export function createNetwork(dependencies: NetworkDependencies): Network {
  const { dev, givenBackendUrl, policies, settings, store, tokens, clock, events, observer, language, warn, builtIn } =
    dependencies;
  const version = app.getVersion();
  const demoUrl = demoBackendUrl(demoEnvironment(app.isPackaged, process.env));
  const backendUrl = (): string | null =>
    policies.backendUrl ??
    givenBackendUrl ??
    usableBackendUrl(settings.get().backendUrl, dev) ??
    demoUrl ??
    BRAND.backendUrl;
  const resolveProxy = (url: string): Promise<string> => session.defaultSession.resolveProxy(url);
  const trust = createSystemTrust({
    read: () => readInWorker(dependencies.workers.certificatesWorker),
    report: (message) => events.emit('problem', { message }),
  });
  // It may take seconds of another thread: not before somebody sees something.
  app.once('browser-window-created', (_event, { webContents }) => webContents.once('did-finish-load', trust.load));
  const isAddressAllowed = dev ? () => true : policies.isAddressAllowed;
  const lookup = createCheckedLookup(isAddressAllowed);
  const resolverOf = createFairResolver();
  const lookupOf = (owner: string): LookupFunction => {
    const appId = miniProgramOf(owner);
    return appId === null ? lookup : createCheckedLookup(isAddressAllowed, resolverOf(appId));
  };
  const dialer = createDialer({ lookup, lookupOf, proxyAccess: dependencies.proxyAccess, trust });
  const pool = createConnectionPool(dialer);
  const agent = userAgent(version);
  const http = createBackendHttp({ userAgent: agent, resolveProxy, pool });
  const account = createAccountParts({ ...dependencies, userAgent: agent, http, pool, resolveProxy, backendUrl });
  const switches = createNetworkSwitches();
  const transport = observeTransport(
    switchTransport(
      createTransport({ version, dev, clock, isOnline: () => net.isOnline(), resolveProxy, pool, isAddressAllowed }),
      switches,
    ),
    observer,
  );
  const connections = createWarmUp({
    pool,
    dev,
    backendUrl,
    resolveProxy,
    state: (appId) => store.get(appId),
    hasToken: (appId) => tokens.has(appId),
    mayOpenAhead: (appId) =>
      settings.get().periodicFetchEnabled && (dev || net.isOnline()) && switches.of(appId) !== 'offline',
  });
  const warmUp: WarmUp = {
    ...connections,
    beforeOpening(appId) {
      connections.beforeOpening(appId);
      void account.freshen();
    },
  };
  const hasher = createPageHasher({
    workerFile: dependencies.workers.inlineScriptsWorker,
    report: (message) => events.emit('problem', { message }),
  });
  const details = createDetailsSource({
    client: createDetailsClient({ http, backendUrl, observer, switches, dev }),
    store,
    clock,
    events,
    backendUrl,
    locale: () => dependencies.messages.current().locale,
  });
  const packages = createPackageInstaller({
    store,
    http,
    clock,
    events,
    dev,
    observer,
    switches,
    hasher,
    maxPackageBytes: () => settings.get().maxPackageBytes,
    backendUrl,
    builtIn: builtIn?.packages,
    freshDetails: details.lookUp,
    onWentBack: (appId, text) => warn(`update-${appId}`, text, appId),
  });
  const allowed: MiniProgramStore['list'] = () => store.list().filter(({ appId }) => policies.isAllowed(appId, true));
  return {
    backendUrl,
    hasher,
    http,
    trust,
    dialer,
    pool,
    resolverOf,
    warmUp,
    transport,
    switches,
    details: withBuiltInDetails(details, store, builtIn?.miniPrograms ?? []),
    packages,
    account,
    getReady: getReadyToExchange,
    renewals: {
      ...createRenewals({ store: { get: store.get, list: allowed }, details, packages, clock, backendUrl }),
      async renewCommon(signal) {
        await account.refreshConfig(signal);
        await account.freshen();
      },
    },
    preFetcher: createPreFetcher({
      transport,
      warmUp,
      codes: createCodeSource({
        backendUrl,
        version,
        pool,
        resolveProxy,
        observer,
        switches,
        accessToken: account.accessToken,
        onRefusedToken: account.refused,
      }),
      tokens,
      clock,
      events,
      tellRefusal: createRefusals(observer, events),
      dev,
      settings: () => ({ lang: language(), cdnUrl: settings.get().cdnUrl }),
    }),
  };
}
