/**
 * Long bytes of messages from pages and workers: they come ahead of their message, in pieces that are put together at once.
 * As one text inside the message, a MiB would be five MiB of texts and buffers that wait for the collector.
 */
import type { IpcPageMessage } from './ipc-renderer.ts';

/** A piece: base64 of whole triples of bytes. `total`: of all pieces; with the first alone. `isNew`: nothing before belongs to the message. */
export interface BytesMessage {
  readonly t: 'bytes';
  readonly total?: number;
  readonly isNew?: boolean;
  readonly text: string;
}

export interface ArrivingBytes {
  /** The message with its bytes in place; `null`: it was a piece of one that is still to come. */
  take<M extends { t: string }>(message: M | BytesMessage): M | null;
}

/** One for each page and worker. */
export function createArrivingBytes(): ArrivingBytes {
  let whole: Uint8Array<ArrayBuffer>[] = [];
  let filled = 0;
  return {
    take(message) {
      if (isPiece(message)) {
        if (message.isNew) whole = [];
        if (message.total !== undefined) {
          whole.push(new Uint8Array(message.total));
          filled = 0;
        }
        const bytes = whole.at(-1);
        if (bytes) filled += Buffer.from(bytes.buffer).write(message.text, filled, 'base64');
        return null;
      }
      if (whole.length === 0) return message;
      for (const entry of tableOf(message))
        if (Array.isArray(entry) && entry[0] === 'B') entry.splice(0, 2, 'A', whole[entry[1] as number]?.buffer);
      whole = [];
      return message;
    },
  };
}

const isPiece = (message: { t: string }): message is BytesMessage => message.t === 'bytes';

const tableOf = (message: { t: string }): unknown[] => (message as IpcPageMessage & { args?: unknown[] }).args ?? [];
