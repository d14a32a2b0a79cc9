/**
 * What runs in the worker: reads the pages it is given and posts the hashes of each that has any. It knows its
 * limits itself, so that it never holds more than one page; its time is main's to watch.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { InlineScriptHashes } from '../../models/inline-scripts.ts';
import { charsetOfText } from '../packages/text-charset.ts';
import { hashInlineScripts } from './hash-inline-scripts.ts';
import type { InlineScriptLimits } from './limits.ts';

export interface PageToHash {
  /** Below the folder, with `/`. */
  readonly name: string;
  readonly isXml: boolean;
}

export interface HashingJob {
  /** Absolute. */
  readonly folder: string;
  readonly pages: readonly PageToHash[];
  /** What the manifest says of files that are not UTF-8 and declare nothing. */
  readonly charset: string | null;
  readonly limits: InlineScriptLimits;
}

export type HashingMessage =
  | { readonly kind: 'page'; readonly name: string; readonly hashes: InlineScriptHashes }
  /** The page, or what follows it, has more than the limits allow. */
  | { readonly kind: 'cut'; readonly name: string }
  | { readonly kind: 'done' };

/** Hashes the pages of `job` in their order. A page that cannot be read has no hashes. */
export function hashPages(
  { folder, pages, charset, limits }: HashingJob,
  post: (message: HashingMessage) => void,
): void {
  let bytes = 0;
  let hashes = 0;
  for (const [index, { name, isXml }] of pages.entries()) {
    const left = Math.min(limits.pageBytes, limits.packageBytes - bytes);
    const text =
      index < limits.pages
        ? readPage(path.join(folder, name), left, isXml ? 'application/xhtml+xml' : 'text/html', charset)
        : 'too-large';
    if (text === null) continue;
    const maxHashes = Math.min(limits.hashesPerPage, limits.hashesPerPackage - hashes);
    if (text === 'too-large') {
      post({ kind: 'cut', name });
      continue;
    }
    bytes += text.bytes;
    const { scripts, handlers, isCut } = hashInlineScripts(text.content, maxHashes, { xml: isXml });
    hashes += scripts.length + handlers.length;
    if (scripts.length + handlers.length > 0) post({ kind: 'page', name, hashes: { scripts, handlers } });
    if (isCut) post({ kind: 'cut', name });
  }
  post({ kind: 'done' });
}

/** The text as the browser decodes it. Where Chromium has to guess, ASCII is read alike in all of its guesses. */
function readPage(
  file: string,
  maxBytes: number,
  type: string,
  usual: string | null,
): { content: string; bytes: number } | 'too-large' | null {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return null;
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size > maxBytes) return 'too-large';
    const buffer = Buffer.alloc(size);
    const read = readSync(descriptor, buffer, 0, size, 0);
    const bytes = buffer.subarray(0, read);
    const charset = charsetOfText(bytes, type, usual);
    return { content: new TextDecoder(charset ?? 'windows-1252').decode(bytes), bytes: read };
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}
