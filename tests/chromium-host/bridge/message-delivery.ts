/** How a message of the host gets to a page or worker. */
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { HostMessage, MessageText } from './ipc-renderer.ts';

/** Strings from this length on travel beside the message: inside it they would be escaped twice. */
const LONG_CHARACTERS = 4096;
/**
 * Messages from this length on travel in a file. What comes by the protocol is compiled as script, 20 ms for each MiB; a
 * file is read by the page's process at once, as the shared memory is that Electron has.
 */
const FILE_CHARACTERS = 128 * 1024;

/** Object ids of what takes the host's messages. */
export interface MessageReceiver {
  /** The function `Receive`. */
  readonly receiver: string;
  /** The file input of a page; workers have none. */
  readonly inbox?: string | undefined;
}

let lastFile = 0;

/** `folder`: for long messages, each until it is read. A page that goes away meanwhile is no error. */
export function deliverMessage(
  session: CdpSession,
  { receiver, inbox }: MessageReceiver,
  message: HostMessage,
  folder?: string,
): void {
  const { text, strings } = splitMessage(message);
  const parts = [text, ...strings];
  const characters = parts.reduce((sum, part) => sum + part.length, 0);
  // A file has UTF-8, which knows no single surrogates.
  const fitsFile = characters >= FILE_CHARACTERS && parts.every((part) => part.isWellFormed());
  if (inbox !== undefined && folder !== undefined && fitsFile) {
    deliverFile(session, { receiver, inbox }, parts, folder);
    return;
  }
  session.post('Runtime.callFunctionOn', {
    objectId: receiver,
    functionDeclaration: 'function (text, ...strings) { this(text, strings); }',
    arguments: parts.map((value) => ({ value })),
    silent: true,
  });
}

function deliverFile(
  session: CdpSession,
  { receiver, inbox }: Required<MessageReceiver>,
  parts: readonly string[],
  folder: string,
): void {
  lastFile += 1;
  const name = `message-${lastFile}`;
  const file = path.join(folder, name);
  mkdirSync(folder, { recursive: true });
  const handle = openSync(file, 'w', 0o600);
  try {
    for (const part of parts) {
      let bytes = Buffer.from(part);
      while (bytes.length > 0) bytes = bytes.subarray(writeSync(handle, bytes));
    }
  } finally {
    closeSync(handle);
  }
  session.post('DOM.setFileInputFiles', { files: [file], objectId: inbox });
  void session
    .send('Runtime.callFunctionOn', {
      objectId: receiver,
      functionDeclaration: 'function (name, lengths) { return this.fromFile(name, lengths); }',
      arguments: [{ value: name }, { value: parts.map(({ length }) => length) }],
      awaitPromise: true,
      silent: true,
    })
    .then(({ exceptionDetails }: { exceptionDetails?: { text: string } }) => {
      if (exceptionDetails) process.stderr.write('chromium host: a long message did not reach its page.\n');
    })
    .catch(() => {})
    .then(() => rmSync(file, { force: true }));
}

function splitMessage(message: HostMessage): { readonly text: string; readonly strings: readonly string[] } {
  const table = message.t === 'reply' ? message.value : message.args;
  const strings: string[] = [];
  const places: number[] = [];
  const short = table?.map((entry, index) => {
    const isBytes = Array.isArray(entry) && entry[0] === 'A';
    const text: unknown = isBytes ? (entry as unknown[])[1] : entry;
    if (typeof text !== 'string' || text.length < LONG_CHARACTERS) return entry;
    strings.push(text);
    places.push(index);
    return isBytes ? ['A', ''] : '';
  });
  const rest: HostMessage =
    message.t === 'reply' ? { ...message, ...(short ? { value: short } : {}) } : { ...message, args: short ?? [] };
  return { text: JSON.stringify({ message: rest, places } satisfies MessageText), strings };
}
