/**
 * The preload of Larder's own launcher window: exposes `window.larder`, and nothing else.
 *
 * It only carries messages. Who may call what is decided in the main process
 * (`main/ipc/router.ts`); the check of the channel here keeps a mistake in the launcher from
 * looking like a refused call of a stranger.
 */
import { contextBridge, ipcRenderer } from 'electron';
import {
  CHANNEL_AUDIENCES,
  type InvokeChannel,
  type LauncherBridge,
  type PushChannel,
} from './contract/channels.ts';
import type { LauncherState } from './contract/launcher.ts';

const STATE_CHANGED: PushChannel = 'launcher:state-changed';

const isLauncherChannel = (channel: string): boolean =>
  Object.hasOwn(CHANNEL_AUDIENCES, channel) &&
  CHANNEL_AUDIENCES[channel as InvokeChannel].includes('launcher');

const bridge: LauncherBridge = {
  async invoke(channel, ...args) {
    if (!isLauncherChannel(channel)) throw new Error(`Cannot call "${channel}": not a channel of the launcher`);
    return ipcRenderer.invoke(channel, ...args);
  },
  onStateChanged(listener) {
    const forward = (_event: unknown, state: LauncherState): void => listener(state);
    ipcRenderer.on(STATE_CHANGED, forward);
    return () => {
      ipcRenderer.off(STATE_CHANGED, forward);
    };
  },
};

contextBridge.exposeInMainWorld('larder', bridge);
