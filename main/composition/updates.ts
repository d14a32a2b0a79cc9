/** New versions of Larder, and what "About Larder" says: Electron and electron-updater for `main/system/updates`. */
import { userAgent } from '../../preload/contract/brand.ts';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { app, shell } from 'electron';
import type { Jitter } from '../support/jitter.ts';
import { createLoginAnswers } from '../network/trust/login-answers.ts';
import type { ProxySignIn } from '../network/trust/proxy-access.ts';
import { createUpdateHandlers, type UpdateHandlers } from '../ipc/handlers/updates.ts';
import type { Clock } from '../support/clock.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import { errorMessage } from '../support/errors.ts';
import type { Policies } from '../policies/policies.ts';
import type { Settings } from '../storage/settings.ts';
import type { Logger } from '../log/logger.ts';
import type { AppPaths } from '../system/start/app-paths.ts';
import type { SystemConditions } from '../system/desktop/conditions.ts';
import { chooseFeed, readBuiltIn, type UpdateFeed } from '../system/updates/update-feed.ts';
import { createUpdateSchedule } from '../system/updates/update-schedule.ts';
import type { UpdateSource } from '../system/updates/update-source.ts';
import { createUpdates, type Updates } from '../system/updates/updates.ts';
import { throttle } from '../support/throttle.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';

export interface UpdatesPageDependencies {
  /** `--update-url`, for tests of updates. */
  readonly devUpdateUrl: string | null;
  readonly paths: AppPaths;
  readonly version: string;
  readonly clock: Clock;
  readonly settings: Settings;
  readonly policies: Pick<Policies, 'allowsUpdates'>;
  readonly jitter: Jitter;
  readonly registry: WindowRegistry;
  readonly disposables: ShutdownList;
  readonly proxyAccess: ProxySignIn;
  readonly logger: Logger;
  readonly conditions: Pick<SystemConditions, 'now' | 'onChange'>;
}

export interface UpdatesPage {
  readonly updates: Updates;
  readonly handlers: UpdateHandlers;
}

export async function createUpdatesPage(dependencies: UpdatesPageDependencies): Promise<UpdatesPage> {
  const { devUpdateUrl, paths, version, clock, settings, jitter, registry, disposables, logger, conditions } =
    dependencies;
  const builtIn = readBuiltIn(paths.appFolder);
  const feed = chooseFeed({
    isAllowed: dependencies.policies.allowsUpdates,
    isPackaged: app.isPackaged,
    builtInUrl: builtIn.updateUrl,
    devUrl: devUpdateUrl,
    platform: process.platform,
    appImage: process.env['APPIMAGE'],
  });
  const updates = createUpdates({
    source:
      typeof feed === 'string'
        ? feed
        : await makeSource(feed, dependencies).catch((error: unknown) => {
            // Larder itself works without.
            logger.error('Cannot look for updates.', error);
            return 'no-feed' as const;
          }),
    installation: typeof feed === 'string' ? 'on-quit' : feed.installation,
    clock,
    preference: {
      get: () => settings.get().checkForUpdates,
      set: (checkForUpdates) => void settings.update({ checkForUpdates }),
    },
    onBattery: () => conditions.now().onBattery,
    report: (message, cause) => logger.warning(`${message} ${errorMessage(cause).split('\n')[0] ?? ''}`),
  });

  const push = throttle(() => registry.pushToLauncher('launcher:updates-changed', updates.getState()));
  disposables.defer(updates.onChange(push));
  disposables.defer(conditions.onChange((change) => void (change === 'power' && updates.powerChanged())));
  const timers = {
    after(ms: number, run: () => void): () => void {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  };
  disposables.add(createUpdateSchedule({ updates, jitter, timers })).start();

  return {
    updates,
    handlers: createUpdateHandlers({
      updates,
      about: {
        version,
        electron: process.versions['electron'] ?? '',
        standIn: process.versions['electron-stand-in'] ?? null,
        chromium: process.versions['chrome'] ?? '',
        node: process.versions.node,
        system: `${process.platform} ${process.arch}`,
        dataFolder: app.getPath('userData'),
        license: 'Apache-2.0',
        homepage: builtIn.homepage ?? null,
      },
      readNotices: () => readFile(paths.thirdPartyNotices, 'utf8'),
      openAddress: (url) => shell.openExternal(url),
    }),
  };
}

/** electron-updater is loaded only where there is a feed. */
async function makeSource(
  feed: UpdateFeed,
  { devUpdateUrl, version, jitter, proxyAccess }: UpdatesPageDependencies,
): Promise<UpdateSource> {
  const [{ makeUpdater }, { createUpdaterSource }, { restarterOf }] = await Promise.all([
    import('../system/updates/make-updater.ts'),
    import('../system/updates/updater-source.ts'),
    import('../system/updates/restart.ts'),
  ]);
  const updater = makeUpdater({
    feed,
    platform: process.platform,
    allowLoopback: devUpdateUrl !== null,
    userAgent: userAgent(version),
    jitter,
    answerLogin: createLoginAnswers(proxyAccess),
    devFolder: app.isPackaged ? null : path.join(app.getPath('userData'), 'dev-updates'),
  });
  return createUpdaterSource(updater, restarterOf(updater, app));
}
