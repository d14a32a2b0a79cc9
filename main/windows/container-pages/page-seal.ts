/**
 * The texts of a container page are in its address, and a mini-program can make addresses, too: a window that was led
 * to one of them would show a stranger's words as Larder's. So each address has a seal that only this process can
 * make, and a page without it is not there.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from '../../support/once.ts';

export interface PageSeal {
  /** Adds the seal to the address of a page with its texts. */
  close(url: URL): void;
  isClosed(url: URL): boolean;
}

const PARAMETER = 'seal';

export function createPageSeal(): PageSeal {
  // Made with the first page: a start shows none.
  const key = once(() => randomBytes(32));
  const sealOf = (url: URL): Buffer => {
    const bare = new URL(url);
    bare.searchParams.delete(PARAMETER);
    bare.searchParams.sort();
    return createHmac('sha256', key()).update(`${bare.host}${bare.pathname}?${bare.searchParams}`).digest();
  };
  return {
    close(url) {
      url.searchParams.set(PARAMETER, sealOf(url).toString('base64url'));
    },
    isClosed(url) {
      const given = Buffer.from(url.searchParams.get(PARAMETER) ?? '', 'base64url');
      const seal = sealOf(url);
      return given.length === seal.length && timingSafeEqual(given, seal);
    },
  };
}
