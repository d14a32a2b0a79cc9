/** Puts the host together: the stand-in for `electron`, Chromium, and the product between them. */
import path from 'node:path';
import type Electron from 'electron';
import { pathToFileURL } from 'node:url';
import { HostApp } from './app/app.ts';
import {
  endWithParent,
  presentAsElectron,
  processInformation,
  readManifest,
  setVersion,
  takeSignals,
  tellUncaught,
} from './app/product.ts';
import { HostBrowserWindow, provideWindowServices } from './windows/browser-window.ts';
import type { CdpSession } from './chromium/cdp-connection.ts';
import { startChromium, type RunningChromium } from './chromium/chromium-process.ts';
import { parseHostCommandLine } from './app/command-line.ts';
import { provideElectronModule } from './electron/electron-module.ts';
import { HostIpcMain } from './bridge/ipc-main.ts';
import { Desktop, serveDesktop } from './desktop/desktop.ts';
import { provideDesktopWindows } from './desktop/desktop-windows.ts';
import { createPermissions } from './sessions/permissions.ts';
import { createSafeStorage } from './app/safe-storage.ts';
import { createProtocolModule } from './network/protocol-module.ts';
import { createRoute } from './network/route.ts';
import { startSchemeServer } from './network/scheme-server.ts';
import { createSchemeTranslation } from './network/scheme-translation.ts';
import { NativeTheme } from './desktop/native-theme.ts';
import { createSessions, routesOf, type HostSession } from './sessions/session.ts';
import { createEvent, strictObject } from './electron/strictness.ts';
import { ABSENT_MODULES, createSystemModules } from './electron/system-modules.ts';
import { createTargets, type AttachedTarget, type Targets } from './chromium/targets.ts';
import { HostWebContents } from './windows/web-contents.ts';
import { createChildAttacher } from './windows/children.ts';
import { startProxyRelay } from './network/proxy-relay.ts';
import { createWorkerWatcher } from './sessions/worker-watcher.ts';

export interface HostOptions {
  /** Folder with package.json, whose `main` is run. */
  readonly appFolder: string;
  /** Options for the product, without program and script. */
  readonly args: readonly string[];
}

/** Runs the product. Resolves when its main module has been evaluated. */
export async function runHost({ appFolder, args }: HostOptions): Promise<void> {
  const { manifest, main } = readManifest(appFolder);
  const commandLine = parseHostCommandLine(args, process.env, process.platform);
  presentAsElectron(appFolder, args);

  let resolveBrowser: (session: CdpSession) => void = () => {};
  const browser = new Promise<CdpSession>((resolve) => {
    resolveBrowser = resolve;
  });
  let resolveTargets: (targets: Targets) => void = () => {};
  const targets = new Promise<Targets>((resolve) => {
    resolveTargets = resolve;
  });
  let chromium: Promise<RunningChromium> | null = null;
  let server: { close(): void } | null = null;
  let proxyRelay: { close(): void } | null = null;
  let ending = false;

  const end = (code: number): void => {
    if (ending) return;
    ending = true;
    void (async () => {
      await (await chromium?.catch(() => null))?.close();
      server?.close();
      proxyRelay?.close();
      // "exit" has been told already.
      Object.assign(process, { _exiting: true });
      process.exit(code);
    })();
  };
  const desktopFile = process.env['LARDER_HOST_DESKTOP_FILE'];
  const desktop = new Desktop(desktopFile !== undefined);
  if (desktopFile) await serveDesktop(desktop, desktopFile);
  const app = new HostApp(manifest, commandLine, end);
  const profile = (): string => path.join(app.getPath('userData'), 'Chromium host profile');
  const translation = createSchemeTranslation();
  const permissions = createPermissions(browser, translation);
  const failures = new Map<string, number>();
  /** Of documents and everything else that a page loads; bounded by what a run of tests asks for. */
  const statuses = new Map<string, number>();
  const lastUser = new Map<string, HostSession>();
  const sessions = createSessions({
    browser: {
      ready: browser,
      async withPage(use) {
        const open = HostBrowserWindow.getAllWindows().find(({ webContents }) => webContents.cdpSession)?.webContents
          .cdpSession;
        if (open) return use(open);
        const { info, session } = await (await targets).createUnseenPage();
        session.post('Runtime.runIfWaitingForDebugger');
        await use(session).finally(async () => (await browser).post('Target.closeTarget', { targetId: info.targetId }));
      },
    },
    translation,
    isReady: () => app.isReady(),
    userData: () => app.getPath('userData'),
    onCreated(session) {
      session.onPermissionsChanged = () => permissions.forget(session);
      session.serviceWorkers = workers.serviceWorkersFor(session);
      session.onPreloadRegistered = (type) => {
        if (type === 'service-worker') void workers.watch();
      };
      app.emit('session-created', session);
    },
  });
  const workers = createWorkerWatcher({
    translation,
    sessionOf: (origin) => lastUser.get(origin),
    claim(origin, session) {
      session.origins.add(origin);
      lastUser.set(origin, session);
    },
    async openPage() {
      const { session } = await (await targets).createUnseenPage();
      session.post('Runtime.runIfWaitingForDebugger');
      return session;
    },
    processInformation,
  });
  const ipcMain = new HostIpcMain();

  const attachChild = createChildAttacher({
    translation,
    sessionById: async (id) => (await chromium)?.connection.session(id),
  });

  const nativeTheme = new NativeTheme(() =>
    HostBrowserWindow.getAllWindows().flatMap(({ webContents }) => webContents.cdpSession ?? []),
  );
  provideWindowServices({
    isReady: () => app.isReady(),
    headless: commandLine.headless,
    hasMenuKeys: !commandLine.headless || process.env['LARDER_HOST_MENU_KEYS'] === '1',
    browser,
    session: (partition) => sessions.fromPartition(partition),
    createContents(options) {
      const contents: HostWebContents = new HostWebContents(
        {
          translation,
          ipcMain,
          async attachBeside(targetId) {
            const session = await (await targets).attachBeside(targetId);
            const end = async () => (await browser).post('Target.detachFromTarget', { sessionId: session.id });
            return { session, end: () => void end() };
          },
          failureOf: (url) => failures.get(url.split('#')[0] ?? url),
          takeStatusOf(url) {
            const address = url.split('#')[0] ?? url;
            const status = statuses.get(address) ?? 200;
            statuses.delete(address);
            return status;
          },
          async applyPermissions(session, of, url) {
            const origin = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(url)?.[0];
            if (origin && translation.isCustom(url)) {
              session.origins.add(origin);
              lastUser.set(origin, session);
            }
            const watched = session.getPreloadScripts().some(({ type }) => type === 'service-worker')
              ? workers.watch()
              : undefined;
            await Promise.all([permissions.apply(session, of, url), watched]);
          },
          processInformation,
          messageFolder: () => path.join(profile(), 'messages'),
          openAllowedWindow(opener, url, overrides) {
            const window = new HostBrowserWindow({
              ...overrides,
              webPreferences: { ...overrides?.webPreferences, session: opener.session },
            });
            void window.loadURL(url).catch(() => {});
            opener.emit('did-create-window', window, { url });
          },
        },
        options,
      );
      contents.on(
        'host-child',
        ({ sessionId, info }: { sessionId: string; info: AttachedTarget['info'] }) =>
          void attachChild(contents, sessionId, info),
      );
      contents.on('render-process-gone', (event: unknown, details: unknown) =>
        app.emit('render-process-gone', event, contents, details),
      );
      app.emit('web-contents-created', {}, contents);
      return contents;
    },
    async open({ width, height, hidden }) {
      const target = await (await targets).createPage({ width, height, hidden });
      nativeTheme.applyTo(target.session);
      return target;
    },
    onCreated: (window) => setImmediate(() => app.emit('browser-window-created', {}, window)),
    onFocused: (window) => app.emit('browser-window-focus', createEvent({}), window),
    onClosed: () => app.onWindowClosed(),
    desktop,
  });
  provideDesktopWindows(desktop, () => app.quit());
  desktop.provide('app', app.desktopPart);
  const contentsOf = (targetId: string): HostWebContents | undefined =>
    HostBrowserWindow.getAllWindows().find(({ webContents }) => webContents.targetId === targetId)?.webContents;

  const members: Record<string, unknown> = {
    app,
    BrowserWindow: HostBrowserWindow,
    ipcMain,
    session: sessions.module,
    protocol: createProtocolModule(translation, {
      isReady: () => app.isReady(),
      protocol: () => sessions.fromPartition('').protocol,
    }),
    webContents: strictObject(
      {
        getAllWebContents: () => HostBrowserWindow.getAllWindows().map((window) => window.webContents),
        fromId: (id: number) =>
          HostBrowserWindow.getAllWindows().find(({ webContents }) => webContents.id === id)?.webContents,
        getFocusedWebContents: () => HostBrowserWindow.getFocusedWindow()?.webContents ?? null,
      },
      'webContents',
    ),
    safeStorage: createSafeStorage({
      isReady: () => app.isReady(),
      userData: () => app.getPath('userData'),
      passwordStore: commandLine.passwordStore,
    }),
    ...createSystemModules({
      headless: commandLine.headless,
      openPage: commandLine.headless ? null : async (size) => (await targets).createPage(size),
      browser,
      desktop,
      nativeTheme,
      isReady: () => app.isReady(),
    }),
    ...ABSENT_MODULES,
  };
  provideElectronModule(strictObject(members, 'electron'));
  endWithParent(app);
  tellUncaught((members['dialog'] as Electron.Dialog).showErrorBox);

  await import(pathToFileURL(path.resolve(appFolder, main)).href);
  takeSignals(app);
  if (ending) return;

  const running = await startSchemeServer({
    translation,
    route: createRoute(sessions, lastUser),
    onFailure: (url, code) => failures.set(url, code),
    onAnswered: (url, status) => statuses.set(url, status),
  });
  server = running;
  const relay = await startProxyRelay((host, port) => routesOf([...sessions.all], host, port));
  proxyRelay = relay;
  chromium = startChromium({
    proxyPort: relay.port,
    profile: profile(),
    headless: commandLine.headless,
    port: running.port,
    switches: app.chromiumSwitches(commandLine),
    endpointFile: process.env['LARDER_HOST_CDP_FILE'],
    onClosed() {
      if (ending) return;
      process.stderr.write('chromium host: Chromium ended unexpectedly.\n');
      process.exit(1);
    },
  });
  chromium
    .then(async ({ connection, version, openAppWindow }) => {
      setVersion('chrome', version);
      resolveTargets(
        await createTargets(
          connection,
          {
            onPopup({ info, session }) {
              const opener = contentsOf(info.openerId ?? '');
              // The new page waits before its first request: closed now, it has loaded nothing.
              connection.browser.post('Target.closeTarget', { targetId: info.targetId });
              void session;
              if (opener)
                opener.requestWindow(
                  opener.lastOpen.url,
                  opener.lastOpen.frameName,
                  opener.lastOpen.features,
                  'foreground-tab',
                );
            },
            onWorker: (target) => void workers.attach(target),
          },
          commandLine.headless ? {} : { openAppWindow },
        ),
      );
      connection.browser.post('Browser.setDownloadBehavior', { behavior: 'deny', eventsEnabled: true });
      resolveBrowser(connection.browser);
    })
    .catch((error: unknown) => {
      if (ending) return;
      process.stderr.write(`chromium host: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exit(1);
    });
  // Chromium starts while the product prepares: what needs it waits for it.
  app.markReady();
}
