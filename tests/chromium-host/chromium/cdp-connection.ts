/**
 * The Chrome DevTools Protocol over Chromium's `--remote-debugging-pipe=cbor`: one message after the other.
 * One connection carries every target; each attached target is a `CdpSession` ("flat" sessions).
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Readable, Writable } from 'node:stream';
import { decodeCbor, encodeCbor, ENVELOPE_HEADER_BYTES, messageBytes } from './cbor.ts';

export type CdpParams = Record<string, unknown>;
// Chromium's answers are not data from outside: their shape is the protocol's, checked by use.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type CdpResult = any;
export type CdpListener = (params: CdpResult) => void;

interface PendingCall {
  readonly method: string;
  resolve(result: CdpResult): void;
  reject(error: Error): void;
}

/** A command that Chromium refused, or that was under way when its target went away. */
export class CdpError extends Error {
  override readonly name = 'CdpError';
}

/** A document's place is taken within milliseconds, or on a busy computer within seconds. */
const ACTIVE_PAGE_ATTEMPTS = 1000;
const ACTIVE_PAGE_PAUSE_MS = 5;

/** One attached target, or the browser itself (`id` undefined). */
export class CdpSession {
  readonly id: string | undefined;
  readonly #connection: CdpConnection;
  readonly #listeners = new Map<string, Set<CdpListener>>();
  #detached = false;

  constructor(connection: CdpConnection, id: string | undefined) {
    this.#connection = connection;
    this.id = id;
  }

  get isDetached(): boolean {
    return this.#detached;
  }

  send(method: string, params: CdpParams = {}): Promise<CdpResult> {
    if (this.#detached) return Promise.reject(new CdpError(`Cannot send "${method}": the target is gone.`));
    return this.#connection.call(method, params, this.id);
  }

  /** Sends without waiting; a target that goes away meanwhile is no error. */
  post(method: string, params: CdpParams = {}): void {
    this.send(method, params).catch(() => {});
  }

  /**
   * As `send`, for commands that Chromium has only the document in front of answer: while one takes the place of another
   * there is none for a moment, and it is asked again. `null`: the target is gone.
   */
  async sendToActivePage(method: string, params: CdpParams = {}): Promise<CdpResult | null> {
    for (let attempt = 0; attempt < ACTIVE_PAGE_ATTEMPTS; attempt += 1) {
      try {
        return await this.send(method, params);
      } catch (error) {
        if (!String(error).includes('Not attached to an active page')) return null;
        await delay(ACTIVE_PAGE_PAUSE_MS);
      }
    }
    return null;
  }

  on(event: string, listener: CdpListener): void {
    const set = this.#listeners.get(event) ?? new Set();
    set.add(listener);
    this.#listeners.set(event, set);
  }

  /** For the connection: passes an event on. */
  dispatch(event: string, params: CdpResult): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(params);
  }

  /** For the connection: the target is gone. */
  detach(): void {
    if (this.#detached) return;
    this.#detached = true;
    this.dispatch('detached', {});
  }
}

export class CdpConnection {
  readonly browser: CdpSession;
  readonly #output: Writable;
  readonly #pending = new Map<number, PendingCall & { sessionId: string | undefined }>();
  readonly #sessions = new Map<string, CdpSession>();
  readonly #onClosed: () => void;
  #nextId = 0;
  #closed = false;

  constructor(input: Readable, output: Writable, onClosed: () => void) {
    this.#output = output;
    this.#onClosed = onClosed;
    this.browser = new CdpSession(this, undefined);
    const messages = createMessageReader((message) => this.#receive(message));
    input.on('data', messages);
    input.on('close', () => this.#close());
    input.on('error', () => this.#close());
    output.on('error', () => this.#close());
  }

  call(method: string, params: CdpParams, sessionId: string | undefined): Promise<CdpResult> {
    if (this.#closed) return Promise.reject(new CdpError(`Cannot send "${method}": Chromium is gone.`));
    const id = ++this.#nextId;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { method, resolve, reject, sessionId });
      this.#output.write(encodeCbor({ id, method, params, sessionId }));
    });
  }

  session(id: string): CdpSession | undefined {
    return this.#sessions.get(id);
  }

  #receive(bytes: Buffer): void {
    const message = decodeCbor(bytes) as CdpResult;
    if (message.id !== undefined) {
      const call = this.#pending.get(message.id);
      this.#pending.delete(message.id);
      if (message.error) call?.reject(new CdpError(`"${call.method}" failed: ${message.error.message}`));
      else call?.resolve(message.result);
      return;
    }
    if (message.method === 'Target.attachedToTarget') {
      // The session exists before anybody hears of it, so that no event of it is lost.
      const { sessionId } = message.params;
      this.#sessions.set(sessionId, new CdpSession(this, sessionId));
    }
    const target = message.sessionId === undefined ? this.browser : this.#sessions.get(message.sessionId);
    target?.dispatch(message.method, message.params);
    if (message.method === 'Target.detachedFromTarget') this.#detach(message.params.sessionId);
  }

  #detach(sessionId: string): void {
    const session = this.#sessions.get(sessionId);
    this.#sessions.delete(sessionId);
    session?.detach();
    for (const [id, call] of this.#pending) {
      if (call.sessionId !== sessionId) continue;
      this.#pending.delete(id);
      call.reject(new CdpError(`"${call.method}" failed: the target is gone.`));
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const id of [...this.#sessions.keys()]) this.#detach(id);
    for (const call of this.#pending.values()) call.reject(new CdpError(`"${call.method}" failed: Chromium is gone.`));
    this.#pending.clear();
    this.#onClosed();
  }
}

const KEPT_BYTES = 1024 * 1024;

/**
 * Puts messages together from what the pipe gives, in a buffer that is used again: `message` is gone after the call.
 * New buffers would be some MiB for each MiB that a page sends, until the collector comes.
 */
export function createMessageReader(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let buffer = Buffer.allocUnsafeSlow(KEPT_BYTES);
  /** What is there and not yet read. */
  let [from, to] = [0, 0];
  const makeRoom = (bytes: number): void => {
    if (from === to) {
      [from, to] = [0, 0];
      // It had to be large for one message.
      if (buffer.length > KEPT_BYTES) buffer = Buffer.allocUnsafeSlow(KEPT_BYTES);
    }
    if (to + bytes <= buffer.length) return;
    const held = to - from;
    const next = held + bytes <= buffer.length ? buffer : Buffer.allocUnsafeSlow(held + bytes);
    buffer.copy(next, 0, from, to);
    buffer = next;
    [from, to] = [0, held];
  };
  return (chunk) => {
    makeRoom(chunk.length);
    to += chunk.copy(buffer, to);
    free(chunk);
    while (to - from >= ENVELOPE_HEADER_BYTES) {
      const bytes = buffer.subarray(from, to);
      const length = messageBytes(bytes);
      if (bytes.length < length) {
        makeRoom(length - bytes.length);
        return;
      }
      from += length;
      onMessage(bytes.subarray(0, length));
    }
  };
}

/** The pipe has made its memory for this one. */
function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}
