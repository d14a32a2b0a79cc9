/**
 * Heads of answers that Node's parser refuses and browsers read. They are put right before the parser sees
 * them, on a connection that nothing else uses: on a kept one, the rest of such an answer could become
 * the head of the next.
 */
import type { Socket } from 'node:net';

/** As the parser's own limit. */
export const MAX_HEAD_BYTES = 64 * 1024;

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

/** Puts right what comes over `socket` until the head of an answer is there; interim answers (1xx) before it, too. */
export function repairAnswers(socket: Socket): void {
  const emit = socket.emit.bind(socket);
  let pending: Buffer | null = Buffer.alloc(0);
  /** Of the body: what comes behind its length is nobody's. */
  let left = Infinity;
  const pass = (bytes: Buffer): void => {
    if (pending === null) {
      const mine = bytes.subarray(0, left);
      left -= mine.byteLength;
      if (mine.byteLength > 0) emit('data', mine);
      return;
    }
    const all = Buffer.concat([pending, bytes]);
    const text = all.toString('latin1');
    // A line end before the status line is nothing.
    const start = /^[\r\n]*/.exec(text)?.[0].length ?? 0;
    const end = /\r?\n\r?\n/.exec(text.slice(start));
    if (!end && all.byteLength <= MAX_HEAD_BYTES) {
      pending = all;
      return;
    }
    const isInterim = /^HTTP\/1\.\d\s+1\d\d\b/i.test(text.slice(start));
    pending = isInterim ? Buffer.alloc(0) : null;
    if (!end) return void emit('data', all);
    const bodyAt = start + end.index + end[0].length;
    const head = repairHead(text.slice(start, start + end.index));
    if (!isInterim) left = lengthIn(head);
    emit('data', Buffer.from(head, 'latin1'));
    if (bodyAt < all.byteLength) pass(all.subarray(bodyAt));
  };
  socket.emit = (event: string, ...args: unknown[]): boolean => {
    if (event !== 'data') return emit(event, ...args);
    pass(args[0] as Buffer);
    return true;
  };
}
