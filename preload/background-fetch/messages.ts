/** Requests, responses and bodies on their way between the page's classes and the main process. */
import type { WireChunk, WireRecord, WireResponse, WireResponseState } from '../contract/background-fetch.ts';
import type { BackgroundFetchBridge, Messages, PartsHolder } from './parts.ts';

/** Electron turns this function into text: it uses nothing from outside itself but globals of the page. */
export function defineMessages(key: string, bridge: BackgroundFetchBridge): void {
  const parts = (globalThis as unknown as PartsHolder)[key]!;
  const { idl } = parts;
  const { origin } = globalThis.location;
  const PageRequest = Request;
  const PageResponse = Response;
  const NULL_BODY = [101, 103, 204, 205, 304];
  const aborted = (): DOMException => new DOMException('The background fetch was aborted.', 'AbortError');
  const failed = (): TypeError => new TypeError('The background fetch could not get this response.');

  const toWire = (url: string): string => {
    if (url === origin) return '/';
    return url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
  };
  const fromWire = (url: string): string => (url.startsWith('/') ? origin + url : url);

  const call: Messages['call'] = async (name, ...args) => {
    const answer = await bridge.call(name, args);
    if (!answer.ok) throw new TypeError(answer.error.message);
    return answer.value as never;
  };

  /** A body that is asked for piece by piece; `read` answers `null` at its end. */
  const streamOf = (read: () => Promise<Uint8Array<ArrayBuffer> | null>): ReadableStream<Uint8Array<ArrayBuffer>> =>
    new ReadableStream(
      {
        type: 'bytes',
        async pull(controller) {
          const bytes = await read();
          if (bytes && bytes.byteLength > 0) {
            controller.enqueue(bytes);
            return;
          }
          controller.close();
          controller.byobRequest?.respond(0);
        },
      },
      { highWaterMark: 0 },
    );

  const responseBody = (uuid: string, index: number, generation: number): ReadableStream<Uint8Array<ArrayBuffer>> => {
    let offset = 0;
    return streamOf(async () => {
      let chunk: WireChunk;
      do chunk = await call('read-body', { uuid, index, generation, offset });
      while (chunk.kind === 'waiting');
      if (chunk.kind === 'aborted') throw aborted();
      if (chunk.kind === 'error') throw new TypeError('network error');
      if (chunk.kind !== 'bytes') return null;
      offset += chunk.bytes.byteLength;
      return new Uint8Array(chunk.bytes);
    });
  };

  /** What a `Response` that a page makes cannot have: shown on the object itself, and on its clones. */
  const describe = (response: Response, { url, redirected, type, status }: WireResponse): Response => {
    const values = { url: fromWire(url), redirected, type, status, ok: status >= 200 && status <= 299 };
    for (const [name, value] of Object.entries(values))
      Object.defineProperty(response, name, { value, configurable: true });
    const clone = {
      clone: (): Response =>
        describe(PageResponse.prototype.clone.call(response), {
          url,
          redirected,
          type,
          status,
          statusText: '',
          headers: [],
        }),
    };
    Object.defineProperty(response, 'clone', { value: clone.clone, writable: true, configurable: true });
    return response;
  };

  const makeResponse = (uuid: string, index: number, generation: number, wire: WireResponse): Response => {
    const headers = new Headers();
    for (const [name, value] of wire.headers) {
      try {
        headers.append(name, value);
      } catch {
        // A page would not see it in a `fetch()` of its own either.
      }
    }
    const status = wire.status >= 200 && wire.status <= 599 ? wire.status : 200;
    const body =
      NULL_BODY.includes(wire.status) || wire.type === 'opaqueredirect' ? null : responseBody(uuid, index, generation);
    const statusText = /^[\t\x20-\x7e\x80-\xff]*$/.test(wire.statusText) ? wire.statusText : '';
    return describe(new PageResponse(body, { status, statusText, headers }), wire);
  };

  /** `connect-src` of policies in the page's markup. Those of its headers are the container's, and main's to check. */
  const isBlocked = (url: string): boolean => {
    if (typeof document === 'undefined') return false;
    const target = new URL(url);
    const policies = [
      ...document.querySelectorAll<HTMLMetaElement>('head meta[http-equiv="content-security-policy" i]'),
    ];
    return policies
      .flatMap(({ content }) => content.split(','))
      .some((policy) => {
        const directives = policy.split(';').map((directive) => directive.trim().split(/\s+/));
        const find = (name: string): string[] | undefined =>
          directives.find(([given]) => given?.toLowerCase() === name);
        const sources = (find('connect-src') ?? find('default-src'))?.slice(1);
        return sources !== undefined && !sources.some((source) => allows(source, target));
      });
  };
  const allows = (source: string, url: URL): boolean => {
    const text = source.toLowerCase();
    if (text === "'self'") return url.origin === origin;
    if (text === '*') return /^https?:$/.test(url.protocol) || url.origin === origin;
    if (/^[a-z][a-z0-9+.-]*:$/.test(text))
      return url.protocol === text || (text === 'http:' && url.protocol === 'https:');
    const parsed = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^/:]+)(?::(\d+|\*))?(\/[^?#]*)?$/.exec(text);
    if (!parsed) return false;
    const [, scheme, host = '', port, path] = parsed;
    const wanted = scheme === undefined ? globalThis.location.protocol : `${scheme}:`;
    if (url.protocol !== wanted && !(wanted === 'http:' && url.protocol === 'https:') && scheme !== undefined)
      return false;
    const isHost = host.startsWith('*.') ? url.hostname.endsWith(host.slice(1)) : host === '*' || url.hostname === host;
    const given = url.port || (url.protocol === 'https:' ? '443' : '80');
    const isPort = port === '*' || (port === undefined ? url.port === '' : given === port);
    const wantedPath = path === undefined ? '/' : source.slice(source.length - path.length);
    return (
      isHost && isPort && (wantedPath.endsWith('/') ? url.pathname.startsWith(wantedPath) : url.pathname === wantedPath)
    );
  };

  parts.messages = {
    call,
    toWire,
    fromWire,
    ui({ icons, title }) {
      const base = typeof document === 'undefined' ? globalThis.location.href : document.baseURI;
      return {
        ...(icons === undefined
          ? {}
          : {
              icons: idl.sequence(icons).map((icon) => {
                const { label, sizes, src, type } = idl.dictionary(icon, ['label', 'sizes', 'src', 'type']);
                if (src === undefined)
                  throw new TypeError(
                    "Failed to read the 'src' property from 'ImageResource': Required member is undefined.",
                  );
                const href = idl.usvString(src);
                const optional = Object.entries({ label, sizes, type }).filter(([, value]) => value !== undefined);
                return {
                  src: toWire(URL.parse(href, base)?.href ?? href),
                  ...Object.fromEntries(optional.map(([name, value]) => [name, idl.usvString(value)])),
                };
              }),
            }),
        ...(title === undefined ? {} : { title: idl.usvString(title) }),
      };
    },
    async readRequest(request) {
      const { url, method, mode, redirect, integrity, cache, credentials } = request;
      const headers = [...request.headers];
      let body: ArrayBuffer | null = null;
      try {
        if (request.body) body = await request.arrayBuffer();
      } catch {
        throw new TypeError(
          "Failed to execute 'fetch' on 'BackgroundFetchManager': The body of a request cannot be read.",
        );
      }
      return {
        url: toWire(url),
        method,
        headers,
        body,
        mode,
        redirect,
        integrity,
        cache,
        credentials,
        isBlocked: isBlocked(url),
      };
    },
    requestOf(uuid, { index, request }: WireRecord) {
      const { url, method, headers, mode, redirect, integrity, cache, credentials, hasBody } = request;
      const init: RequestInit & { duplex?: 'half' } = {
        method,
        headers: headers as [string, string][],
        redirect,
        integrity,
        credentials,
        cache: cache as RequestCache,
      };
      if (mode === 'cors' || mode === 'same-origin') init.mode = mode;
      if (cache === 'only-if-cached') init.mode = 'same-origin';
      if (hasBody) {
        let isRead = false;
        init.duplex = 'half';
        init.body = streamOf(async () => {
          if (isRead) return null;
          isRead = true;
          const bytes = await call('read-request-body', { uuid, index });
          return bytes ? new Uint8Array(bytes) : null;
        });
      }
      return new PageRequest(fromWire(url), init);
    },
    async responseOf(uuid, { index, response }) {
      let state: WireResponseState = response;
      while (state.kind === 'waiting') state = await call('read-response', { uuid, index });
      if (state.kind === 'response') return makeResponse(uuid, index, state.generation, state.response);
      throw state.kind === 'aborted' ? aborted() : failed();
    },
  };
}
