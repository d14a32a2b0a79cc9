/**
 * The icons that a fetch brings along (https://wicg.github.io/background-fetch/#dom-backgroundfetchuioptions-icons):
 * asked for by the same rules as its records, but read by no page, so that CORS says nothing about them.
 */
import { buffer } from 'node:stream/consumers';
import { decodeBody } from '../transfer/content-decoding.ts';
import { pixelsOf } from './picture-size.ts';
import { headerValue } from '../http/request-headers.ts';
import { corsFetch, type CorsFetchDependencies } from '../http/cors-fetch.ts';
import type { ImageResource } from '../types.ts';
import { refuseUrl } from '../http/url-rules.ts';

export const ICON_LIMIT_BYTES = 512 * 1024;
/** Drawn, 64 MiB; artwork is often 3000 pixels wide. */
export const ICON_LIMIT_PIXELS = 4096 * 4096;
/** More are not tried. */
const MAX_TRIED = 5;
const TIMEOUT_MS = 30_000;
/** Largest side at which an icon is shown, in pixels of a dense screen. */
const WANTED_SIDE = 128;

export interface IconImage {
  readonly bytes: Buffer;
  /** By what the bytes say, not the server. */
  readonly type: string;
}

/** The first of `icons`, the best one first, that there is and that is an image; `null`: none is. */
export async function requestIcon(
  run: CorsFetchDependencies,
  dev: boolean,
  icons: readonly ImageResource[],
  closing: AbortSignal,
): Promise<IconImage | null> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]);
  for (const { src } of orderIcons(icons).slice(0, MAX_TRIED)) {
    const url = URL.parse(src);
    const bytes = url && refuseUrl(url, run.origin, dev) === null ? await requestBytes(run, src, signal) : null;
    const type = bytes && imageType(bytes);
    if (bytes && type && (pixelsOf(bytes, type) ?? Infinity) <= ICON_LIMIT_PIXELS) return { bytes, type };
  }
  return null;
}

/** The smallest that is large enough, then the largest of the others; without sizes, in their order after those that fit. */
export function orderIcons(icons: readonly ImageResource[]): readonly ImageResource[] {
  const rank = (icon: ImageResource): number => {
    const side = sideOf(icon.sizes);
    if (side === null) return 10_000;
    return side >= WANTED_SIDE ? side - WANTED_SIDE : 20_000 - side;
  };
  return icons.toSorted((left, right) => rank(left) - rank(right));
}

/** `any` fits every size. */
function sideOf(sizes: string | undefined): number | null {
  const words = (sizes ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.includes('any')) return WANTED_SIDE;
  const sides = words.map((word) => Number(/^(\d{1,5})x\d{1,5}$/.exec(word)?.[1])).filter((side) => side > 0);
  return sides.length > 0 ? Math.max(...sides) : null;
}

async function requestBytes(run: CorsFetchDependencies, url: string, signal: AbortSignal): Promise<Buffer | null> {
  const outcome = await corsFetch(run, {
    request: {
      url,
      method: 'GET',
      headers: [],
      mode: 'no-cors',
      redirect: 'follow',
      integrity: '',
      cache: 'default',
      bodyBytes: null,
    },
    bodyFile: '',
    rangeHeaders: [],
    signal,
    onUploaded: () => {},
  });
  if (outcome.kind !== 'response') return null;
  const { status, headers, body } = outcome.response;
  const length = Number(headerValue(headers, 'content-length') ?? 0);
  if (!body || status !== 200 || length > ICON_LIMIT_BYTES) {
    body?.destroy();
    return null;
  }
  const decoded = decodeBody(body, headerValue(headers, 'content-encoding'));
  let received = 0;
  decoded.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > ICON_LIMIT_BYTES) decoded.destroy(new Error('The icon is too large'));
  });
  return buffer(decoded).catch(() => null);
}

/** What may stand before a drawing. A comment ends at its first `-->` in every reading: there is one way to match, however many there are. */
const SVG_START = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i;

const SIGNATURES: readonly (readonly [type: string, matches: (bytes: Buffer) => boolean])[] = [
  ['image/png', (bytes) => bytes.subarray(0, 4).toString('latin1') === '\x89PNG'],
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff'],
  ['image/gif', (bytes) => /^GIF8[79]a/.test(bytes.subarray(0, 6).toString('latin1'))],
  ['image/webp', (bytes) => /^RIFF.{4}WEBP/s.test(bytes.subarray(0, 12).toString('latin1'))],
  ['image/avif', (bytes) => /^.{4}ftypavi[fs]/s.test(bytes.subarray(0, 12).toString('latin1'))],
  ['image/x-icon', (bytes) => bytes.subarray(0, 4).toString('latin1') === '\0\0\x01\0'],
  ['image/svg+xml', (bytes) => SVG_START.test(bytes.subarray(0, 2048).toString('utf8'))],
];

/** Content type of an image; `null`: it is none that the launcher shows. */
export function imageType(bytes: Buffer): string | null {
  return SIGNATURES.find(([, matches]) => matches(bytes))?.[0] ?? null;
}
