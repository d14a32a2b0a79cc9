/**
 * Workers of a page get their interfaces from main: no preload runs in them, and nothing in the request
 * for their script says what it is for. So the page marks the URL of each worker it makes; main answers
 * with a script that installs the interfaces and then loads the worker's own (main/sessions/worker-scripts.ts).
 */

/** Electron turns this function into text: it uses nothing from outside itself but globals of the page or worker. */
export function markWorkers(name: string): void {
  const { origin } = globalThis.location;
  const scope = globalThis as unknown as Record<string, unknown>;

  /** Workers of `blob:` and `data:` URLs, and what is no URL, stay as they are. */
  const marked = (url: unknown, options: unknown): unknown => {
    if (typeof url === 'object' && !(url instanceof URL)) return url;
    const { href } =
      URL.parse(String(url), typeof document === 'undefined' ? globalThis.location.href : document.baseURI) ?? {};
    if (!href?.startsWith(`${origin}/`)) return url;
    const isModule =
      typeof options === 'object' && options !== null && (options as { type?: unknown }).type === 'module';
    const [address = '', ...fragment] = href.split('#');
    const query = `${address.includes('?') ? '&' : '?'}${name}=${isModule ? 'module' : 'classic'}`;
    return [address + query, ...fragment].join('#');
  };

  for (const kind of ['Worker', 'SharedWorker']) {
    const original = scope[kind] as { prototype: object } | undefined;
    if (!original) continue;
    const Replaced = new Proxy(original as unknown as new (...args: unknown[]) => object, {
      construct: (target, [url, ...rest], newTarget) =>
        Reflect.construct(target, url === undefined ? [] : [marked(url, rest[0]), ...rest], newTarget) as object,
    });
    Object.defineProperty(scope, kind, { value: Replaced, writable: true, configurable: true });
    Object.defineProperty(original.prototype, 'constructor', { value: Replaced, writable: true, configurable: true });
  }
}

/** In a worker: its `location` is the one its maker has given. Self-contained as well. */
export function hideWorkerMark(name: string): void {
  const { prototype } = (globalThis as unknown as Record<string, { prototype: object }>)['WorkerLocation']!;
  const mark = new RegExp(`[?&]${name}=[a-z]+(?=#|$)`);
  for (const member of ['href', 'search', 'toString']) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, member);
    if (!descriptor) continue;
    const native = (descriptor.get ?? descriptor.value) as () => string;
    const attribute = {
      get [member](): string {
        return native.call(this).replace(mark, '');
      },
    };
    const operation = {
      [member](this: unknown): string {
        return native.call(this).replace(mark, '');
      },
    };
    const { get } = Object.getOwnPropertyDescriptor(attribute, member)!;
    Object.defineProperty(
      prototype,
      member,
      descriptor.get ? { ...descriptor, get } : { ...descriptor, value: operation[member] },
    );
  }
}
