/** What a fetch keeps besides bodies: the texts that a page and its servers gave. It counts to the quota, and has limits. */
import type { ResponseHead } from './state-schema.ts';
import type { HeaderList, ImageResource, NewBackgroundFetch } from '../types.ts';

export const METADATA_LIMITS = {
  /** Bytes that a page may give one fetch: addresses, headers, icons, title, id. */
  perFetch: 1024 * 1024,
  /** Bytes of the heads of responses, for each record of the fetch. */
  headsPerRecord: 2 * 1024,
  /** Bytes of all fetches of one mini-program, heads too. */
  perApp: 16 * 1024 * 1024,
  /** Bytes of icons and title that an event may change the fetch to. */
  perUiUpdate: 64 * 1024,
  /** Bytes of icons and title that are remembered of one that is over. */
  inHistory: 4 * 1024,
  /** Bytes of the files of one fetch that are read at the start; larger ones are of no fetch that was allowed. */
  stateFile: 16 * 1024 * 1024,
  journalFile: 64 * 1024 * 1024,
} as const;

/** Of what is registered, its bodies aside. */
export function fetchMetadataBytes({ id, scope, options, requests }: NewBackgroundFetch): number {
  let bytes = textBytes(id, scope, options.title) + imageBytes(options.icons);
  for (const { url, method, headers, mode, integrity, cache } of requests)
    bytes += textBytes(url, method, mode, integrity, cache) + headerBytes(headers);
  return bytes;
}

export function headMetadataBytes({ url, statusText, headers, etag, lastModified, date }: ResponseHead): number {
  return textBytes(url, statusText, etag, lastModified, date) + headerBytes(headers);
}

export function imageBytes(images: readonly ImageResource[]): number {
  return images.reduce((sum, { src, sizes, type, label }) => sum + textBytes(src, sizes, type, label), 0);
}

export function textBytes(...texts: readonly (string | null | undefined)[]): number {
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), 0);
}

function headerBytes(headers: HeaderList): number {
  return headers.reduce((sum, [name, value]) => sum + textBytes(name, value), 0);
}
