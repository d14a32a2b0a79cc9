/** What the launcher may ask about new versions of Larder, and about Larder itself. */
import type { AboutLarder, UpdateChannel, UpdateChannels } from '../../../preload/contract/updates.ts';
import { AppError } from '../../support/errors.ts';
import type { Updates } from '../../system/updates/updates.ts';
import type { Caller } from '../caller.ts';

export type UpdateHandlers = {
  readonly [C in UpdateChannel]: (
    caller: Caller,
    ...args: UpdateChannels[C]['args']
  ) => UpdateChannels[C]['result'] | Promise<UpdateChannels[C]['result']>;
};

export interface UpdateHandlerDependencies {
  readonly updates: Updates;
  readonly about: AboutLarder;
  readNotices(): Promise<string>;
  /** With the system's browser; an `https:` address. */
  openAddress(url: string): Promise<void>;
}

export function createUpdateHandlers({
  updates,
  about,
  readNotices,
  openAddress,
}: UpdateHandlerDependencies): UpdateHandlers {
  return {
    'launcher:get-updates': () => updates.getState(),
    'launcher:check-for-updates': async () => {
      await updates.check('by-user');
      return null;
    },
    'launcher:download-update': () => {
      updates.download();
      return null;
    },
    'launcher:cancel-update': () => {
      updates.cancel();
      return null;
    },
    'launcher:restart-to-update': () => {
      updates.restart();
      return null;
    },
    'launcher:set-update-checks': (_caller, automatic) => {
      updates.setAutomatic(automatic);
      return null;
    },
    'launcher:get-about': () => about,
    'launcher:get-third-party-notices': async () => {
      try {
        return { text: await readNotices() };
      } catch (cause) {
        throw new AppError('not-found', { key: 'about.notices.missing' }, { cause });
      }
    },
    'launcher:open-homepage': async () => {
      if (!about.homepage?.startsWith('https:')) throw new AppError('not-found', { key: 'about.noHomepage' });
      await openAddress(about.homepage);
      return null;
    },
  };
}
