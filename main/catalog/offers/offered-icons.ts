/**
 * Icons of mini-programs that are not installed, as the backend's list and details name them: asked for when the
 * launcher shows one, by the rules of packages, made showable like every stranger's picture, kept in memory alone.
 */
import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { appIdOfHost, hostOfAppId } from '../../models/app-id.ts';
import type { BackendHttp, HttpTimeouts } from '../../network/client/backend-http.ts';
import { describeNetworkError } from '../../network/client/network-errors.ts';
import { NO_OBSERVER, observed, type RequestObserver } from '../../network/client/request-observer.ts';
import { isPublicAddress } from '../../network/rules/addresses.ts';
import { hostOf } from '../../network/rules/service-domains.ts';
import { createAtOnce } from '../../support/at-once.ts';
import { AppError } from '../../support/errors.ts';
import { withTimeLimit } from '../../support/time-limit.ts';

/** `holdMs`: one that takes longer goes on beside the next, so that a silent server keeps nobody else's icon away. */
export const OFFERED_ICON_LIMITS = { bytes: 256 * 1024, kept: 100, atOnce: 4, holdMs: 2000 } as const;
const TIMEOUTS: HttpTimeouts = { connectMs: 10_000, idleMs: 10_000, totalMs: 15_000 };

export interface ShowablePicture {
  readonly bytes: Buffer;
  /** Content type. */
  readonly type: string;
}

export interface OfferedIconsOptions {
  readonly http: BackendHttp;
  readonly backendUrl: () => string | null;
  /** Developer mode: `http:` and private addresses are allowed. */
  readonly dev: boolean;
  readonly observer?: RequestObserver;
  /** Default: the limit. */
  readonly holdMs?: number;
  /** What may be shown of a stranger's bytes; `null`: nothing. */
  showable(appId: string, bytes: Buffer): Promise<ShowablePicture | null>;
}

export interface OfferedIcons {
  /** The address at the launcher's origin by which the icon can be seen from now on; nothing is asked for yet. */
  offer(appId: string, iconUrl: string | null | undefined): string | undefined;
  /** `null`: nobody offers one, it cannot be had, or it is none. */
  read(host: string): Promise<ShowablePicture | null>;
}

interface Offer {
  readonly url: URL;
  picture: Promise<ShowablePicture | null> | null;
}

export function createOfferedIcons({
  http,
  backendUrl,
  dev,
  showable,
  observer = NO_OBSERVER,
  holdMs = OFFERED_ICON_LIMITS.holdMs,
}: OfferedIconsOptions): OfferedIcons {
  const offers = new Map<string, Offer>();
  const run = createAtOnce(OFFERED_ICON_LIMITS.atOnce);

  /** Throws `AppError`. */
  async function fetchIcon(url: URL): Promise<Buffer> {
    const ownHost = URL.parse(backendUrl() ?? '')?.hostname;
    const isTrusted = dev || url.hostname === ownHost;
    const shownUrl = new URL(url);
    shownUrl.search = '';
    return observed(observer, { appId: null, kind: 'icon', method: 'GET', shownUrl }, async (observation) => {
      const { status, body } = await http
        .get(url, {
          accept: 'image/png, image/webp, image/jpeg, image/svg+xml;q=0.9, */*;q=0.5',
          timeouts: TIMEOUTS,
          decompress: true,
          check: (target) => checkIconUrl(target, dev, ownHost),
          addresses: isTrusted ? 'any' : 'checked',
          redirectAddresses: dev ? 'any' : 'checked',
          observation,
        })
        .catch((error: unknown) => {
          const { code, message } = describeNetworkError(error, url.host);
          throw new AppError(code, message, { cause: error });
        });
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of body as AsyncIterable<Buffer>) {
        size += chunk.length;
        observation.note({ bytes: size });
        // The loop's end destroys the body.
        if (size > OFFERED_ICON_LIMITS.bytes)
          throw new AppError('too-large', `The icon at "${url.host}" is larger than 256 KiB`);
        chunks.push(chunk);
      }
      if (status < 200 || status > 299)
        throw new AppError('bad-status', `Cannot use the answer of "${url.host}": it answered ${status}`);
      return Buffer.concat(chunks);
    });
  }

  /** Never rejects. */
  async function pictureOf(appId: string, offer: Offer): Promise<ShowablePicture | null> {
    let picture: Promise<ShowablePicture | null> = Promise.resolve(null);
    await run(async () => {
      // While it waited others were offered, and nobody sees it any more.
      if (offers.get(appId) !== offer) return;
      picture = fetchIcon(offer.url)
        .then((bytes) => showable(appId, bytes))
        .catch(() => null);
      await withTimeLimit(holdMs, () => picture).catch(() => {});
    });
    return picture;
  }

  return {
    offer(appId, iconUrl) {
      const url = iconUrl ? URL.parse(iconUrl, backendUrl() ?? undefined) : null;
      if (!url) return undefined;
      const known = offers.get(appId);
      offers.delete(appId);
      offers.set(appId, known?.url.href === url.href ? known : { url, picture: null });
      const oldest = offers.keys().next().value;
      if (offers.size > OFFERED_ICON_LIMITS.kept && oldest !== undefined) offers.delete(oldest);
      const version = createHash('sha256').update(url.href).digest('hex').slice(0, 8);
      return `/offered-icons/${hostOfAppId(appId)}?v=${version}`;
    },
    async read(host) {
      const appId = appIdOfHost(host);
      const offer = appId === null ? undefined : offers.get(appId);
      if (appId === null || !offer) return null;
      offer.picture ??= pictureOf(appId, offer);
      const picture = await offer.picture;
      // It is asked for anew when somebody wants to see it again.
      if (!picture) offer.picture = null;
      return picture;
    },
  };
}

/** Throws. */
function checkIconUrl(url: URL, dev: boolean, ownHost: string | undefined): void {
  const isFine = url.protocol === 'https:' || (url.protocol === 'http:' && (dev || url.hostname === ownHost));
  if (!isFine) throw new AppError('domain-not-allowed', 'The icon is not at an https: address.');
  if (url.username !== '' || url.password !== '')
    throw new AppError('domain-not-allowed', 'The address of the icon holds a user name.');
  if (!dev && url.hostname !== ownHost && isIP(hostOf(url)) !== 0 && !isPublicAddress(hostOf(url)))
    throw new AppError('domain-not-allowed', 'The icon is at an address that is not on the public internet.');
}
