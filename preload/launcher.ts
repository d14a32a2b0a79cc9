/**
 * The preload of Larder's own launcher window: exposes `window.container`, and nothing else.
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
  type PushChannels,
} from './contract/channels.ts';

const isLauncherChannel = (channel: string): boolean =>
  Object.hasOwn(CHANNEL_AUDIENCES, channel) && CHANNEL_AUDIENCES[channel as InvokeChannel].includes('launcher');

function subscribe<C extends PushChannel>(channel: C, listener: (payload: PushChannels[C]) => void): () => void {
  const forward = (_event: unknown, payload: PushChannels[C]): void => listener(payload);
  ipcRenderer.on(channel, forward);
  return () => {
    ipcRenderer.off(channel, forward);
  };
}

const bridge: LauncherBridge = {
  async invoke(channel, ...args) {
    if (!isLauncherChannel(channel)) throw new Error(`Cannot call "${channel}": not a channel of the launcher`);
    return ipcRenderer.invoke(channel, ...args);
  },
  onStateChanged: (listener) => subscribe('launcher:state-changed', listener),
  onActivityChanged: (listener) => subscribe('launcher:activity-changed', listener),
  onDownloadsChanged: (listener) => subscribe('launcher:downloads-changed', listener),
  onSettingsChanged: (listener) => subscribe('launcher:settings-changed', listener),
  onMeasureProgress: (listener) => subscribe('launcher:measure-progress', listener),
  onUpdatesChanged: (listener) => subscribe('launcher:updates-changed', listener),
  onDiagnosticsChanged: (listener) => subscribe('launcher:diagnostics-changed', listener),
};

contextBridge.exposeInMainWorld('container', bridge);
