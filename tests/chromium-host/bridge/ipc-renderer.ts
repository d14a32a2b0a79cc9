/** `ipcRenderer` (docs/api/ipc-renderer.md). Runs as text in pages and workers: refers to nothing outside itself. */
import type { BytesMessage } from './arriving-bytes.ts';
import type { Codec, EncodedTable } from './codec.ts';

/** Messages that become IPC in the host. */
export type IpcPageMessage =
  { t: 'invoke'; id: number; channel: string; args: unknown[] } | { t: 'send'; channel: string; args: unknown[] };

/** Messages of the host. */
export type HostMessage =
  { t: 'reply'; id: number; value?: unknown[]; error?: string } | { t: 'message'; channel: string; args: unknown[] };

/** What `receive` parses. `places`: where in the message's table the strings belong that came beside it. */
export interface MessageText {
  readonly message: HostMessage;
  readonly places: readonly number[];
}

/** Takes a message of the host. */
export interface Receive {
  (text: string, strings: readonly string[]): void;
  /** One that lies in the file called `name`, which `inbox` was given: its text and its strings, so many characters each. */
  fromFile(name: string, lengths: readonly number[]): Promise<void>;
}

export interface PageIpc {
  readonly ipcRenderer: object;
  readonly receive: Receive;
  /** Makes missing members of `object` throw. */
  strict<T extends object>(object: T, name: string): T;
}

/** `inbox`: what long messages are put into; there is none in workers. */
export function createIpcRenderer(
  codec: Codec,
  post: (message: IpcPageMessage | BytesMessage) => void,
  inbox: HTMLInputElement | null = null,
): PageIpc {
  type Listener = (...args: unknown[]) => void;
  /** Characters of base64; a text of that length is young to the collector. A multiple of four. */
  const PIECE_CHARACTERS = 64 * 1024;
  const { parse } = JSON;
  const pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listeners = new Map<string, { listener: Listener; once: boolean }[]>();
  let nextId = 0;

  /** Long bytes of an encoded message go ahead of it. */
  const sendAhead = (table: EncodedTable): EncodedTable => {
    let sent = 0;
    return table.map((entry) => {
      const text: unknown = Array.isArray(entry) && entry[0] === 'A' ? entry[1] : null;
      if (typeof text !== 'string' || text.length <= PIECE_CHARACTERS) return entry;
      const total = (text.length / 4) * 3 - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
      for (let at = 0; at < text.length; at += PIECE_CHARACTERS) {
        const piece = text.slice(at, at + PIECE_CHARACTERS);
        post({ t: 'bytes', ...(at === 0 ? { total, isNew: sent === 0 } : {}), text: piece });
      }
      sent += 1;
      return ['B', sent - 1];
    });
  };
  const strict = <T extends object>(object: T, name: string): T =>
    new Proxy(object, {
      get(target, key, receiver) {
        if (key in target || typeof key === 'symbol' || key === 'then' || key === 'toJSON')
          return Reflect.get(target, key, receiver) as unknown;
        throw new Error(`not provided by the Chromium host: ${name}.${key}`);
      },
    });
  const add = (channel: string, listener: Listener, once: boolean): void => {
    listeners.set(channel, [...(listeners.get(channel) ?? []), { listener, once }]);
  };
  const remove = (channel: string, listener: Listener): void => {
    const list = listeners.get(channel) ?? [];
    const at = list.findLastIndex((entry) => entry.listener === listener);
    if (at >= 0) listeners.set(channel, list.toSpliced(at, 1));
  };

  // The members are on the prototype: an ipcRenderer that is sent over the bridge arrives empty.
  class IpcRenderer {
    async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
      if (typeof channel !== 'string') throw new TypeError('Missing channel argument');
      const id = ++nextId;
      const encoded = codec.encode(args);
      const answer = new Promise((resolve, reject) => pending.set(id, { resolve, reject }));
      post({ t: 'invoke', id, channel, args: sendAhead(encoded) });
      return answer;
    }
    send(channel: string, ...args: unknown[]): void {
      if (typeof channel !== 'string') throw new TypeError('Missing channel argument');
      post({ t: 'send', channel, args: sendAhead(codec.encode(args)) });
    }
    on(channel: string, listener: Listener): this {
      add(channel, listener, false);
      return this;
    }
    addListener(channel: string, listener: Listener): this {
      add(channel, listener, false);
      return this;
    }
    once(channel: string, listener: Listener): this {
      add(channel, listener, true);
      return this;
    }
    off(channel: string, listener: Listener): this {
      remove(channel, listener);
      return this;
    }
    removeListener(channel: string, listener: Listener): this {
      remove(channel, listener);
      return this;
    }
    removeAllListeners(channel?: string): this {
      if (channel === undefined) listeners.clear();
      else listeners.delete(channel);
      return this;
    }
    listenerCount(channel: string): number {
      return listeners.get(channel)?.length ?? 0;
    }
  }
  const ipcRenderer = strict(new IpcRenderer(), 'ipcRenderer');

  const take = (text: string, strings: readonly string[]): void => {
    const { message, places } = parse(text) as MessageText;
    const table = (message.t === 'reply' ? message.value : message.args) ?? [];
    places.forEach((place, index) => {
      const entry = table[place];
      if (Array.isArray(entry)) entry[1] = strings[index];
      else table[place] = strings[index];
    });
    if (message.t === 'reply') {
      const waiting = pending.get(message.id);
      pending.delete(message.id);
      if (message.value) waiting?.resolve(codec.decode(message.value));
      else waiting?.reject(new Error(message.error));
      return;
    }
    const args = codec.decode(message.args) as unknown[];
    for (const entry of listeners.get(message.channel) ?? []) {
      if (entry.once) remove(message.channel, entry.listener);
      try {
        entry.listener({ sender: ipcRenderer, ports: [] }, ...args);
      } catch (error) {
        console.error(error);
      }
    }
  };

  // The page may change these later.
  const { call } = Function.prototype;
  const getFiles = inbox && Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'files')?.get;
  const readText = inbox && Blob.prototype.text;
  /** Messages are taken in their order: what comes behind one that is still being read waits. */
  let reading: Promise<void> | null = null;
  const receive: Receive = Object.assign(
    (text: string, strings: readonly string[]): void => {
      if (reading) void reading.then(() => take(text, strings));
      else take(text, strings);
    },
    {
      async fromFile(name: string, lengths: readonly number[]): Promise<void> {
        const file = (call.call(getFiles!, inbox) as FileList)[0];
        if (file?.name !== name) throw new Error('A message of the host is not where it was put.');
        const read = call.call(readText!, file) as Promise<string>;
        const before = reading;
        const taken = (async () => {
          const whole = await read;
          await before;
          let at = 0;
          const [text = '', ...strings] = lengths.map((length) => whole.slice(at, (at += length)));
          take(text, strings);
        })();
        reading = taken.catch((error: unknown) => console.error(error));
        const own = reading;
        void own.then(() => {
          if (reading === own) reading = null;
        });
        await own;
      },
    },
  );
  return { ipcRenderer, receive, strict };
}
