/**
 * Heads of answers that Node's parser refuses and browsers read. They are put right before the parser sees
 * them, on a connection that nothing else uses: on a kept one, the rest of such an answer could become
 * the head of the next.
 */
import type { Socket } from 'node:net';

/** As the parser's own limit. */
export const MAX_HEAD_BYTES = 64 * 1024;

const LF = 0x0a;
const CR = 0x0d;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

interface Field {
  readonly name: string;
  value: string;
}

/**
 * One head with line ends of any kind, in the words that everybody reads: folded lines are joined, what is no
 * header is left out, `identity` is no transfer coding, the same length said twice is one, and chunks win over a
 * length. Lengths that contradict each other stay, for the parser to refuse.
 */
export function repairHead(head: string): string {
  const [status = '', ...lines] = head.split(/\r?\n/);
  const fields: Field[] = [];
  for (const line of lines) {
    const last = fields.at(-1);
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trimEnd();
    if (/^[ \t]/.test(line) && last) last.value += ` ${line.trim()}`;
    else if (colon > 0 && TOKEN.test(name)) fields.push({ name, value: line.slice(colon + 1).trim() });
  }
  const kept = fields.filter(({ name, value }) => !isTransferOf(name, value, 'identity'));
  const isChunked = kept.some(({ name, value }) => isTransferOf(name, value, 'chunked'));
  const lengths = new Set(
    kept.filter(({ name }) => isLength(name)).flatMap(({ value }) => value.split(',').map((length) => length.trim())),
  );
  const others = kept.filter(({ name }) => !isLength(name));
  const length = isChunked ? [] : [...lengths].map((value) => ({ name: 'Content-Length', value }));
  return [
    // Who writes it in small letters or with more spaces means the same.
    status.replace(/^http\/(1\.\d)\s+/i, 'HTTP/$1 '),
    ...[...others, ...length].map(({ name, value }) => `${name}: ${value.replace(CONTROLS, '')}`),
    '',
    '',
  ].join('\r\n');
}

function isLength(name: string): boolean {
  return name.toLowerCase() === 'content-length';
}

function isTransferOf(name: string, value: string, coding: string): boolean {
  return name.toLowerCase() === 'transfer-encoding' && value.toLowerCase() === coding;
}

/** `Infinity`: it names none, or contradicts itself. */
function lengthIn(head: string): number {
  const lengths = [...head.matchAll(/^content-length: (\d+)$/gim)].map(([, length]) => Number(length));
  return lengths.length === 1 ? (lengths[0] ?? Infinity) : Infinity;
}

/** Where the head that begins at `from` ends, and its body begins; `null`: it goes on. */
function endOfHead(bytes: Buffer, from: number): { readonly headEnd: number; readonly bodyAt: number } | null {
  for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    const next = bytes[at + 1] === CR ? at + 2 : at + 1;
    if (bytes[next] === LF) return { headEnd: bytes[at - 1] === CR ? at - 1 : at, bodyAt: next + 1 };
  }
  return null;
}

/** The heads of one answer: the interim ones (1xx) before its own, put right, and where its body begins. */
class Heads {
  readonly #bytes = Buffer.allocUnsafe(MAX_HEAD_BYTES);
  readonly #emit: (bytes: Buffer) => void;
  #length = 0;
  #searched = 0;
  /** Of all heads so far: who sends more of them than one may have bytes is left to the parser. */
  #spent = 0;
  /** Of the body, once it begins: what comes behind its length is nobody's. */
  bodyBytes: number | null = null;

  constructor(emit: (bytes: Buffer) => void) {
    this.#emit = emit;
  }

  /** Takes what belongs to the heads; the rest is the body's. */
  take(bytes: Buffer): Buffer {
    let rest = bytes;
    while (rest.byteLength > 0 && this.bodyBytes === null) rest = this.#takeOne(rest);
    return rest;
  }

  #takeOne(bytes: Buffer): Buffer {
    const before = this.#length;
    this.#length += bytes.copy(this.#bytes, before);
    const all = this.#bytes.subarray(0, this.#length);
    // A line end before the status line is nothing.
    let start = 0;
    while (all[start] === LF || all[start] === CR) start += 1;
    const end = endOfHead(all, Math.max(start, this.#searched));
    this.#searched = Math.max(0, this.#length - 2);
    if (!end) {
      if (this.#length === MAX_HEAD_BYTES) this.#giveUp(all);
      return bytes.subarray(this.#length - before);
    }
    const text = all.toString('latin1', start, end.headEnd);
    const head = repairHead(text);
    this.#spent += end.bodyAt;
    this.#length = 0;
    this.#searched = 0;
    if (!/^HTTP\/1\.\d\s+1\d\d\b/i.test(text)) this.bodyBytes = lengthIn(head);
    else if (this.#spent > MAX_HEAD_BYTES) this.bodyBytes = Infinity;
    this.#emit(Buffer.from(head, 'latin1'));
    return bytes.subarray(end.bodyAt - before);
  }

  #giveUp(all: Buffer): void {
    this.bodyBytes = Infinity;
    this.#emit(Buffer.from(all));
  }
}

/**
 * Puts right what comes over `socket` until the head of an answer is there; interim answers (1xx) before it, too. Each
 * byte is looked at once, in whatever pieces it comes.
 */
export function repairAnswers(socket: Socket): void {
  const emit = socket.emit.bind(socket);
  const heads = new Heads((bytes) => void emit('data', bytes));
  socket.emit = (event: string, ...args: unknown[]): boolean => {
    if (event !== 'data') return emit(event, ...args);
    const rest = heads.take(args[0] as Buffer);
    if (heads.bodyBytes === null) return true;
    const mine = rest.subarray(0, heads.bodyBytes);
    heads.bodyBytes -= mine.byteLength;
    if (mine.byteLength > 0) emit('data', mine);
    return true;
  };
}
