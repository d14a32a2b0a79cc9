/** A background fetch without a network: the test says what arrives. Needs `Request`, `Response` and `EventTarget` only. */
import type { CreateFakeBackgroundFetch } from './fakes-api.ts';

interface Settled {
  readonly request: Request;
  readonly response: Promise<Response>;
  settle(response: Response | Error): void;
}

/** Relative addresses are the mini-program's own. */
const BASE = 'https://mini-program.invalid/';

const requestOf = (input: BackgroundFetchRequest): Request =>
  input instanceof Request ? input : new Request(new URL(input, BASE));

function settledOf(request: Request): Settled {
  let settle: Settled['settle'] = () => {};
  const response = new Promise<Response>((resolve, reject) => {
    settle = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
  });
  // Whoever asks for it is told.
  response.catch(() => {});
  return { request, response, settle };
}

class FakeRegistration extends EventTarget {
  readonly id: string;
  readonly downloadTotal: number;
  readonly records: readonly Settled[];
  readonly uploadTotal = 0;
  readonly uploaded = 0;
  downloaded = 0;
  result: BackgroundFetchResult = '';
  failureReason: BackgroundFetchFailureReason = '';
  recordsAvailable = true;
  onprogress: BackgroundFetchRegistration['onprogress'] = null;
  onAborted: () => void = () => {};

  constructor(id: string, requests: readonly Request[], downloadTotal: number) {
    super();
    this.id = id;
    this.downloadTotal = downloadTotal;
    this.records = requests.map(settledOf);
    this.addEventListener('progress', (event) =>
      this.onprogress?.call(this as unknown as BackgroundFetchRegistration, event),
    );
  }

  abort(): Promise<boolean> {
    if (this.result !== '') return Promise.resolve(false);
    this.end('failure', 'aborted');
    this.onAborted();
    return Promise.resolve(true);
  }

  end(result: BackgroundFetchResult, reason: BackgroundFetchFailureReason): void {
    this.result = result;
    this.failureReason = reason;
    for (const { settle } of this.records) settle(new DOMException('The fetch has ended without it.', 'AbortError'));
    this.dispatchEvent(new Event('progress'));
  }

  async match(request: BackgroundFetchRequest): Promise<BackgroundFetchRecord | undefined> {
    return (await this.matchAll(request))[0];
  }

  matchAll(request?: BackgroundFetchRequest): Promise<BackgroundFetchRecord[]> {
    if (!this.recordsAvailable) return Promise.reject(new DOMException('The records are gone.', 'InvalidStateError'));
    const url = request === undefined ? null : requestOf(request).url;
    const found = this.records.filter((record) => url === null || record.request.url === url);
    return Promise.resolve(found.map(({ request: asked, response }) => ({ request: asked, responseReady: response })));
  }
}

/** An event of a worker. `done` resolves when all that was waited for has ended. */
function eventOf(type: string, registration: FakeRegistration): { event: Event; done(): Promise<string | undefined> } {
  const promises: Promise<unknown>[] = [];
  let title: string | undefined;
  const event = Object.assign(new Event(type), {
    registration,
    waitUntil: (promise: Promise<unknown>) => void promises.push(Promise.resolve(promise)),
    updateUI: async (options: BackgroundFetchUIOptions = {}) => void (title = options.title ?? title),
  });
  return {
    event,
    async done() {
      // A promise may be added while another is waited for.
      for (let index = 0; index < promises.length; index += 1) await promises[index];
      registration.recordsAvailable = false;
      return title;
    },
  };
}

export const createFakeBackgroundFetch: CreateFakeBackgroundFetch = () => {
  const underWay = new Map<string, FakeRegistration>();
  const worker = new EventTarget();

  const registrationOf = (id: string): FakeRegistration => {
    const found = underWay.get(id);
    if (!found) throw new Error(`Cannot act on the background fetch "${id}": none of that id is under way.`);
    return found;
  };
  const tell = async (type: string, registration: FakeRegistration): Promise<string | undefined> => {
    underWay.delete(registration.id);
    const { event, done } = eventOf(type, registration);
    worker.dispatchEvent(event);
    return done();
  };
  const asPublic = (registration: FakeRegistration): BackgroundFetchRegistration =>
    registration as unknown as BackgroundFetchRegistration;

  const manager: BackgroundFetchManager = {
    async fetch(id, requests, options = {}) {
      const isOne = typeof requests === 'string' || requests instanceof Request || requests instanceof URL;
      const list = (isOne ? [requests] : [...requests]).map(requestOf);
      if (list.length === 0) throw new TypeError('At least one request is needed.');
      if (underWay.has(id)) throw new TypeError(`A background fetch with the id "${id}" is under way.`);
      const registration = new FakeRegistration(id, list, options.downloadTotal ?? 0);
      registration.onAborted = () => void tell('backgroundfetchabort', registration);
      underWay.set(id, registration);
      return asPublic(registration);
    },
    get: (id) => Promise.resolve(underWay.has(id) ? asPublic(registrationOf(id)) : undefined),
    getIds: () => Promise.resolve([...underWay.keys()]),
  };

  return {
    manager,
    worker,
    requests: (id) => registrationOf(id).records.map(({ request }) => request),
    progress(id, downloaded) {
      const registration = registrationOf(id);
      registration.downloaded = downloaded;
      registration.dispatchEvent(new Event('progress'));
    },
    async succeed(id, responses) {
      const registration = registrationOf(id);
      registration.records.forEach(({ settle }, index) => responses[index] && settle(responses[index]));
      registration.end('success', '');
      return tell('backgroundfetchsuccess', registration);
    },
    async fail(id, reason) {
      const registration = registrationOf(id);
      registration.end('failure', reason);
      return tell('backgroundfetchfail', registration);
    },
    async click(id) {
      const { event, done } = eventOf('backgroundfetchclick', registrationOf(id));
      worker.dispatchEvent(event);
      await done();
      registrationOf(id).recordsAvailable = true;
    },
  };
};
