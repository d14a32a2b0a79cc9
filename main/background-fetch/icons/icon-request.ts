/**
 * The icons that a fetch brings along (https://wicg.github.io/background-fetch/#dom-backgroundfetchuioptions-icons):
 * asked for by the same rules as its records, but read by no page, so that CORS says nothing about them.
 */
import { buffer } from 'node:stream/consumers';
import { decodeBody } from '../../network/client/content-decoding.ts';
import type { ShownPicture } from '../../pictures/strangers-picture.ts';
import { headerValue } from '../http/request-headers.ts';
import { corsFetch, type CorsFetchDependencies } from '../http/cors-fetch.ts';
import type { ImageResource } from '../types.ts';
import { refuseUrl } from '../http/url-rules.ts';

export const ICON_LIMIT_BYTES = 512 * 1024;
/** More are not tried. */
const MAX_TRIED = 5;
const TIMEOUT_MS = 30_000;
/** Largest side at which an icon is shown, in pixels of a dense screen. */
const WANTED_SIDE = 128;

export interface IconRequestOptions {
  readonly run: CorsFetchDependencies;
  readonly dev: boolean;
  readonly closing: AbortSignal;
  /** What may be shown of a stranger's bytes; `null`: nothing. */
  showable(bytes: Buffer): Promise<ShownPicture | null>;
}

/** The first of `icons`, the best one first, that there is and that may be shown; `null`: none is. */
export async function requestIcon(
  icons: readonly ImageResource[],
  { run, dev, closing, showable }: IconRequestOptions,
): Promise<ShownPicture | null> {
  const signal = AbortSignal.any([closing, AbortSignal.timeout(TIMEOUT_MS)]);
  for (const { src } of orderIcons(icons).slice(0, MAX_TRIED)) {
    const url = URL.parse(src);
    const bytes = url && refuseUrl(url, run.origin, dev) === null ? await requestBytes(run, src, signal) : null;
    const picture = bytes && (await showable(bytes));
    if (picture) return picture;
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
