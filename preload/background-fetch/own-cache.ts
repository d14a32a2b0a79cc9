/**
 * Lets `Cache` and `CacheStorage` keep what the mini-program has under its own URLs. Chromium refuses
 * every scheme but http and https there, so own URLs are kept under a made-up https host and shown as
 * they were. A response that Larder has made shows its URL, too.
 */

/** Electron turns this function into text: it uses nothing from outside itself but globals of the page. */
export function installOwnCache(): void {
  interface Shown {
    readonly url: string;
    readonly type: string;
    readonly redirected: boolean;
  }
  const { origin } = globalThis.location;
  if (typeof Cache === 'undefined' || origin === 'null') return;
  /** `.invalid` is nobody's: no service domain can be meant by it. */
  const KEY_ORIGIN = 'https://own.container.invalid';
  const SHOWN = 'x-container-shown';
  const PageRequest = Request;
  const PageResponse = Response;
  const nativeUrl = Object.getOwnPropertyDescriptor(PageResponse.prototype, 'url')!.get!;
  const cachePrototype = Cache.prototype;
  const { put, match, matchAll, delete: remove, keys } = cachePrototype;
  const { match: matchAnywhere } = CacheStorage.prototype;

  const isOwn = (url: string): boolean => url.startsWith(`${origin}/`);
  const moved = (request: Request, url: string): Request => {
    const { method, headers } = request;
    return new PageRequest(url, { method, headers });
  };
  /** The request under which the cache keeps `info`. */
  const toKey = (info: RequestInfo | URL): Request => {
    const request = info instanceof PageRequest ? info : new PageRequest(info);
    return isOwn(request.url) ? moved(request, KEY_ORIGIN + request.url.slice(origin.length)) : request;
  };
  const fromKey = (request: Request): Request =>
    request.url.startsWith(`${KEY_ORIGIN}/`) ? moved(request, origin + request.url.slice(KEY_ORIGIN.length)) : request;

  const describe = (response: Response, shown: Shown): Response => {
    for (const [name, value] of Object.entries(shown))
      Object.defineProperty(response, name, { value, configurable: true });
    Object.defineProperty(response, 'clone', {
      value: () => describe(PageResponse.prototype.clone.call(response), shown),
      writable: true,
      configurable: true,
    });
    return response;
  };
  /** As it goes into the cache: what only this object shows is written down in a header. */
  const stored = (response: Response): Response => {
    const { url, type, redirected, status, statusText, headers } = response;
    if (url === nativeUrl.call(response) || status === 206) return response;
    const marked = new Headers(headers);
    marked.set(SHOWN, encodeURIComponent(JSON.stringify({ url, type, redirected } satisfies Shown)));
    return new PageResponse(response.body, { status, statusText, headers: marked });
  };
  const shownAgain = (response: Response | undefined): Response | undefined => {
    const text = response?.headers.get(SHOWN);
    if (!response || !text) return response;
    const { status, statusText } = response;
    const headers = new Headers(response.headers);
    headers.delete(SHOWN);
    try {
      const shown = JSON.parse(decodeURIComponent(text)) as Shown;
      return describe(new PageResponse(response.body, { status, statusText, headers }), {
        url: shown.url,
        type: shown.type,
        redirected: shown.redirected,
      });
    } catch {
      return response;
    }
  };
  const needsInfo = (what: string, given: number, needed: number): void => {
    if (given < needed)
      throw new TypeError(
        `Failed to execute '${what}' on 'Cache': ${needed} argument${needed === 1 ? '' : 's'} required, but only ${given} present.`,
      );
  };
  const addAll = async (cache: Cache, infos: readonly (RequestInfo | URL)[]): Promise<void> => {
    const requests = infos.map((info) => new PageRequest(info));
    if (requests.some(({ method, url }) => method !== 'GET' || !(isOwn(url) || /^https?:/.test(url))))
      throw new TypeError(
        "Failed to execute 'addAll' on 'Cache': Only GET requests of http, https and the own origin can be added.",
      );
    const responses = await Promise.all(
      requests.map(async (request) => {
        const response = await fetch(request.clone());
        if (!response.ok || response.status === 206)
          throw new TypeError("Failed to execute 'addAll' on 'Cache': A request failed.");
        return response;
      }),
    );
    const keyOf = requests.map((request) => toKey(request).url);
    if (new Set(keyOf).size < keyOf.length)
      throw new DOMException(
        "Failed to execute 'addAll' on 'Cache': There are duplicate requests.",
        'InvalidStateError',
      );
    // All or none: the bodies have arrived before the first is written, and what cannot be kept takes the others back.
    await Promise.all(responses.map((response) => response.clone().blob()));
    const undo: (() => Promise<unknown>)[] = [];
    try {
      for (const [index, response] of responses.entries()) {
        const key = toKey(requests[index]!);
        const before = await match.call(cache, key);
        undo.push(() => (before ? put.call(cache, key, before) : remove.call(cache, key)));
        await put.call(cache, key, stored(response));
      }
    } catch (error) {
      await Promise.all(undo.map((run) => run().catch(() => {})));
      throw error;
    }
  };
  const find = async (
    cache: Cache,
    info: RequestInfo | URL,
    options?: CacheQueryOptions,
  ): Promise<Response | undefined> => shownAgain(await match.call(cache, toKey(info), options));

  const replaced = {
    // Asynchronous functions turn every exception into a rejection, as the originals do.
    async put(this: Cache, request: RequestInfo | URL, response: Response) {
      needsInfo('put', arguments.length, 2);
      return put.call(this, toKey(request), response instanceof PageResponse ? stored(response) : response);
    },
    async add(this: Cache, request: RequestInfo | URL) {
      needsInfo('add', arguments.length, 1);
      await keys.call(this, new PageRequest(`${KEY_ORIGIN}/`));
      return addAll(this, [request]);
    },
    async addAll(this: Cache, requests: Iterable<RequestInfo | URL>) {
      needsInfo('addAll', arguments.length, 1);
      await keys.call(this, new PageRequest(`${KEY_ORIGIN}/`));
      return addAll(this, [...requests]);
    },
    async match(this: Cache, request: RequestInfo | URL, ...rest: [CacheQueryOptions?]) {
      needsInfo('match', arguments.length, 1);
      return find(this, request, ...rest);
    },
    async matchAll(this: Cache, ...args: [(RequestInfo | URL)?, CacheQueryOptions?]) {
      const [request, options] = args;
      const found = await matchAll.call(this, request === undefined ? undefined : toKey(request), options);
      return found.map((response) => shownAgain(response)!);
    },
    async delete(this: Cache, request: RequestInfo | URL, ...rest: [CacheQueryOptions?]) {
      needsInfo('delete', arguments.length, 1);
      return remove.call(this, toKey(request), ...rest);
    },
    async keys(this: Cache, ...args: [(RequestInfo | URL)?, CacheQueryOptions?]) {
      const [request, options] = args;
      return (await keys.call(this, request === undefined ? undefined : toKey(request), options)).map(fromKey);
    },
  };
  for (const [name, value] of Object.entries(replaced))
    Object.defineProperty(cachePrototype, name, { value, writable: true, enumerable: true, configurable: true });
  const storage = {
    async match(this: CacheStorage, request: RequestInfo | URL, ...rest: [MultiCacheQueryOptions?]) {
      needsInfo('match', arguments.length, 1);
      return shownAgain(await matchAnywhere.call(this, toKey(request), ...rest));
    },
  };
  Object.defineProperty(CacheStorage.prototype, 'match', {
    value: storage.match,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
