/** Long bytes on their way from a page: pieces ahead of their message, and messages in a buffer that is used again. */
import { describe, expect, it } from 'vitest';
import { createArrivingBytes, type BytesMessage } from '../bridge/arriving-bytes.ts';
import { createCodec } from '../bridge/codec.ts';
import { createIpcRenderer, type IpcPageMessage } from '../bridge/ipc-renderer.ts';
import { decodeCbor, encodeCbor } from '../chromium/cbor.ts';
import { createMessageReader } from '../chromium/cdp-connection.ts';

const codec = createCodec();

const bytesOf = (length: number, seed: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, index) => (index * 31 + seed) % 251);

/** What a page sends, as texts. */
function sentBy(...calls: readonly (readonly unknown[])[]): string[] {
  const texts: string[] = [];
  const { ipcRenderer } = createIpcRenderer(codec, (message) => void texts.push(JSON.stringify(message)));
  const { send } = ipcRenderer as { send(channel: string, ...args: unknown[]): void };
  for (const args of calls) send.call(ipcRenderer, 'channel', ...args);
  return texts;
}

function arrived(texts: readonly string[]): unknown[] {
  const arriving = createArrivingBytes();
  return texts.flatMap((text) => {
    const message = arriving.take(JSON.parse(text) as IpcPageMessage | BytesMessage) as IpcPageMessage | null;
    return message ? [codec.decode(message.args)] : [];
  });
}

describe('long bytes of a message', () => {
  const PIECE = 48 * 1024;
  it.each([0, 1, 2, 3, PIECE - 1, PIECE, PIECE + 1, PIECE + 2, 3 * PIECE, 1024 * 1024 + 7])(
    'arrive whole when there are %d',
    (length) => {
      const bytes = bytesOf(length, 1);
      expect(arrived(sentBy([{ upload: 'a', bytes: bytes.buffer }]))).toEqual([[{ upload: 'a', bytes: bytes.buffer }]]);
    },
  );

  it('belong to their own message when several have some, short and long', () => {
    const [first, second, third, short] = [
      bytesOf(PIECE * 2, 1),
      bytesOf(PIECE + 5, 2),
      bytesOf(PIECE * 3, 3),
      bytesOf(9, 4),
    ];
    const calls = [[first, short, second], ['nothing'], [{ deep: [third] }]];
    expect(arrived(sentBy(...calls))).toEqual(calls);
  });

  it('of a document that went in the middle of them are not taken for those of the next', () => {
    const [lost, sent] = [bytesOf(PIECE * 4, 1), bytesOf(PIECE * 2, 2)];
    expect(arrived([...sentBy([lost]).slice(0, 2), ...sentBy([sent])])).toEqual([[sent]]);
  });

  it('never make one text as long as they are', () => {
    const longest = Math.max(...sentBy([bytesOf(1024 * 1024, 1).buffer]).map(({ length }) => length));
    expect(longest).toBeLessThan(100_000);
  });
});

describe('messages of the pipe', () => {
  it.each([1, 7, 1000, 65_536, 5_000_000])('are read whole when %d bytes come at a time', (size) => {
    const texts = [
      '',
      'short',
      'x'.repeat(70_000),
      'y'.repeat(3 * 1024 * 1024),
      'after',
      'z'.repeat(1024 * 1024),
      'end',
    ];
    const messages = texts.filter(({ length }) => size > 10 || length < 100).map((text, id) => ({ id, text }));
    const stream = Buffer.concat(messages.map((message) => encodeCbor(message)));
    const seen: unknown[] = [];
    const read = createMessageReader((message) => void seen.push(decodeCbor(message)));
    for (let at = 0; at < stream.length; at += size) read(Buffer.from(new Uint8Array(stream.subarray(at, at + size))));
    expect(seen).toEqual(messages);
  });
});
