/**
 * The events of a service worker (https://wicg.github.io/background-fetch/#backgroundfetchevent), and
 * `clients.openWindow`, for which Electron has no delegate.
 */
import type { WireEvent } from '../contract/background-fetch.ts';
import type { BackgroundFetchBridge, PartsHolder } from './parts.ts';

/** Electron turns this function into text: it uses nothing from outside itself but globals of the worker. */
export function defineEvents(key: string, bridge: BackgroundFetchBridge): void {
  interface ExtendableEvent extends Event {
    waitUntil(promise: unknown): void;
  }
  interface WindowClient {
    readonly url: string;
    readonly focused: boolean;
  }
  interface Clients {
    matchAll(options: { type: 'window'; includeUncontrolled: true }): Promise<readonly WindowClient[]>;
  }
  interface WorkerGlobal extends EventTarget {
    readonly ExtendableEvent: new (type: string, init?: object) => ExtendableEvent;
    readonly Clients: { readonly prototype: Clients };
  }
  interface Lifetime {
    readonly eventId: string;
    readonly pending: Set<Promise<unknown>>;
    isDispatching: boolean;
    isUiUpdated: boolean;
  }

  const parts = (globalThis as unknown as PartsHolder)[key]!;
  const { idl, messages, registrations } = parts;
  const worker = globalThis as unknown as WorkerGlobal;
  const FAIL = 'backgroundfetchfail';
  const FAILURE = 'backgroundfetchfailure';
  const CLIENT_TRIES = 40;
  const CLIENT_TRY_MS = 50;
  /** Of events that were not made by a script. */
  const lifetimes = new WeakMap<Event, Lifetime>();
  const isActive = (lifetime: Lifetime | undefined): lifetime is Lifetime =>
    lifetime !== undefined && (lifetime.isDispatching || lifetime.pending.size > 0);

  class BackgroundFetchEvent extends worker.ExtendableEvent {
    readonly #registration: EventTarget;
    constructor(_type: unknown, init: unknown) {
      idl.requireArguments("'BackgroundFetchEvent'", arguments.length, 2);
      // A subclass reads its members after those of the interfaces above it.
      super(idl.usvString(_type), (init ?? undefined) as object | undefined);
      const { registration } = idl.dictionary(init, ['registration']);
      if (!registrations.isRegistration(registration))
        throw new TypeError(
          "Failed to read the 'registration' property from 'BackgroundFetchEventInit': It is not of type 'BackgroundFetchRegistration'.",
        );
      this.#registration = registration;
    }
    get registration(): EventTarget {
      return this.#registration;
    }
    /** The worker's own refuses every event that a script has dispatched. */
    override waitUntil(promise: unknown): void {
      const lifetime = lifetimes.get(this);
      if (!isActive(lifetime))
        throw new DOMException(
          'The event handler is already finished and no extend lifetime promises are outstanding.',
          'InvalidStateError',
        );
      const waiting = Promise.resolve(promise);
      lifetime.pending.add(waiting);
      const settled = (): void =>
        queueMicrotask(() => {
          lifetime.pending.delete(waiting);
          if (!isActive(lifetime)) ended(lifetime);
        });
      waiting.then(settled, settled);
    }
  }

  class BackgroundFetchUpdateUIEvent extends BackgroundFetchEvent {
    constructor(_type: unknown, init: unknown) {
      idl.requireArguments("'BackgroundFetchUpdateUIEvent'", arguments.length, 2);
      super(_type, init);
    }
    updateUI(...args: unknown[]): Promise<undefined> {
      return idl.promise(async () => {
        // Throws for anything but an event of this class.
        void this.registration;
        const ui = messages.ui(idl.dictionary(args[0], ['icons', 'title']));
        const lifetime = lifetimes.get(this);
        if (lifetime?.isUiUpdated) throw new DOMException('updateUI may only be called once.', 'InvalidStateError');
        if (!isActive(lifetime)) throw new DOMException('The event is not active.', 'InvalidStateError');
        lifetime.isUiUpdated = true;
        if (!(await messages.call('update-ui', { eventId: lifetime.eventId, ...ui })))
          throw new DOMException('The event is not active.', 'InvalidStateError');
        return undefined;
      });
    }
  }

  idl.expose(BackgroundFetchEvent, 'BackgroundFetchEvent', ['waitUntil']);
  idl.expose(BackgroundFetchUpdateUIEvent, 'BackgroundFetchUpdateUIEvent');
  for (const kind of ['success', 'fail', 'abort', 'click'])
    idl.eventHandler(worker, `backgroundfetch${kind}`, (object) => object === worker);

  const { addEventListener: add, removeEventListener: remove, dispatchEvent: dispatch } = EventTarget.prototype;
  interface Listening {
    readonly listener: unknown;
    readonly capture: boolean;
    readonly once: boolean;
  }
  /** Which of the two names of a failure somebody listens to, as the list of an EventTarget is kept. */
  const listening = new Map<string, Listening[]>([
    [FAIL, []],
    [FAILURE, []],
  ]);
  const isCapture = (options: unknown): boolean =>
    typeof options === 'object' && options !== null
      ? Boolean((options as AddEventListenerOptions).capture)
      : Boolean(options);
  const forget = (type: string, isOver: (entry: Listening) => boolean): void => {
    const entries = listening.get(type);
    if (entries)
      listening.set(
        type,
        entries.filter((entry) => !isOver(entry)),
      );
  };
  const note = (type: string, listener: unknown, options: unknown): void => {
    const entries = listening.get(type);
    const capture = isCapture(options);
    const { once, signal } = ((typeof options === 'object' ? options : null) as AddEventListenerOptions | null) ?? {};
    if (
      !entries ||
      signal?.aborted ||
      entries.some((entry) => entry.listener === listener && entry.capture === capture)
    )
      return;
    const added = { listener, capture, once: Boolean(once) };
    entries.push(added);
    if (signal) add.call(signal, 'abort', () => forget(type, (entry) => entry === added));
  };
  const watching = {
    addEventListener(this: unknown, type: string, listener: unknown, ...rest: unknown[]): void {
      Reflect.apply(add, this ?? worker, [type, listener, ...rest]);
      if (listener) note(String(type), listener, rest[0]);
    },
    removeEventListener(this: unknown, type: string, listener: unknown, ...rest: unknown[]): void {
      Reflect.apply(remove, this ?? worker, [type, listener, ...rest]);
      forget(String(type), (entry) => entry.listener === listener && entry.capture === isCapture(rest[0]));
    },
  };
  for (const [name, value] of Object.entries(watching))
    Object.defineProperty(worker, name, { value, writable: true, configurable: true });
  const failureType = (): string => {
    const hasHandler = (globalThis as unknown as Record<string, unknown>)[`on${FAIL}`] !== null;
    return listening.get(FAILURE)!.length > 0 && listening.get(FAIL)!.length === 0 && !hasHandler ? FAILURE : FAIL;
  };

  const handled = (eventId: string): void => void bridge.call('event-handled', [{ eventId }]);
  const ended = ({ eventId }: Lifetime): void => handled(eventId);
  const fire = ({ eventId, kind, registration }: WireEvent): void => {
    const type = kind === 'fail' ? failureType() : `backgroundfetch${kind}`;
    const Interface = kind === 'success' || kind === 'fail' ? BackgroundFetchUpdateUIEvent : BackgroundFetchEvent;
    const event = new Interface(type, { registration: registrations.registrationOf(registration) });
    const lifetime: Lifetime = { eventId, pending: new Set(), isDispatching: true, isUiUpdated: false };
    lifetimes.set(event, lifetime);
    dispatch.call(worker, event);
    forget(type, ({ once }) => once);
    lifetime.isDispatching = false;
    if (!isActive(lifetime)) ended(lifetime);
  };
  // "Queue a task": a debugger that brings the message lets no listener run within it.
  bridge.listen('background-fetch:event', (message) => void setTimeout(fire, 0, message));

  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const withoutFragment = (url: string): string => url.split('#', 1)[0] ?? '';
  const { matchAll } = worker.Clients.prototype;
  const opening = {
    openWindow(this: Clients, _url: unknown): Promise<WindowClient | null> {
      const given = arguments.length;
      return idl.promise(async () => {
        // Rejects for anything but `clients`.
        await matchAll.call(this, { type: 'window', includeUncontrolled: true });
        idl.requireArguments("'openWindow' on 'Clients'", given, 1);
        const { href } = new URL(idl.usvString(_url), globalThis.location.href);
        const path = messages.toWire(href);
        if (href === 'about:blank') throw new TypeError(`'${href}' cannot be opened.`);
        if (!path.startsWith('/'))
          throw new DOMException('Only pages of the own origin can be opened.', 'InvalidAccessError');
        if (!(await messages.call('open-window', { path })))
          throw new DOMException('Not allowed to open a window.', 'InvalidAccessError');
        for (let tries = 0; tries < CLIENT_TRIES; tries++) {
          const clients = await matchAll.call(this, { type: 'window', includeUncontrolled: true });
          const client = clients.find(({ url }) => withoutFragment(url) === withoutFragment(href));
          if (client) return client;
          await pause(CLIENT_TRY_MS);
        }
        return null;
      });
    },
  };
  Object.defineProperty(worker.Clients.prototype, 'openWindow', {
    value: opening.openWindow,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  void bridge.call('worker-ready', []);
}
