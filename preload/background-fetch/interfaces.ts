/**
 * `BackgroundFetchManager`, `BackgroundFetchRegistration` and `BackgroundFetchRecord`
 * (https://wicg.github.io/background-fetch/#idl-index), for pages and service workers.
 */
import type { RegisterAnswer, WireException, WireRecord, WireRegistration } from '../contract/background-fetch.ts';
import type { BackgroundFetchBridge, PartsHolder } from './parts.ts';

/** Electron turns this function into text: it uses nothing from outside itself but globals of the page. */
export function defineInterfaces(key: string, bridge: BackgroundFetchBridge): void {
  const parts = (globalThis as unknown as PartsHolder)[key]!;
  const { idl, messages } = parts;
  /** Only who has it can make an object. */
  const secret = {};
  const PageRequest = Request;
  const Channel = MessageChannel;
  const QuotaExceeded = (globalThis as unknown as Record<string, unknown>)['QuotaExceededError'];
  const illegal = (): TypeError => new TypeError('Illegal constructor');
  /** What the contract allows; no import reaches this function. */
  const INLINE_BYTES = 1024 * 1024;
  const MEMBERS = ['uploaded', 'downloaded', 'result', 'failureReason'] as const;

  const exception = ({ name, message }: WireException): Error => {
    const text = `Failed to execute 'fetch' on 'BackgroundFetchManager': ${message}`;
    if (name === 'TypeError') return new TypeError(text);
    if (name === 'QuotaExceededError' && typeof QuotaExceeded === 'function')
      return new (QuotaExceeded as new (text: string) => Error)(text);
    return new DOMException(text, name);
  };
  const requestFrom = (value: unknown): Request =>
    new PageRequest(value instanceof PageRequest ? value : idl.usvString(value));
  const dispatch = EventTarget.prototype.dispatchEvent;
  const isServiceWorker = 'ServiceWorkerGlobalScope' in globalThis;
  let isAdvised = false;
  /** Once for each start of a worker: what works here and nowhere else is better said than found out. */
  const adviseWorker = (): void => {
    if (!isServiceWorker || isAdvised) return;
    isAdvised = true;
    console.warn(
      'backgroundFetch.fetch() in a service worker: Chrome 149 and later refuse it with NotAllowedError ' +
        '(https://github.com/WICG/background-fetch/pull/180), and the user of this container can, too. ' +
        'Start the fetch in a page, and keep the listeners of its events here.',
    );
  };

  class BackgroundFetchRecord {
    readonly #request: Request;
    readonly #responseReady: Promise<Response>;
    constructor(...args: unknown[]) {
      if (args[0] !== secret) throw illegal();
      // Not by destructuring: a page's own array iterator would be given the secret.
      const uuid = args[1] as string;
      const record = args[2] as WireRecord;
      this.#request = messages.requestOf(uuid, record);
      this.#responseReady = messages.responseOf(uuid, record);
      // Nobody has to look at it.
      this.#responseReady.catch(() => {});
    }
    get request(): Request {
      return this.#request;
    }
    get responseReady(): Promise<Response> {
      // An attribute that is a promise rejects where another would throw.
      return #responseReady in this ? this.#responseReady : Promise.reject(new TypeError('Illegal invocation'));
    }
  }

  let isRegistration: (value: unknown) => value is BackgroundFetchRegistration;
  let stateOf: (registration: BackgroundFetchRegistration) => WireRegistration;
  let setState: (registration: BackgroundFetchRegistration, state: WireRegistration) => void;

  class BackgroundFetchRegistration extends EventTarget {
    static {
      isRegistration = (value): value is BackgroundFetchRegistration =>
        typeof value === 'object' && value !== null && #state in value;
      stateOf = (registration) => registration.#state;
      setState = (registration, state) => {
        registration.#state = state;
      };
    }
    #state: WireRegistration;
    constructor(...args: unknown[]) {
      if (args[0] !== secret) throw illegal();
      super();
      this.#state = args[1] as WireRegistration;
    }
    get id(): string {
      return this.#state.id;
    }
    get uploadTotal(): number {
      return this.#state.uploadTotal;
    }
    get uploaded(): number {
      return this.#state.uploaded;
    }
    get downloadTotal(): number {
      return this.#state.downloadTotal;
    }
    get downloaded(): number {
      return this.#state.downloaded;
    }
    get result(): string {
      return this.#state.result;
    }
    get failureReason(): string {
      return this.#state.failureReason;
    }
    get recordsAvailable(): boolean {
      return this.#state.recordsAvailable;
    }
    abort(): Promise<boolean> {
      return idl.promise(() => messages.call('abort', { uuid: this.#state.uuid }));
    }
    match(_request: unknown, ...rest: unknown[]): Promise<BackgroundFetchRecord | undefined> {
      const given = arguments.length;
      return idl.promise(async () => {
        const { uuid } = this.#state;
        idl.requireArguments("'match' on 'BackgroundFetchRegistration'", given, 1);
        return (await matching(uuid, requestFrom(_request), rest[0]))[0];
      });
    }
    matchAll(...args: unknown[]): Promise<BackgroundFetchRecord[]> {
      return idl.promise(() =>
        matching(this.#state.uuid, args[0] === undefined ? null : requestFrom(args[0]), args[1]),
      );
    }
  }

  const matching = async (
    uuid: string,
    request: Request | null,
    options: unknown,
  ): Promise<BackgroundFetchRecord[]> => {
    const { ignoreSearch, ignoreMethod, ignoreVary } = idl.dictionary(options, [
      'ignoreMethod',
      'ignoreSearch',
      'ignoreVary',
    ]);
    const records = await messages.call('match', {
      uuid,
      request: request && { url: messages.toWire(request.url), method: request.method, headers: [...request.headers] },
      options: {
        ignoreSearch: Boolean(ignoreSearch),
        ignoreMethod: Boolean(ignoreMethod),
        ignoreVary: Boolean(ignoreVary),
      },
    });
    if (!records)
      throw new DOMException(
        'The records associated with this background fetch are no longer available.',
        'InvalidStateError',
      );
    return records.map((record) => new BackgroundFetchRecord(secret, uuid, record));
  };

  /** Objects of fetches under way stay, for their listeners; the others as long as somebody has them. */
  const active = new Map<string, BackgroundFetchRegistration>();
  const known = new Map<string, WeakRef<BackgroundFetchRegistration>>();
  const gone = new FinalizationRegistry<string>((uuid) => {
    if (!known.get(uuid)?.deref()) known.delete(uuid);
  });
  /** States of fetches without an object, whose answer may still be on its way. */
  const early = new Map<string, WireRegistration>();
  const EARLY_LIMIT = 200;

  const keep = (registration: BackgroundFetchRegistration): void => {
    const { uuid, result } = stateOf(registration);
    if (result === '') active.set(uuid, registration);
    else active.delete(uuid);
  };
  const update = (registration: BackgroundFetchRegistration, state: WireRegistration): void => {
    const before = stateOf(registration);
    if (state.sequence <= before.sequence) return;
    setState(registration, state);
    keep(registration);
    if (!MEMBERS.some((member) => before[member] !== state[member])) return;
    const fire = (): void => void dispatch.call(registration, new Event('progress'));
    // A task of its own where timers are not held back: in pages that nobody sees they are.
    if (typeof document === 'undefined') setTimeout(fire, 0);
    else fire();
  };
  const registrationOf = (state: WireRegistration): BackgroundFetchRegistration => {
    const { uuid } = state;
    const found = known.get(uuid)?.deref();
    if (found) {
      update(found, state);
      return found;
    }
    const pushed = early.get(uuid);
    early.delete(uuid);
    const made = new BackgroundFetchRegistration(secret, pushed && pushed.sequence > state.sequence ? pushed : state);
    known.set(uuid, new WeakRef(made));
    gone.register(made, uuid);
    keep(made);
    return made;
  };
  bridge.listen('background-fetch:progress', (state) => {
    const registration = known.get(state.uuid)?.deref();
    if (registration) return update(registration, state);
    early.set(state.uuid, state);
    const [oldest] = early.keys();
    if (early.size > EARLY_LIMIT && oldest !== undefined) early.delete(oldest);
  });

  class BackgroundFetchManager {
    readonly #registration: ServiceWorkerRegistration;
    constructor(...args: unknown[]) {
      if (args[0] !== secret) throw illegal();
      this.#registration = args[1] as ServiceWorkerRegistration;
    }
    fetch(_id: unknown, _requests: unknown, ...rest: unknown[]): Promise<BackgroundFetchRegistration> {
      const given = arguments.length;
      return idl.promise(async () => {
        const registration = this.#registration;
        idl.requireArguments("'fetch' on 'BackgroundFetchManager'", given, 2);
        const id = idl.usvString(_id);
        const isList = !(_requests instanceof PageRequest) && idl.isSequence(_requests);
        const infos = (isList ? idl.sequence(_requests) : [_requests]).map((info) =>
          info instanceof PageRequest ? info : idl.usvString(info),
        );
        const { downloadTotal, ...ui } = idl.dictionary(rest[0], ['icons', 'title', 'downloadTotal']);
        const { icons = [], title = '' } = messages.ui(ui);
        const total = downloadTotal === undefined ? 0 : idl.unsignedLongLong(downloadTotal);
        if (infos.length === 0) throw exception({ name: 'TypeError', message: 'At least one request must be given.' });
        const requests = infos.map((info) => new PageRequest(info));
        if (infos.some(isDangling)) throw exception({ name: 'TypeError', message: 'A URL holds dangling markup.' });
        if (requests.some(({ mode }) => mode === 'no-cors'))
          throw exception({ name: 'TypeError', message: 'Requests must not be in no-cors mode.' });
        if (!registration.active)
          throw exception({ name: 'TypeError', message: 'There is no active service worker in this registration.' });
        const inline = { left: INLINE_BYTES };
        const read: Awaited<ReturnType<typeof messages.readRequest>>[] = [];
        // One after the other: bodies of gigabytes need the memory of one piece.
        for (const request of requests) read.push(await messages.readRequest(request, inline));
        adviseWorker();
        const fetch = { id, scope: scopeOf(registration), requests: read, title, icons, downloadTotal: total };
        const sent = await bridge.call('register', [fetch]);
        if (!sent.ok && sent.error.code === 'too-large')
          throw exception({
            name: 'QuotaExceededError',
            message: 'Its addresses, headers and icons take too much room',
          });
        if (!sent.ok) throw new TypeError(sent.error.message);
        const answer = sent.value as RegisterAnswer;
        if (!answer.ok) throw exception(answer.error);
        const { uuid } = answer.registration;
        afterThisTurn(() => void bridge.call('known', [{ uuid }]));
        return registrationOf(answer.registration);
      });
    }
    get(_id: unknown): Promise<BackgroundFetchRegistration | undefined> {
      const given = arguments.length;
      return idl.promise(async () => {
        const scope = scopeOf(this.#registration);
        idl.requireArguments("'get' on 'BackgroundFetchManager'", given, 1);
        const id = idl.usvString(_id);
        if (id === '')
          throw new TypeError("Failed to execute 'get' on 'BackgroundFetchManager': The provided id is invalid.");
        const state = await messages.call('get', { scope, id });
        return state ? registrationOf(state) : undefined;
      });
    }
    getIds(): Promise<string[]> {
      return idl.promise(async () => [...(await messages.call('get-ids', { scope: scopeOf(this.#registration) }))]);
    }
  }
  /** A line break and a `<`: markup that was never closed has swallowed what follows it (https://github.com/whatwg/fetch/pull/519). */
  const isDangling = (info: Request | string): boolean =>
    typeof info === 'string' && /[\n\r\t]/.test(info.trim()) && info.includes('<');
  /** A task of its own that no page holds back: what waits for a promise of before has run by then. */
  const afterThisTurn = (run: () => void): void => {
    const { port1, port2 } = new Channel();
    port1.onmessage = () => {
      port1.close();
      run();
    };
    port2.postMessage(null);
  };
  const scopeOf = ({ scope }: ServiceWorkerRegistration): string => messages.toWire(scope);

  idl.eventHandler(BackgroundFetchRegistration.prototype, 'progress', isRegistration!);
  idl.expose(BackgroundFetchManager, 'BackgroundFetchManager');
  idl.expose(BackgroundFetchRegistration, 'BackgroundFetchRegistration');
  idl.expose(BackgroundFetchRecord, 'BackgroundFetchRecord');

  const managers = new WeakMap<ServiceWorkerRegistration, BackgroundFetchManager>();
  const getScope = Object.getOwnPropertyDescriptor(ServiceWorkerRegistration.prototype, 'scope')!.get!;
  const attribute = {
    get backgroundFetch(): BackgroundFetchManager {
      const registration = this as unknown as ServiceWorkerRegistration;
      // Throws for anything else.
      getScope.call(registration);
      const manager = managers.get(registration) ?? new BackgroundFetchManager(secret, registration);
      managers.set(registration, manager);
      return manager;
    },
  };
  const { get } = Object.getOwnPropertyDescriptor(attribute, 'backgroundFetch')!;
  Object.defineProperty(ServiceWorkerRegistration.prototype, 'backgroundFetch', {
    get,
    set: undefined,
    enumerable: true,
    configurable: true,
  });

  // What is fetched for a registration ends with it, before its scope may be registered again.
  const { unregister } = ServiceWorkerRegistration.prototype;
  const replaced = {
    async unregister(this: ServiceWorkerRegistration) {
      const isGone = await unregister.call(this);
      if (isGone) await messages.call('unregistered', { scope: scopeOf(this) });
      return isGone;
    },
  };
  Object.defineProperty(ServiceWorkerRegistration.prototype, 'unregister', {
    value: replaced.unregister,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  parts.registrations = { registrationOf, isRegistration: isRegistration! };
}
