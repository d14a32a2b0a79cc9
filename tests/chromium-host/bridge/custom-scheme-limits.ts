/**
 * What a document or worker of a custom scheme cannot do, which the `https:` that stands for it inside Chromium can. Sent as text.
 * Cookies are for http and https alone (electron#27981), so are referrers (blink: allowed_in_referrer_schemes), and
 * `Cache` keeps no request of another scheme.
 */
export function limitCustomScheme(schemes: readonly string[]): void {
  const scope = globalThis as unknown as { location: Location; Document?: { prototype: Document } };
  const scheme = /\.([a-z][a-z0-9+-]*)\.localhost$/.exec(scope.location.hostname)?.[1] ?? '';
  if (!schemes.includes(scheme)) return;
  const own = `${scope.location.origin}/`;

  if (scope.Document) {
    const { prototype } = scope.Document;
    Object.defineProperty(prototype, 'cookie', { get: () => '', set() {}, enumerable: true, configurable: true });
    Object.defineProperty(prototype, 'referrer', { get: () => '', enumerable: true, configurable: true });
  }
  if (typeof Cache === 'undefined') return;
  const { put, add, addAll } = Cache.prototype;
  const check = (name: string, info: RequestInfo | URL): void => {
    if (new Request(info).url.startsWith(own))
      throw new TypeError(`Failed to execute '${name}' on 'Cache': Request scheme '${scheme}' is unsupported`);
  };
  const limited = {
    async put(this: Cache, ...args: Parameters<Cache['put']>) {
      if (args.length > 1) check('put', args[0]);
      return put.apply(this, args);
    },
    async add(this: Cache, ...args: Parameters<Cache['add']>) {
      if (args.length > 0) check('add', args[0]);
      return add.apply(this, args);
    },
    async addAll(this: Cache, ...args: Parameters<Cache['addAll']>) {
      for (const info of args[0] ?? []) check('addAll', info);
      return addAll.apply(this, args);
    },
  };
  for (const [name, value] of Object.entries(limited))
    Object.defineProperty(Cache.prototype, name, { value, writable: true, enumerable: true, configurable: true });
}
