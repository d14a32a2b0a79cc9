/** The preload's side of `bn`: checks the options, carries the message, words the answer. */
import type { BackgroundFetchDataEvent, FetchType } from '../contract/bn.ts';
import { BN_LIMITS } from '../contract/bn-limits.ts';
import type { InvokeArgs, InvokeChannel, InvokeResult, PushChannel } from '../contract/channels.ts';
import { BN_ERROR_CODES, type BnErrorCode, type IpcResult } from '../contract/errors.ts';
import type { MessagePort } from '../call-gate.ts';
import type { BnBridge, BnFunction, CallOutcome } from './page-layer.ts';

type Fields = Readonly<Record<string, unknown>>;
type Message = { [C in InvokeChannel]: { channel: C; args: InvokeArgs<C> } }[Extract<InvokeChannel, `bn:${string}`>];

const PUSHED: PushChannel = 'bn:background-fetch-data';

/** The message for a call, or the reason why its options are wrong. */
function messageFor(name: BnFunction, fields: Fields): Message | string {
  switch (name) {
    case 'setBackgroundFetchToken': {
      const { token } = fields;
      if (typeof token !== 'string') return '"token" must be a string';
      if (token.length > BN_LIMITS.tokenLength) return `"token" must have at most ${BN_LIMITS.tokenLength} characters`;
      return { channel: 'bn:set-background-fetch-token', args: [{ token }] };
    }
    case 'getBackgroundFetchToken':
      return { channel: 'bn:get-background-fetch-token', args: [] };
    case 'getBackgroundFetchData': {
      const { fetchType, key, timeout } = fields;
      if (!isFetchType(fetchType)) return '"fetchType" must be "pre", "periodic" or "install"';
      if (key !== undefined && fetchType !== 'pre') return '"key" goes with the fetchType "pre" only';
      if (key !== undefined && !isKey(key)) return `"key" must be a string of 1 to ${BN_LIMITS.keyLength} characters`;
      if (timeout !== undefined && !isTimeout(timeout))
        return `"timeout" must be a whole number of ms from 0 to ${BN_LIMITS.timeoutMs}`;
      const options = {
        fetchType,
        ...(key === undefined ? {} : { key }),
        ...(timeout === undefined ? {} : { timeout }),
      };
      return { channel: 'bn:get-background-fetch-data', args: [options] };
    }
  }
}

/** `errMsg` is `<function>:ok` or `<function>:fail <reason>`; a code of the container becomes `internal`. */
function outcomeOf(name: BnFunction, answer: IpcResult<object | null>): CallOutcome {
  if (answer.ok) return { ok: true, result: { ...answer.value, errMsg: `${name}:ok` } };
  return failed(name, isBnErrorCode(answer.error.code) ? answer.error.code : 'internal', answer.error.message);
}

export function createBnBridge(port: MessagePort): BnBridge {
  return {
    async call(name, fields) {
      const message = messageFor(name, fields);
      if (typeof message === 'string') return failed(name, 'invalid-argument', message);
      try {
        return outcomeOf(name, (await port.invoke(message.channel, ...message.args)) as IpcResult<object | null>);
      } catch {
        return failed(name, 'internal', 'the container did not answer');
      }
    },
    subscribe(receive) {
      // First the listener, then the request: nothing that arrives in between is lost.
      port.on(PUSHED, (_event, data) => receive(data as BackgroundFetchDataEvent));
      const channel = 'bn:subscribe-background-fetch-data' satisfies InvokeChannel;
      void port.invoke(channel).then(
        (answer) => {
          const result = answer as IpcResult<InvokeResult<typeof channel>>;
          if (result.ok && result.value) receive(result.value);
        },
        () => {},
      );
    },
  };
}

function failed(name: BnFunction, errCode: BnErrorCode, reason: string): CallOutcome {
  return { ok: false, failure: { errMsg: `${name}:fail ${reason}`, errCode } };
}

function isFetchType(value: unknown): value is FetchType {
  return value === 'pre' || value === 'periodic' || value === 'install';
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= BN_LIMITS.keyLength;
}

function isTimeout(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= BN_LIMITS.timeoutMs;
}

function isBnErrorCode(code: string): code is BnErrorCode {
  return (BN_ERROR_CODES as readonly string[]).includes(code);
}
