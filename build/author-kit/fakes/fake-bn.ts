/** A fake `bn`: the page's and the preload's own code, with a main process that is a few values. */
import { createBnBridge } from '../../../preload/bn/bridge.ts';
import { installBn } from '../../../preload/bn/page-layer.ts';
import type { BackgroundFetchDataEvent, Bn, BnErrorCode, FetchType } from '../../../preload/contract/bn.ts';
import type { IpcResult } from '../../../preload/contract/errors.ts';
import type { CreateFakeBn } from './fakes-api.ts';

interface Data {
  readonly fetchedData: string;
  readonly timeStamp: number;
}
type Answer = IpcResult<Data>;

const REASONS: Readonly<Record<FetchType, string>> = {
  pre: 'There is no address for this request',
  periodic: 'No data was fetched in the background yet',
  install: 'There is no data of the installation, or a pre-fetch has succeeded since then',
};
const DEFAULT_TIMEOUT_MS = 60_000;

const failure = (code: BnErrorCode, message: string): IpcResult<never> => ({ ok: false, error: { code, message } });

function answerOf(data: unknown): Answer {
  const text = typeof data === 'string' ? data : JSON.stringify(data ?? null);
  return { ok: true, value: { fetchedData: text, timeStamp: Date.now() } };
}

export const createFakeBn: CreateFakeBn = (options = {}) => {
  const { rules = {}, path, query, lang = 'en' } = options;
  const place = { ...(path === undefined ? {} : { path }), ...(query === undefined ? {} : { query }) };
  let token = options.token || null;
  const first = (fetchType: FetchType): Answer => {
    const data = options[fetchType];
    if (data !== undefined) return answerOf(data);
    return failure(fetchType === 'pre' ? 'not-configured' : 'no-data', REASONS[fetchType]);
  };
  const answers: Record<FetchType, Answer> = {
    pre: first('pre'),
    periodic: first('periodic'),
    install: first('install'),
  };
  let isWaiting = false;
  const waiting = new Set<() => void>();
  let push: ((event: BackgroundFetchDataEvent) => void) | null = null;

  const eventOf = (fetchType: FetchType): BackgroundFetchDataEvent | null => {
    const answer = answers[fetchType];
    return answer.ok ? { fetchType, ...answer.value, ...(fetchType === 'pre' ? place : {}) } : null;
  };
  const arrived = (timeoutMs: number): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => end(false), timeoutMs);
      const end = (isHere: boolean): void => {
        clearTimeout(timer);
        waiting.delete(here);
        resolve(isHere);
      };
      const here = (): void => end(true);
      waiting.add(here);
    });
  const settle = (fetchType: FetchType, answer: Answer): void => {
    answers[fetchType] = answer;
    if (fetchType === 'pre') {
      isWaiting = false;
      for (const done of [...waiting]) done();
    }
    const event = eventOf(fetchType);
    if (event) push?.(event);
  };

  async function get({
    fetchType,
    key,
    timeout = DEFAULT_TIMEOUT_MS,
  }: {
    fetchType: FetchType;
    key?: string;
    timeout?: number;
  }): Promise<IpcResult<object>> {
    if (fetchType === 'pre' && isWaiting && !(await arrived(timeout)))
      return failure('timeout', `Nothing arrived within ${timeout} ms`);
    const rule = key === undefined ? null : rules[key];
    const answer =
      key === undefined
        ? answers[fetchType]
        : rule === undefined
          ? failure('not-configured', `No rule for this page has the key "${key}"`)
          : answerOf(rule);
    if (!answer.ok) return answer;
    const sent = { appid: 'FakeApp1', timestamp: answer.value.timeStamp, lang, version: '1.0.0' };
    const value = {
      ...sent,
      ...(token === null ? {} : { token }),
      ...(fetchType === 'pre' ? place : {}),
      fetchType,
      ...(key === undefined ? {} : { key }),
      ...answer.value,
      source: fetchType === 'pre' ? 'network' : 'stored',
    };
    return { ok: true, value };
  }

  const invoke = async (channel: string, argument?: unknown): Promise<IpcResult<object | null>> => {
    switch (channel) {
      case 'bn:set-background-fetch-token':
        token = (argument as { token: string }).token || null;
        return { ok: true, value: {} };
      case 'bn:get-background-fetch-token':
        return token === null ? failure('no-token', 'No token is set') : { ok: true, value: { token } };
      case 'bn:subscribe-background-fetch-data':
        return { ok: true, value: isWaiting ? null : eventOf('pre') };
      default:
        return get(argument as Parameters<typeof get>[0]);
    }
  };

  const target: { bn?: Bn } = {};
  const bridge = createBnBridge({
    invoke,
    on: (_channel, listener) => void (push = (event) => listener(undefined, event)),
  });
  installBn(bridge, target);
  return {
    bn: target.bn!,
    get token() {
      return token;
    },
    arrive: (fetchType, data) => settle(fetchType, answerOf(data)),
    fail: (fetchType, errCode, reason = 'The test says so') => settle(fetchType, failure(errCode, reason)),
    wait() {
      isWaiting = true;
    },
  };
};
