/** Requests, responses and bodies on their way between the page's classes and the main process. */
import type {
  WireChunk,
  WireRecord,
  WireRequest,
  WireResponse,
  WireResponseState,
} from '../contract/background-fetch.ts';
import type { BackgroundFetchBridge, InlineRoom, Messages, PartsHolder } from './parts.ts';

/**
 * Electron turns this function into text: it uses nothing from outside itself but globals of the page. `bodyPath`: where
 * the rest of a long body is had by a request, which no fetch handler sees; `null` in pages, where one would see it.
 */
export function defineMessages(key: string, bridge: BackgroundFetchBridge, bodyPath: string | null): void {
  const parts = (globalThis as unknown as PartsHolder)[key]!;
  const { idl } = parts;
  const { origin } = globalThis.location;
  const PageRequest = Request;
  const PageResponse = Response;
  const ask = globalThis.fetch;
  /** What the contract allows; no import reaches this function. */
  const PIECE_BYTES = 1024 * 1024;
  const SMALL_BODY_BYTES = 64 * 1024;
  /** A piece of a body that is as long as pieces may be has more behind it. */
  const BODY_PIECE_BYTES = 256 * 1024;
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
  const streamOf = (
    read: () => Promise<Uint8Array<ArrayBuffer> | null>,
    cancel: () => void = () => {},
  ): ReadableStream<Uint8Array<ArrayBuffer>> =>
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
        cancel,
      },
      { highWaterMark: 0 },
    );

  /** Bodies that nobody will read, told together: a page may drop thousands at once. */
  let closing: number[] = [];
  const close = (reader: number): void => {
    closing.push(reader);
    if (closing.length > 1) return;
    setTimeout(() => {
      const readers = closing;
      closing = [];
      void bridge.call('close-bodies', [{ readers }]);
    }, 0);
  };
  /** Closes bodies whose responses are gone. What is registered is what the stream holds, not what the page does. */
  const dropped = new FinalizationRegistry(close);

  type Rest = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;
  const openRest = async (reader: number, from: number): Promise<Rest | null> => {
    try {
      const { ok, body } = await ask(`${origin}${bodyPath}?reader=${reader}&from=${from}`);
      return ok && body ? body.getReader() : null;
    } catch {
      return null;
    }
  };

  /**
   * The first piece comes as a message, which is all of most bodies. After it a worker has the rest streamed; a page, and
   * whoever's stream breaks off, asks for one piece after the other, each while the one before is looked at.
   */
  const responseBody = (reader: number): ReadableStream<Uint8Array<ArrayBuffer>> => {
    const place = { offset: 0 };
    dropped.register(place, reader, place);
    let isFirst = true;
    let rest: Promise<Rest | null> | null = null;
    let ahead: Promise<WireChunk> | null = null;
    const askAhead = (): Promise<WireChunk> => {
      const chunk = call('read-body', { reader, offset: place.offset });
      chunk.catch(() => {});
      return chunk;
    };
    return streamOf(
      async () => {
        const part = await (await rest)?.read().catch(() => null);
        if (part?.done) {
          dropped.unregister(place);
          close(reader);
          return null;
        }
        if (part) {
          place.offset += part.value.byteLength;
          return part.value;
        }
        rest = null;
        let chunk = await (ahead ?? askAhead());
        ahead = null;
        while (chunk.kind === 'waiting') chunk = await askAhead();
        // Main has closed it at its end.
        if (chunk.kind !== 'bytes') dropped.unregister(place);
        if (chunk.kind === 'aborted') throw aborted();
        if (chunk.kind === 'error') throw new TypeError('network error');
        if (chunk.kind !== 'bytes') return null;
        place.offset += chunk.bytes.byteLength;
        const hasMore = chunk.bytes.byteLength >= BODY_PIECE_BYTES;
        if (hasMore && isFirst && bodyPath !== null) rest = openRest(reader, place.offset);
        else if (hasMore) ahead = askAhead();
        isFirst = false;
        return new Uint8Array(chunk.bytes);
      },
      () => {
        dropped.unregister(place);
        void rest?.then((open) => open?.cancel()).catch(() => {});
        close(reader);
      },
    );
  };

  /** Those of an answer cannot be changed (https://fetch.spec.whatwg.org/#concept-headers-guard, "immutable"). */
  const keepHeaders = (headers: Headers): void => {
    for (const name of ['append', 'delete', 'set'] as const) {
      const refuse = (): never => {
        throw new TypeError(`Failed to execute '${name}' on 'Headers': Headers are immutable`);
      };
      Object.defineProperty(headers, name, { value: refuse, configurable: true });
    }
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
    keepHeaders(response.headers);
    return response;
  };

  const makeResponse = (reader: number, wire: WireResponse): Response => {
    const headers = new Headers();
    for (const [name, value] of wire.headers) {
      try {
        headers.append(name, value);
      } catch {
        // A page would not see it in a `fetch()` of its own either.
      }
    }
    const status = wire.status >= 200 && wire.status <= 599 ? wire.status : 200;
    const isNull = NULL_BODY.includes(wire.status) || wire.type === 'opaqueredirect';
    if (isNull) close(reader);
    const body = isNull ? null : responseBody(reader);
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

  /** Up to `length` bytes of a stream, in one piece. */
  const nextPiece = async (
    reader: ReadableStreamDefaultReader<Uint8Array>,
    rest: Uint8Array,
    length: number,
  ): Promise<{ piece: Uint8Array<ArrayBuffer>; rest: Uint8Array; isEnd: boolean }> => {
    const piece = new Uint8Array(length);
    let filled = 0;
    let chunk = rest;
    for (;;) {
      const part = chunk.subarray(0, length - filled);
      piece.set(part, filled);
      filled += part.byteLength;
      chunk = chunk.subarray(part.byteLength);
      if (filled === length) return { piece, rest: chunk, isEnd: false };
      const { done, value } = await reader.read();
      if (done) return { piece: piece.slice(0, filled), rest: chunk, isEnd: true };
      chunk = value;
    }
  };
  /** A small body is given back whole; another goes ahead of its fetch, each piece when the one before is stored. */
  const sendBody = async (stream: ReadableStream<Uint8Array>, inline: InlineRoom): Promise<WireRequest['body']> => {
    const reader = stream.getReader();
    let next = await nextPiece(reader, new Uint8Array(0), Math.min(SMALL_BODY_BYTES, inline.left) + 1);
    if (next.isEnd) {
      inline.left -= next.piece.byteLength;
      return next.piece.buffer;
    }
    const upload = await call('open-upload');
    try {
      for (;;) {
        const { piece, rest, isEnd } = next;
        // Without room main knows, and refuses the fetch.
        const hasRoom = piece.byteLength === 0 || (await call('append-upload', { upload, bytes: piece.buffer }));
        if (isEnd || !hasRoom) break;
        next = await nextPiece(reader, rest, PIECE_BYTES);
      }
    } catch (error) {
      void bridge.call('cancel-upload', [{ upload }]);
      throw error;
    }
    void reader.cancel().catch(() => {});
    return { upload };
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
    async readRequest(request, inline) {
      const { url, method, mode, redirect, integrity, cache, credentials } = request;
      const headers = [...request.headers];
      let body: WireRequest['body'] = null;
      try {
        if (request.body) body = await sendBody(request.body, inline);
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
        let offset = 0;
        init.duplex = 'half';
        init.body = streamOf(async () => {
          const chunk = await call('read-request-body', { uuid, index, offset });
          if (chunk.kind === 'end') return null;
          if (chunk.kind !== 'bytes') throw new TypeError('network error');
          offset += chunk.bytes.byteLength;
          return new Uint8Array(chunk.bytes);
        });
      }
      return new PageRequest(fromWire(url), init);
    },
    async responseOf(uuid, { index, response }) {
      let state: WireResponseState = response;
      while (state.kind === 'waiting') state = await call('read-response', { uuid, index });
      if (state.kind === 'response') return makeResponse(state.reader, state.response);
      throw state.kind === 'aborted' ? aborted() : failed();
    },
  };
}
