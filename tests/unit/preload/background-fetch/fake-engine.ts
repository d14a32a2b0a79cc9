/** A tiny engine in memory, in the page itself: it answers the channels of the Background Fetch API. */
import type {
  BackgroundFetchChannels,
  NewWireFetch,
  WireEvent,
  WireRegistration,
} from '../../../../preload/contract/background-fetch.ts';
import { installBackgroundFetch } from '../../../../preload/background-fetch/install.ts';

type Args<N extends string> = `background-fetch:${N}` extends keyof BackgroundFetchChannels
  ? BackgroundFetchChannels[`background-fetch:${N}`]['args'][0]
  : never;

export interface FakeFetch {
  readonly fetch: NewWireFetch;
  state: WireRegistration;
  /** What each record answers; `undefined`: it waits. */
  readonly answers: (FakeAnswer | undefined)[];
}

export type FakeAnswer =
  | 'error'
  | 'aborted'
  | {
      url?: string;
      redirected?: boolean;
      status?: number;
      headers?: [string, string][];
      chunks: (string | Uint8Array<ArrayBuffer>)[];
      /** Default: `Fine`. */
      statusText?: string;
      end?: 'end' | 'aborted' | 'error';
      type?: 'basic' | 'cors';
    };

export class FakeEngine {
  readonly calls: [string, ...unknown[]][] = [];
  readonly fetches: FakeFetch[] = [];
  readonly opened: string[] = [];
  readonly handled: string[] = [];
  readonly uiUpdates: unknown[] = [];
  refuse: { name: 'TypeError' | 'QuotaExceededError' | 'NotAllowedError'; message: string } | null = null;
  allowsOpening = false;
  /** The body that each reader reads. */
  readonly readers: { uuid: string; index: number }[] = [];
  readonly closed: number[] = [];
  /** The pieces of bodies that went ahead. */
  readonly uploads: Uint8Array[][] = [];
  roomForPieces = Infinity;
  #sequence = 0;
  #waiting: (() => void)[] = [];
  readonly #listeners = new Map<string, (event: unknown, message: unknown) => void>();

  async invoke(channel: string, args?: unknown): Promise<unknown> {
    const name = channel.slice('background-fetch:'.length);
    this.calls.push([name, args]);
    return { ok: true, value: await this.#answer(name, args) };
  }

  on(channel: string, listener: (event: unknown, message: unknown) => void): void {
    this.#listeners.set(channel, listener);
  }

  /** Changes a fetch and tells the page. */
  change(uuid: string, change: Partial<WireRegistration>): void {
    const fetch = this.#fetch(uuid)!;
    fetch.state = { ...fetch.state, ...change, sequence: ++this.#sequence };
    this.#listeners.get('background-fetch:progress')!({}, fetch.state);
  }

  answer(uuid: string, index: number, answer: FakeAnswer): void {
    this.#fetch(uuid)!.answers[index] = answer;
    for (const wake of this.#waiting.splice(0)) wake();
  }

  fire(event: Omit<WireEvent, 'registration'>, uuid: string): void {
    const registration = { ...this.#fetch(uuid)!.state, sequence: ++this.#sequence };
    this.#listeners.get('background-fetch:event')!({}, { ...event, registration });
  }

  #bytesOf(body: NewWireFetch['requests'][number]['body']): Uint8Array<ArrayBuffer> {
    if (body === null || body instanceof ArrayBuffer) return new Uint8Array(body ?? new ArrayBuffer(0));
    const pieces = this.uploads[Number(body.upload.slice(7)) - 1]!;
    const all = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
    let offset = 0;
    for (const piece of pieces) {
      all.set(piece, offset);
      offset += piece.byteLength;
    }
    return all;
  }

  #fetch(uuid: string): FakeFetch | undefined {
    return this.fetches.find(({ state }) => state.uuid === uuid);
  }

  async #answer(name: string, given: unknown): Promise<unknown> {
    switch (name) {
      case 'register': {
        const fetch = given as NewWireFetch;
        const { id, downloadTotal } = fetch;
        if (this.refuse) return { ok: false, error: this.refuse };
        if (this.#active(id)) return { ok: false, error: { name: 'TypeError', message: 'The id is taken.' } };
        const uploadTotal = fetch.requests.reduce((sum, { body }) => sum + this.#bytesOf(body).byteLength, 0);
        const state: WireRegistration = {
          uuid: `u${this.fetches.length + 1}`,
          id,
          uploadTotal,
          uploaded: 0,
          downloadTotal,
          downloaded: 0,
          result: '',
          failureReason: '',
          recordsAvailable: true,
          sequence: ++this.#sequence,
        };
        this.fetches.push({ fetch, state, answers: fetch.requests.map(() => undefined) });
        return { ok: true, registration: state };
      }
      case 'get':
        return this.#active((given as Args<'get'>).id)?.state ?? null;
      case 'get-ids':
        return this.fetches.filter(({ state }) => state.result === '').map(({ state }) => state.id);
      case 'abort': {
        const { uuid } = given as Args<'abort'>;
        if (this.#fetch(uuid)!.state.result !== '') return false;
        this.change(uuid, { result: 'failure', failureReason: 'aborted' });
        return true;
      }
      case 'match': {
        const { uuid, request } = given as Args<'match'>;
        const { fetch, state, answers } = this.#fetch(uuid)!;
        if (!state.recordsAvailable) return null;
        return fetch.requests
          .map(({ body, isBlocked, ...rest }, index) => ({
            index,
            request: { ...rest, hasBody: body !== null, isBlocked },
            response: answers[index] === undefined ? { kind: 'waiting' } : this.#response(uuid, index),
          }))
          .filter((record) => request === null || record.request.url === request.url);
      }
      case 'read-request-body': {
        const { uuid, index, offset } = given as Args<'read-request-body'>;
        const bytes = this.#bytesOf(this.#fetch(uuid)!.fetch.requests[index]!.body).slice(offset, offset + 100_000);
        return bytes.byteLength === 0 ? { kind: 'end' } : { kind: 'bytes', bytes: bytes.buffer };
      }
      case 'read-response': {
        const { uuid, index } = given as Args<'read-response'>;
        if (this.#fetch(uuid)!.answers[index] === undefined) {
          await new Promise<void>((resolve) => this.#waiting.push(resolve));
          return { kind: 'waiting' };
        }
        return this.#response(uuid, index);
      }
      case 'read-body': {
        const { reader, offset } = given as Args<'read-body'>;
        const { uuid, index } = this.readers[reader]!;
        const answer = this.#fetch(uuid)!.answers[index];
        if (typeof answer !== 'object') return { kind: 'error' };
        let at = 0;
        for (const chunk of answer.chunks) {
          const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
          // The page gets the memory: it is a copy.
          if (at === offset) return { kind: 'bytes', bytes: bytes.slice().buffer };
          at += bytes.byteLength;
        }
        return { kind: answer.end ?? 'end' };
      }
      case 'close-bodies':
        this.closed.push(...(given as Args<'close-bodies'>).readers);
        return null;
      case 'open-upload':
        return `upload-${this.uploads.push([])}`;
      case 'append-upload': {
        const { upload, bytes } = given as Args<'append-upload'>;
        const pieces = this.uploads[Number(upload.slice(7)) - 1]!;
        if (pieces.length >= this.roomForPieces) return false;
        pieces.push(new Uint8Array(bytes));
        return true;
      }
      case 'update-ui':
        this.uiUpdates.push(given);
        return true;
      case 'event-handled':
        this.handled.push((given as Args<'event-handled'>).eventId);
        return null;
      case 'open-window':
        if (this.allowsOpening) this.opened.push((given as Args<'open-window'>).path);
        return this.allowsOpening;
      default:
        return null;
    }
  }

  #response(uuid: string, index: number): unknown {
    const { fetch, answers } = this.#fetch(uuid)!;
    const answer = answers[index];
    if (typeof answer !== 'object') return { kind: answer };
    const { url = fetch.requests[index]!.url, redirected = false, status = 200, headers = [], type = 'basic' } = answer;
    const { statusText = 'Fine' } = answer;
    return {
      kind: 'response',
      reader: this.readers.push({ uuid, index }) - 1,
      response: { url, redirected, status, statusText, type, headers },
    };
  }

  #active(id: string): FakeFetch | undefined {
    return this.fetches.find(({ state }) => state.id === id && state.result === '');
  }
}

/** The engine of this world; its name begins with a letter no interface begins with. */
declare global {
  var engine: FakeEngine;
}

globalThis.engine = new FakeEngine();
installBackgroundFetch(
  {
    // As Electron does it: from the text alone.
    executeInMainWorld: ({ func, args = [] }) =>
      ((0, eval)(`(${func.toString()})`) as (...given: unknown[]) => unknown)(...args),
  },
  globalThis.engine,
  'ServiceWorkerGlobalScope' in globalThis ? 'service-worker' : 'page',
);
