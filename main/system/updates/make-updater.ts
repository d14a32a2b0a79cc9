/** The updater of electron-updater that fits this copy, set up so that it does nothing by itself. */
import { BRAND } from '../../../preload/contract/brand.ts';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DebUpdater, MacUpdater, NsisUpdater, type AppUpdater } from 'electron-updater';
import type { createLoginAnswers } from '../../network/trust/login-answers.ts';
import type { Jitter } from '../../support/jitter.ts';
import { InPlaceAppImageUpdater } from './app-image-updater.ts';
import { isAllowedUpdateUrl, type UpdateFeed } from './update-feed.ts';

export interface UpdaterOptions {
  readonly feed: UpdateFeed;
  readonly platform: NodeJS.Platform;
  /** `http:` of this computer is allowed: `--dev`. */
  readonly allowLoopback: boolean;
  readonly userAgent: string;
  readonly jitter: Jitter;
  /** A proxy asks who the user is. */
  readonly answerLogin: ReturnType<typeof createLoginAnswers>;
  /** Where an unpackaged copy keeps the updater's configuration, absolute; `null`: the package has one. */
  readonly devFolder: string | null;
}

/** Throws when the data folder cannot be written in `--dev`. Loads Electron. */
export function makeUpdater(options: UpdaterOptions): AppUpdater {
  const { feed, allowLoopback, userAgent, jitter, devFolder } = options;
  const updater = newUpdater(options);
  updater.logger = null;
  updater.autoDownload = false;
  updater.autoInstallOnAppQuit = feed.installation === 'on-quit';
  updater.allowDowngrade = false;
  updater.disableWebInstaller = true;
  // electron-updater would name this installation to the server by an id of its own.
  updater.requestHeaders = { 'x-user-staging-id': 'none', 'User-Agent': userAgent };
  updater.isUserWithinRollout = ({ version, stagingPercentage }) =>
    stagingPercentage === undefined || jitter(`rollout ${version}`) * 100 < Number(stagingPercentage);
  if (devFolder !== null) {
    mkdirSync(devFolder, { recursive: true });
    const file = path.join(devFolder, 'dev-app-update.yml');
    writeFileSync(
      file,
      `provider: generic\nurl: ${JSON.stringify(feed.url)}\nupdaterCacheDirName: ${BRAND.id}-dev-updater\n`,
    );
    updater.forceDevUpdateConfig = true;
    updater.updateConfigPath = file;
  }
  updater.setFeedURL({ provider: 'generic', url: feed.url });
  updater.on('login', (authInfo, callback) => {
    const answer = (userName = '', password = ''): void => callback(userName, password);
    if (!options.answerLogin(feed.url, authInfo, answer)) answer();
  });
  // Also the addresses that the feed names for files, and every redirect.
  updater.netSession.webRequest.onBeforeRequest(({ url }, callback) =>
    callback({ cancel: !isAllowedUpdateUrl(url, allowLoopback) }),
  );
  return updater;
}

function newUpdater({ feed, platform }: UpdaterOptions): AppUpdater {
  if (platform === 'win32') return new NsisUpdater();
  if (platform === 'darwin') return new MacUpdater();
  if (feed.installation === 'on-quit') return new InPlaceAppImageUpdater();
  // It asks on any Linux package; its own installation, as root, is never used.
  return new DebUpdater();
}
