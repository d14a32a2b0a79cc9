/**
 * Puts the mini-program's Content Security Policy on what its service worker answers documents and workers with.
 * Larder's own answers have it; one that the worker makes up has none, and what it shows could run and load anything.
 *
 * The policy comes from Larder, by a request for the same address. Everything here runs again and again beside the
 * worker's own script, which may replace every function and prototype of its world: natives are taken before that
 * script, no method is looked up later, and no promise or response can be turned into something else by a `then` or a
 * `constructor` of the script's own.
 */

/** Electron turns this function into text: it uses nothing from outside itself but globals of the worker. */
export function guardAnswers(proofHeader: string, policyHeader: string): void {
  interface WorkerGlobal {
    readonly FetchEvent: { readonly prototype: object };
    readonly InstallEvent?: { readonly prototype: object };
  }
  const worker = globalThis as unknown as WorkerGlobal;
  const { apply, defineProperty, deleteProperty, getOwnPropertyDescriptor } = Reflect;
  const events = worker.FetchEvent.prototype;
  const native = getOwnPropertyDescriptor(events, 'respondWith')!.value as (answer: unknown) => void;
  const refuse = (): never => {
    throw new TypeError('Answers cannot be guarded here.');
  };
  // Should anything below fail, no answer is better than one without a policy.
  defineProperty(events, 'respondWith', { value: refuse, writable: false, enumerable: true, configurable: true });

  // A route's own cache or network would answer without any event.
  if (worker.InstallEvent) deleteProperty(worker.InstallEvent.prototype, 'addRoutes');

  const WorkerResponse = Response;
  const WorkerPromise = Promise;
  const request = fetch;
  const CSP = 'content-security-policy';
  const getterOf = (prototype: object, name: string): ((this: unknown) => unknown) =>
    getOwnPropertyDescriptor(prototype, name)!.get!;
  const requestOf = getterOf(events, 'request');
  const urlOf = getterOf(Request.prototype, 'url');
  const modeOf = getterOf(Request.prototype, 'mode');
  const destinationOf = getterOf(Request.prototype, 'destination');
  const typeOf = getterOf(Response.prototype, 'type');
  const statusOf = getterOf(Response.prototype, 'status');
  const statusTextOf = getterOf(Response.prototype, 'statusText');
  const bodyOf = getterOf(Response.prototype, 'body');
  const headersOf = getterOf(Response.prototype, 'headers');
  const { get, set, delete: remove } = Headers.prototype;
  const header = (response: Response, name: string): string | null =>
    apply(get, apply(headersOf, response, []), [name]) as string | null;

  // A promise is resolved with what `then` of a response gives, when there is one.
  defineProperty(Response.prototype, 'then', {
    value: undefined,
    writable: false,
    enumerable: false,
    configurable: false,
  });
  /** `await` asks for the constructor, and goes by a `then` that may be anybody's when it is another one. */
  const pinned = <T>(promise: Promise<T>): Promise<T> => {
    defineProperty(promise, 'constructor', { value: WorkerPromise });
    return promise;
  };

  /** What becomes a document or a worker. */
  const POLICED: Readonly<Record<string, true>> = {
    __proto__: null,
    document: true,
    iframe: true,
    frame: true,
    fencedframe: true,
    embed: true,
    object: true,
    worker: true,
    sharedworker: true,
  } as unknown as Readonly<Record<string, true>>;
  /** Headers that load or report past the policy. */
  const STRIPPED = [
    'speculation-rules',
    'link',
    'content-security-policy-report-only',
    'reporting-endpoints',
    'report-to',
    'nel',
  ];

  const policyFor = async (asked: Request, response: Response): Promise<string> => {
    const proof = header(response, proofHeader);
    const headers = { __proto__: null } as unknown as Record<string, string>;
    if (proof !== null) {
      headers[proofHeader] = proof;
      headers[policyHeader] = header(response, CSP) ?? '';
    }
    const init = { __proto__: null, method: 'HEAD', headers, cache: 'no-store' } as unknown as RequestInit;
    const answer = await pinned(request(apply(urlOf, asked, []) as string, init));
    return header(answer, CSP) ?? refuse();
  };

  const guarded = async (asked: Request, given: unknown): Promise<unknown> => {
    const response = (await given) as Response;
    // Throws for anything but a response.
    const type = apply(typeOf, response, []);
    // No document is made of these: an error, a redirect that the window follows under its own rules.
    if (type === 'error' || type === 'opaqueredirect' || type === 'opaque') return response;
    const policy = await pinned(policyFor(asked, response));
    const isKnown = header(response, proofHeader) !== null;
    const rebuilt = new WorkerResponse(
      apply(bodyOf, response, []) as ReadableStream | null,
      {
        __proto__: null,
        status: apply(statusOf, response, []),
        statusText: apply(statusTextOf, response, []),
        headers: apply(headersOf, response, []),
      } as unknown as ResponseInit,
    );
    const headers = apply(headersOf, rebuilt, []);
    for (let index = 0; index < STRIPPED.length; index += 1) apply(remove, headers, [STRIPPED[index]]);
    // A policy of the author's own holds as well; one of Larder's is renewed.
    const own = isKnown ? null : header(response, CSP);
    apply(set, headers, [CSP, own === null ? policy : `${own}, ${policy}`]);
    return rebuilt;
  };

  const guard = {
    respondWith(this: unknown, given: unknown): void {
      const asked = apply(requestOf, this, []) as Request;
      const isPoliced =
        apply(modeOf, asked, []) === 'navigate' || POLICED[apply(destinationOf, asked, []) as string] === true;
      apply(native, this, [isPoliced ? pinned(guarded(asked, given)) : given]);
    },
  };
  defineProperty(events, 'respondWith', {
    value: guard.respondWith,
    writable: false,
    enumerable: true,
    configurable: false,
  });
}
