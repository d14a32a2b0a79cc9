/** What the answer of a developer server comes to: text within its limits, or why it is of no use. */
import type { BnErrorCode } from '../../../preload/contract/errors.ts';
import { isEncoded } from './content-decoding.ts';
import type { Answer } from './exchange.ts';
import { decodeText, readBounded } from './text-body.ts';
import { drain } from './wire-limits.ts';

export type Reading =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number }
  | { readonly kind: 'not-modified' }
  | { readonly kind: 'refused'; readonly code: BnErrorCode; readonly state: string };

export interface ReadOptions {
  readonly maxBodyBytes: number;
  readonly acceptsNotModified: boolean;
  readonly onBytes: (receivedBytes: number) => void;
}

/** Rejects with the error of the connection. */
export async function readAnswer(answer: Answer, options: ReadOptions): Promise<Reading> {
  const { status, header, body } = answer;
  const { maxBodyBytes, acceptsNotModified, onBytes } = options;
  if (status === 304 && acceptsNotModified) {
    drain(body);
    return { kind: 'not-modified' };
  }
  const refuse = (code: BnErrorCode, state: string): Reading => {
    body.destroy();
    return { kind: 'refused', code, state };
  };
  if (status < 200 || status > 299) return refuse('bad-status', `it answered ${status}`);

  const tooLarge = `the answer is larger than ${maxBodyBytes} bytes`;
  if (!isEncoded(header('content-encoding')) && Number(header('content-length')) > maxBodyBytes)
    return refuse('too-large', tooLarge);

  const read = await readBounded(body, maxBodyBytes, onBytes);
  if (read.kind === 'too-large') return refuse('too-large', tooLarge);
  const text = decodeText(read.bytes, header('content-type'));
  if (text === null) return refuse('not-text', 'the answer is not text');
  return { kind: 'text', text, bytes: read.bytes.byteLength };
}
