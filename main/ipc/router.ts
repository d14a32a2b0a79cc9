/**
 * The only user of `ipcMain`. For every message it checks, in order: a known window, the channel's
 * audience, a live top frame, the frame's origin, the budget, the arguments. Only then the handler runs, with a
 * `Caller` that the main process made: a page never says who it is. A service worker's messages come
 * over an object of its own, which main has attached: it is the caller, and has no frame.
 */
import type { IpcMain, IpcMainInvokeEvent, IpcMainServiceWorker } from 'electron';
import type { ErrorCode, IpcResult } from '../../preload/contract/errors.ts';
import {
  CHANNEL_AUDIENCES,
  type InvokeArgs,
  type InvokeChannel,
  type InvokeResult,
} from '../../preload/contract/channels.ts';
import { CALL_LIMITS, maxCallBytes, textBytes, wireBytes } from '../../preload/contract/call-limits.ts';
import { createQuietLog } from '../log/quiet-log.ts';
import { toIpcError } from '../support/errors.ts';
import type { Disposable } from '../support/shutdown-list.ts';
import { createCallBudget } from './call-budget.ts';
import type { Caller } from './caller.ts';
import { argumentsSchema } from './schemas.ts';

export type Handler<C extends InvokeChannel> = (
  caller: Caller,
  ...args: InvokeArgs<C>
) => Promise<InvokeResult<C>> | InvokeResult<C>;
export type Handlers = { readonly [C in InvokeChannel]: Handler<C> };

export interface RouterDependencies {
  /** Who the window behind `webContentsId` is, or `undefined` when Larder did not make it. */
  identify(webContentsId: number): Caller | undefined;
  /** Unexpected exceptions and refusals, for the log. */
  report(message: string, error?: unknown): void;
}

export interface Router extends Disposable {
  /** Registers every channel of the contract. Call it once, when every part is there. */
  serve(handlers: Handlers): void;
  /** Registers the channels of service workers on one worker's own `ipc`. Once for each worker object. */
  attachServiceWorker(ipc: Pick<IpcMainServiceWorker, 'handle'>, caller: Caller): void;
}

/** Nothing is answered before `serve`: a service worker's message waits until then. Disposing removes every channel. */
export function createRouter(ipcMain: IpcMain, { identify, report }: RouterDependencies): Router {
  const channels = Object.keys(CHANNEL_AUDIENCES) as InvokeChannel[];
  const budget = createCallBudget(CALL_LIMITS);
  const refusals = createQuietLog(report);
  const failures = createQuietLog(report);
  const served = Promise.withResolvers<Handlers>();

  const refuse = (channel: InvokeChannel, caller: Caller | null, code: ErrorCode, state: string): IpcResult<never> => {
    refusals.say(`${caller?.appId ?? caller?.audience ?? ''}`, `Refused "${channel}": ${state}.`);
    return { ok: false, error: { code, message: `Cannot call "${channel}": ${state}.` } };
  };

  const run = async <C extends InvokeChannel>(
    channel: C,
    caller: Caller,
    args: unknown[],
  ): Promise<IpcResult<InvokeResult<C>>> => {
    // The launcher is Larder's own.
    if (caller.appId !== null) {
      const limit = maxCallBytes(channel);
      const bytes = wireBytes(args, limit);
      if (bytes > limit) return refuse(channel, caller, 'too-large', 'its arguments are too large');
      const turn = budget.take(caller.appId, bytes);
      if (turn === false) return refuse(channel, caller, 'rate-limited', 'too many calls are waiting');
      if (turn !== true) await turn;
    }
    const parsed = argumentsSchema(channel).safeParse(args);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      return refuse(
        channel,
        caller,
        'invalid-argument',
        `${issue?.path.slice(1).join('.') || 'arguments'}: ${issue?.message ?? 'invalid'}`,
      );
    }
    try {
      const handler = (await served.promise)[channel] as (
        caller: Caller,
        ...args: unknown[]
      ) => Promise<InvokeResult<C>> | InvokeResult<C>;
      const value = await handler(caller, ...(parsed.data as unknown[]));
      // What a page has asked for costs main once more on its way back.
      if (caller.appId !== null) budget.spend(caller.appId, textBytes([value], CALL_LIMITS.answerBytes));
      return { ok: true, value };
    } catch (error) {
      const ipcError = toIpcError(error);
      if (ipcError.code === 'internal')
        failures.say(`${caller.appId ?? caller.audience} ${channel}`, `The handler of "${channel}" failed.`, error);
      return { ok: false, error: ipcError };
    }
  };

  const dispatch = async <C extends InvokeChannel>(
    channel: C,
    event: IpcMainInvokeEvent,
    args: unknown[],
  ): Promise<IpcResult<InvokeResult<C>>> => {
    // The frame may be gone after the first await: everything about the caller is read before.
    const caller = identify(event.sender.id);
    if (!caller) return refuse(channel, null, 'denied', 'the sender is no window of the container');
    if (!CHANNEL_AUDIENCES[channel].includes(caller.audience))
      return refuse(channel, caller, 'denied', `a ${caller.audience} may not call it`);
    const frame = event.senderFrame;
    if (!frame || frame.parent !== null) return refuse(channel, caller, 'denied', 'only the top frame may call it');
    if (frame.origin !== caller.origin)
      return refuse(channel, caller, 'denied', 'the page is not of the window’s own origin');
    return run(channel, caller, args);
  };

  return {
    serve(handlers) {
      served.resolve(handlers);
      for (const channel of channels) {
        ipcMain.handle(channel, (event, ...args: unknown[]) => dispatch(channel, event, args));
      }
      // electron-store answers its data folder to any renderer that asks; nothing of ours does.
      ipcMain.removeAllListeners('electron-store-get-data');
    },
    attachServiceWorker(ipc, caller) {
      for (const channel of channels.filter((name) => CHANNEL_AUDIENCES[name].includes('service-worker'))) {
        ipc.handle(channel, (_event, ...args: unknown[]) => run(channel, caller, args));
      }
    },
    dispose() {
      budget.dispose();
      for (const channel of channels) ipcMain.removeHandler(channel);
    },
  };
}
