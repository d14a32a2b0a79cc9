/** How a message of the host gets to a page or worker. */
import { mkdirSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
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
/** By receiver: what comes behind a message whose file is still being written waits for it. */
const underWay = new Map<string, Promise<void>>();

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
  const post = (): void =>
    session.post('Runtime.callFunctionOn', {
      objectId: receiver,
      functionDeclaration: 'function (text, ...strings) { this(text, strings); }',
      arguments: parts.map((value) => ({ value })),
      silent: true,
    });
  if (inbox !== undefined && folder !== undefined && fitsFile) {
    const written = writeParts(folder, parts);
    inTurn(receiver, async () => postFile(session, { receiver, inbox }, await written, parts));
  } else if (underWay.has(receiver)) inTurn(receiver, post);
  else post();
}

function inTurn(receiver: string, step: () => void | Promise<void>): void {
  const turn = (underWay.get(receiver) ?? Promise.resolve()).then(step).catch((error: unknown) => {
    process.stderr.write(`chromium host: a message was not delivered: ${String(error)}\n`);
  });
  underWay.set(receiver, turn);
  void turn.then(() => {
    if (underWay.get(receiver) === turn) underWay.delete(receiver);
  });
}

/** Answers the file. It is written while main goes on, as Electron's message would be copied. */
async function writeParts(folder: string, parts: readonly string[]): Promise<string> {
  lastFile += 1;
  const file = path.join(folder, `message-${lastFile}`);
  // Each step of its own would wait for a thread.
  mkdirSync(folder, { recursive: true });
  await writeFile(file, parts.join(''), { mode: 0o600 });
  return file;
}

function postFile(
  session: CdpSession,
  { receiver, inbox }: Required<MessageReceiver>,
  file: string,
  parts: readonly string[],
): void {
  session.post('DOM.setFileInputFiles', { files: [file], objectId: inbox });
  void session
    .send('Runtime.callFunctionOn', {
      objectId: receiver,
      functionDeclaration: 'function (name, lengths) { return this.fromFile(name, lengths); }',
      arguments: [{ value: path.basename(file) }, { value: parts.map(({ length }) => length) }],
      awaitPromise: true,
      silent: true,
    })
    .then(({ exceptionDetails }: { exceptionDetails?: { text: string } }) => {
      if (exceptionDetails) process.stderr.write('chromium host: a long message did not reach its page.\n');
    })
    .catch(() => {})
    .then(() => rm(file, { force: true }));
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
