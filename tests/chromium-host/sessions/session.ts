/** `session` and `protocol`. All partitions share one Chromium profile: their origins keep them apart. */
import { EventEmitter } from 'node:events';
import path from 'node:path';
import type Electron from 'electron';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import { isListening } from '../network/proxy-relay.ts';
import { readProxyConfig, type ProxyOf } from '../network/proxy-rules.ts';
import type { SchemeHandler } from '../network/scheme-server.ts';
import type { SchemeTranslation } from '../network/scheme-translation.ts';
import type { HostServiceWorkers } from './service-workers.ts';
import { NotProvidedError, strictClass, strictObject } from '../electron/strictness.ts';
import { HostWebRequest } from '../network/web-request.ts';

/** What a session needs of Chromium; absent until it runs. */
export interface SessionBrowser {
  readonly ready: Promise<CdpSession>;
  /** Lends a page's session, any page's: some commands are not for the browser as a whole. */
  withPage(use: (session: CdpSession) => Promise<void>): Promise<void>;
}

export interface PreloadScript {
  readonly id: string;
  readonly type: 'frame' | 'service-worker';
  readonly filePath: string;
}

type PermissionCheckHandler = (
  contents: Electron.WebContents | null,
  permission: string,
  origin: string,
  details: Record<string, unknown>,
) => boolean;
type PermissionRequestHandler = (
  contents: Electron.WebContents,
  permission: string,
  callback: (granted: boolean) => void,
  details: Record<string, unknown>,
) => void;

export class HostProtocol {
  readonly handlers = new Map<string, SchemeHandler>();

  /** docs/api/protocol.md */
  handle(scheme: string, handler: SchemeHandler): void {
    if (this.handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    if (scheme === 'http' || scheme === 'https' || scheme === 'file')
      throw new NotProvidedError(`protocol.handle("${scheme}")`);
    this.handlers.set(scheme, handler);
  }

  unhandle(scheme: string): void {
    if (!this.handlers.delete(scheme)) throw new Error(`Failed to unhandle protocol: ${scheme}`);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.handlers.has(scheme);
  }
}
strictClass(HostProtocol, 'protocol');

let nextSessionId = 0;
const PROXY_RULES_TRAVEL_MS = 3;

export class HostSession extends EventEmitter {
  /** Names this session to the scheme server. */
  readonly hostId: string;
  readonly protocol = new HostProtocol();
  readonly webRequest = new HostWebRequest();
  /** Set by the host right after construction. */
  serviceWorkers: HostServiceWorkers | undefined;
  readonly storagePath: string | null;
  /** Custom-scheme origins (`mp://host`) this session has served. */
  readonly origins = new Set<string>();
  permissionCheckHandler: PermissionCheckHandler | null = null;
  permissionRequestHandler: PermissionRequestHandler | null = null;
  readonly preloadScripts = new Map<string, PreloadScript>();
  readonly #partition: string;
  readonly #browser: SessionBrowser;
  readonly #translation: SchemeTranslation;
  #userAgent: string | null = null;
  /** The rules of `setProxy` in force; `null`: the system's. */
  proxyOf: ProxyOf | null = null;
  /** Listeners of the host: what registering a preload script or a handler changes. */
  onPermissionsChanged: () => void = () => {};
  onPreloadRegistered: (type: PreloadScript['type']) => void = () => {};
  /** When this session was last asked for a URL of `host:port`, for the proxy relay. */
  readonly asked = new Map<string, number>();
  /** Set once a window of this session exists. */
  hasRenderer = false;

  constructor(partition: string, userData: string, browser: SessionBrowser, translation: SchemeTranslation) {
    super();
    this.hostId = String((nextSessionId += 1));
    this.#partition = partition;
    this.#browser = browser;
    this.#translation = translation;
    this.storagePath = this.isPersistent()
      ? path.join(userData, 'Partitions', partition.slice('persist:'.length))
      : null;
  }

  isPersistent(): boolean {
    return this.#partition === '' || this.#partition.startsWith('persist:');
  }

  getStoragePath(): string | null {
    return this.storagePath;
  }

  setPermissionCheckHandler(handler: PermissionCheckHandler | null): void {
    this.permissionCheckHandler = handler;
    this.onPermissionsChanged();
  }

  setPermissionRequestHandler(handler: PermissionRequestHandler | null): void {
    this.permissionRequestHandler = handler;
    this.onPermissionsChanged();
  }

  setDevicePermissionHandler(_handler: unknown): void {
    // No device (HID, serial, USB) is ever offered to a page here.
  }

  /** Every session fetches dictionaries for these as soon as it is made, unless the list is emptied in the same turn. */
  spellCheckerLanguages: readonly string[] = ['en-US'];

  setSpellCheckerLanguages(languages: readonly string[]): void {
    this.spellCheckerLanguages = languages;
  }

  getSpellCheckerLanguages(): readonly string[] {
    return this.spellCheckerLanguages;
  }

  setSpellCheckerEnabled(_enabled: boolean): void {
    // Chromium's own spelling check is not part of what is imitated.
  }

  registerPreloadScript({
    type,
    filePath,
    id,
  }: {
    type: 'frame' | 'service-worker';
    filePath: string;
    id?: string;
  }): string {
    if (!path.isAbsolute(filePath)) throw new Error(`Preload script must have an absolute path: ${filePath}`);
    const key = id ?? `preload-${this.preloadScripts.size + 1}-${Date.now()}`;
    if (this.preloadScripts.has(key)) throw new Error(`Cannot register preload script with existing ID '${key}'`);
    // docs: scripts for service workers must be there before the session's first renderer.
    if (type === 'service-worker' && this.hasRenderer)
      process.stderr.write(
        'chromium host: a service worker preload was registered after the first window of its session; Electron would not run it there.\n',
      );
    this.preloadScripts.set(key, { id: key, type, filePath });
    this.onPreloadRegistered(type);
    return key;
  }

  unregisterPreloadScript(id: string): void {
    if (!this.preloadScripts.delete(id))
      throw new Error(`Cannot unregister preload script with non-existing ID '${id}'`);
  }

  getPreloadScripts(): PreloadScript[] {
    return [...this.preloadScripts.values()];
  }

  async clearStorageData(options: { origin?: string; storages?: string[] } = {}): Promise<void> {
    const origins = options.origin ? [options.origin.replace(/\/$/, '')] : [...this.origins];
    const names: Record<string, string> = {
      filesystem: 'file_systems',
      indexdb: 'indexeddb',
      localstorage: 'local_storage',
      serviceworkers: 'service_workers',
      cachestorage: 'cache_storage',
      shadercache: 'shader_cache',
      websql: 'websql',
      cookies: 'cookies',
    };
    const storageTypes = options.storages?.map((name) => names[name] ?? name).join(',') ?? 'all';
    if (origins.length === 0) return;
    await this.#browser.withPage(async (page) => {
      for (const origin of origins) {
        await page.send('Storage.clearDataForOrigin', {
          origin: new URL(this.#translation.toChromium(`${origin}/`)).origin,
          storageTypes,
        });
      }
    });
  }

  async clearCache(): Promise<void> {
    // Responses of custom schemes are never cached here, and one profile serves all sessions.
    await this.#browser.ready;
  }

  async clearData(options: { origins?: string[] } = {}): Promise<void> {
    for (const origin of options.origins ?? [undefined])
      await this.clearStorageData(origin === undefined ? {} : { origin });
  }

  flushStorageData(): void {
    // Chromium writes its profile when it is closed, which the host waits for.
  }

  async closeAllConnections(): Promise<void> {
    await this.#browser.ready;
  }

  /** Without a proxy configuration of its own the host answers from the environment. */
  async resolveProxy(url: string): Promise<string> {
    if (!this.proxyOf) return proxyFromEnvironment(url, process.env);
    const proxy = this.proxyOf(url);
    return proxy === null ? 'DIRECT' : `PROXY ${proxy}`;
  }

  /** The promise resolves on the next task; the rules travel to the network by another way, and take longer. */
  async setProxy(config: Electron.ProxyConfig): Promise<void> {
    const next = readProxyConfig(config);
    setTimeout(() => {
      this.proxyOf = next;
    }, PROXY_RULES_TRAVEL_MS);
    await new Promise((resolve) => setImmediate(resolve));
  }

  /** Whether the rules in force let a request go anywhere: directly, or to a proxy that is there. */
  async reaches(url: string): Promise<boolean> {
    if (!/^(?:https?|wss?):/.test(url)) return true;
    const { hostname, port, protocol } = new URL(url);
    this.asked.set(`${hostname}:${port || (/^(?:http|ws):$/.test(protocol) ? 80 : 443)}`, Date.now());
    const proxy = this.proxyOf?.(url) ?? null;
    return proxy === null || isListening(proxy);
  }

  setUserAgent(userAgent: string): void {
    this.#userAgent = userAgent;
  }

  getUserAgent(): string {
    return (
      this.#userAgent ??
      `Mozilla/5.0 Chrome/${process.versions['chrome'] ?? ''} Electron/${process.versions['electron'] ?? ''}`
    );
  }
}
strictClass(HostSession, 'session');

/** `PROXY host:port` or `DIRECT`, in the form of a PAC file, as `session.resolveProxy` answers. */
export function proxyFromEnvironment(url: string, environment: NodeJS.ProcessEnv): string {
  if (!URL.canParse(url)) return 'DIRECT';
  const { protocol, hostname } = new URL(url);
  const read = (name: string): string | undefined => environment[name.toLowerCase()] || environment[name] || undefined;
  const excluded = (read('NO_PROXY') ?? '').split(/[\s,]+/).filter((entry) => entry !== '');
  const isLocal = hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
  if (
    isLocal ||
    excluded.some(
      (entry) => entry === '*' || hostname === entry || hostname.endsWith(`.${entry.replace(/^\*?\./, '')}`),
    )
  )
    return 'DIRECT';
  const proxy =
    (protocol === 'https:' || protocol === 'wss:' ? read('HTTPS_PROXY') : read('HTTP_PROXY')) ?? read('ALL_PROXY');
  // What cannot be read is left out, as Chromium does.
  const parsed = proxy ? URL.parse(proxy.includes('://') ? proxy : `http://${proxy}`) : null;
  if (!parsed?.hostname) return 'DIRECT';
  const kinds: Record<string, string> = {
    'https:': 'HTTPS',
    'socks:': 'SOCKS',
    'socks4:': 'SOCKS',
    'socks5:': 'SOCKS5',
  };
  const port = parsed.port || (parsed.protocol === 'https:' ? '443' : '80');
  return `${kinds[parsed.protocol] ?? 'PROXY'} ${parsed.hostname}:${port}`;
}

export interface Sessions {
  readonly module: Pick<typeof Electron.session, 'fromPartition' | 'defaultSession'>;
  byId(id: string): HostSession | undefined;
  fromPartition(partition: string): HostSession;
  readonly all: Iterable<HostSession>;
}

export function createSessions(options: {
  readonly browser: SessionBrowser;
  readonly translation: SchemeTranslation;
  isReady(): boolean;
  userData(): string;
  onCreated(session: HostSession): void;
}): Sessions {
  const sessions = new Map<string, HostSession>();
  const fromPartition = (partition: string): HostSession => {
    if (!options.isReady()) throw new Error('Session can only be received when app is ready');
    const known = sessions.get(partition);
    if (known) return known;
    const session = new HostSession(partition, options.userData(), options.browser, options.translation);
    sessions.set(partition, session);
    options.onCreated(session);
    return session;
  };
  const module = strictObject(
    {
      fromPartition: (partition: string) => fromPartition(partition) as unknown as Electron.Session,
      get defaultSession() {
        return fromPartition('') as unknown as Electron.Session;
      },
    },
    'session',
  );
  return {
    module,
    fromPartition,
    byId: (id) => [...sessions.values()].find((session) => session.hostId === id),
    get all() {
      return sessions.values();
    },
  };
}

/** How long after a request was seen a connection for it may come. */
const ASKED_MS = 10_000;

/**
 * The routes that the sessions' rules give a connection to `host:port`; `null`: direct. A connection does not say whose it
 * is: it is of a session that was just asked for this host, else of any that has rules, and one of them may let it go.
 */
export function routesOf(sessions: readonly HostSession[], host: string, port: number): (string | null)[] {
  const asking = sessions.filter(({ asked }) => Date.now() - (asked.get(`${host}:${port}`) ?? 0) < ASKED_MS);
  const fenced = sessions.filter(({ proxyOf }) => proxyOf !== null);
  const candidates = new Set([...asking, ...fenced]);
  const url = `${port === 80 ? 'http' : 'https'}://${host}:${port}/`;
  const system = (): string | null => /^PROXY (\S+)$/.exec(proxyFromEnvironment(url, process.env))?.[1] ?? null;
  if (candidates.size === 0) return [system()];
  const routes = [...candidates].map(({ proxyOf }) => (proxyOf ? proxyOf(url) : system()));
  return [...new Set(routes)].sort((a, b) => Number(a !== null) - Number(b !== null));
}
