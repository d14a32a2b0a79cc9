/** `ipcMain`, and the `ipc` of one window or service worker. */
import { EventEmitter } from 'node:events';
import type { Codec, EncodedTable } from './codec.ts';
import { strictClass } from '../electron/strictness.ts';

type Handler = (event: never, ...args: unknown[]) => unknown;

/** docs/api/ipc-main.md */
export class HostIpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>();

  handle(channel: string, listener: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    if (typeof listener !== 'function')
      throw new TypeError(`Expected handler to be a function, but found type '${typeof listener}'`);
    this.handlers.set(channel, listener);
  }

  handleOnce(channel: string, listener: Handler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return listener(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel);
  }
}
// `error` is a channel like any other here.
HostIpcMain.prototype.emit = function emit(this: HostIpcMain, channel: string | symbol, ...args: unknown[]): boolean {
  if (channel === 'error' && this.listenerCount('error') === 0) return false;
  return EventEmitter.prototype.emit.call(this, channel, ...args) as boolean;
};
strictClass(HostIpcMain, 'ipcMain');

export type IpcReply = { value: EncodedTable } | { error: string };

/** Runs the first handler of `targets`; the answer is what `ipcRenderer.invoke` gets. */
export async function invokeHandler(
  targets: readonly HostIpcMain[],
  codec: Codec,
  channel: string,
  event: object,
  args: EncodedTable,
): Promise<IpcReply> {
  const prefix = `Error invoking remote method '${channel}': `;
  const handler = targets.map(({ handlers }) => handlers.get(channel)).find((found) => found !== undefined);
  if (!handler) {
    const error = new Error(`No handler registered for '${channel}'`);
    process.stderr.write(`Error occurred in handler for '${channel}': ${error.message}\n`);
    return { error: `${prefix}${String(error)}` };
  }
  try {
    return { value: codec.encode(await handler(event as never, ...(codec.decode(args) as unknown[]))) };
  } catch (error) {
    process.stderr.write(
      `Error occurred in handler for '${channel}': ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return { error: prefix + String(error) };
  }
}

/** Emits a one-way message on every `ipc` that could hear it. */
export function emitMessage(
  targets: readonly HostIpcMain[],
  codec: Codec,
  channel: string,
  event: object,
  args: EncodedTable,
): void {
  const decoded = codec.decode(args) as unknown[];
  for (const target of targets) target.emit(channel, event, ...decoded);
}
