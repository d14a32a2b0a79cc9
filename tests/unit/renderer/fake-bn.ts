/** A hand-written `window.bn` for the samples: answers with one result or fails with one code. */
import type { InitScript } from './launcher-page.ts';

export interface FakeBnAnswer {
  /** The body that the developer server sent, or `null` to fail with `errCode`. */
  readonly body: string | null;
  readonly errCode?: string;
  readonly source?: string;
  /** What the page finds in its `localStorage`. */
  readonly stored?: Readonly<Record<string, string>>;
}

export function fakeBn(answer: FakeBnAnswer): InitScript {
  return { run: installFakeBn, data: answer };
}

/** Runs in the page, before its scripts. */
function installFakeBn(data: unknown): void {
  const { body, errCode = 'no-data', source = 'network', stored = {} } = data as FakeBnAnswer;
  for (const [key, value] of Object.entries(stored)) localStorage.setItem(key, value);
  interface Options {
    token?: string;
    fetchType?: string;
    success?: (result: object) => void;
    failed?: (failure: object) => void;
    complete?: (outcome: object) => void;
  }
  const listeners = new Set<(event: object) => void>();
  let token = '';
  const answering =
    (name: string, work: (options: Options) => object | string) =>
    (options: Options = {}) => {
      const outcome = work(options);
      const isFailure = typeof outcome === 'string';
      const value = isFailure
        ? { errMsg: `${name}:fail ${outcome}`, errCode: outcome }
        : { ...outcome, errMsg: `${name}:ok` };
      if (!options.success && !options.failed && !options.complete)
        return isFailure ? Promise.reject(value) : Promise.resolve(value);
      queueMicrotask(() => {
        if (isFailure) options.failed?.(value);
        else options.success?.(value);
        options.complete?.(value);
      });
      return undefined;
    };
  Object.assign(window, {
    bnListeners: listeners,
    bn: {
      setBackgroundFetchToken: answering('setBackgroundFetchToken', (options) => {
        token = options.token ?? '';
        return {};
      }),
      getBackgroundFetchToken: answering('getBackgroundFetchToken', () => (token === '' ? 'no-token' : { token })),
      getBackgroundFetchData: answering('getBackgroundFetchData', ({ fetchType }) =>
        body === null || fetchType !== 'pre'
          ? errCode
          : {
              fetchType,
              fetchedData: body,
              timeStamp: Date.now(),
              appid: 'Sample',
              token,
              timestamp: Date.now(),
              lang: 'en',
              version: '1.0.0',
              source,
            },
      ),
      onBackgroundFetchData: (listener: (event: object) => void) => void listeners.add(listener),
      offBackgroundFetchData: (listener?: (event: object) => void) =>
        void (listener ? listeners.delete(listener) : listeners.clear()),
    },
  });
}
