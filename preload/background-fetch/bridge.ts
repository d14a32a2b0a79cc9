/** The preload's side of the Background Fetch API: carries the messages, in pages and in service workers. */
import type { BackgroundFetchPushes } from '../contract/background-fetch.ts';
import type { MessagePort } from '../call-gate.ts';
import type { IpcResult } from '../contract/errors.ts';
import type { BackgroundFetchBridge } from './parts.ts';

const PUSHES: readonly string[] = [
  'background-fetch:progress',
  'background-fetch:event',
] satisfies readonly (keyof BackgroundFetchPushes)[];

/** Uses nothing that the realm of a service worker's preload lacks: no timers, no `fetch`. */
export function createBackgroundFetchBridge(port: MessagePort): BackgroundFetchBridge {
  return {
    async call(name, args) {
      try {
        return (await port.invoke(`background-fetch:${name}`, ...args)) as IpcResult<unknown>;
      } catch {
        return { ok: false, error: { code: 'internal', message: 'The container did not answer.' } };
      }
    },
    listen(channel, receive) {
      if (PUSHES.includes(channel))
        port.on(channel, (_event, message) => receive(message as Parameters<typeof receive>[0]));
    },
  };
}
