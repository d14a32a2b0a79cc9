/**
 * The way of a mini-program's calls to the main process: not too large, and not too many at once. What waits, waits
 * in the page that asks, whose memory it is. No timers: the realm of a service worker's preload has none.
 */
import { CALL_LIMITS, maxCallBytes, WAITING_CHANNELS, wireBytes } from './contract/call-limits.ts';
import type { IpcResult } from './contract/errors.ts';

/** The part of `ipcRenderer` that is used. */
export interface MessagePort {
  invoke(channel: string, ...args: unknown[]): Promise<unknown>;
  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): unknown;
}

interface Lane {
  readonly limit: number;
  underWay: number;
  readonly waiting: (() => void)[];
  /** Of `waiting`: what is before it has gone. */
  first: number;
}

export function createCallGate(port: MessagePort): MessagePort {
  const lane = (limit: number): Lane => ({ limit, underWay: 0, waiting: [], first: 0 });
  const quick = lane(CALL_LIMITS.callsAtOnce);
  /** Each of these channels has its own: a thousand questions for what is not there yet hold up no new fetch, nor a body that is. */
  const late = new Map([...WAITING_CHANNELS].map((channel) => [channel, lane(CALL_LIMITS.waitingCallsAtOnce)]));

  function next(from: Lane): void {
    from.underWay -= 1;
    const go = from.waiting[from.first];
    if (!go) return;
    from.first += 1;
    if (from.first === from.waiting.length) {
      from.waiting.length = 0;
      from.first = 0;
    }
    go();
  }

  return {
    on: (channel, listener) => port.on(channel, listener),
    async invoke(channel, ...args) {
      const limit = maxCallBytes(channel);
      if (wireBytes(args, limit) > limit) return refusal(channel);
      const own = late.get(channel) ?? quick;
      if (own.underWay >= own.limit) await new Promise<void>((resolve) => own.waiting.push(resolve));
      own.underWay += 1;
      try {
        return await port.invoke(channel, ...args);
      } finally {
        next(own);
      }
    },
  };
}

function refusal(channel: string): IpcResult<never> {
  return { ok: false, error: { code: 'too-large', message: `Cannot call "${channel}": its arguments are too large.` } };
}
