/** Which page is shown: the fragment of the address says it, so that back and forward work. */
import { BRAND } from '../../preload/contract/brand.ts';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { findPage, type PageId } from './pages.ts';
import { locale, t } from './language.ts';

export interface Place {
  readonly pageId: PageId;
  /** The mini-program that the page is about: `#settings/<app id>`. */
  readonly appId: string | null;
  /** The part of the page to go to: `#settings:<part>`. */
  readonly part: string | null;
}

/** Anything else than a page is the shelf. */
export function placeOf(fragment: string): Place {
  const [, pageName, separator, rest = ''] = /^#([a-z]+)(?:([/:])([0-9A-Za-z-]+))?$/.exec(fragment) ?? [];
  const pageId = findPage(pageName ?? '')?.id ?? 'shelf';
  return { pageId, appId: separator === '/' ? rest : null, part: separator === ':' ? rest : null };
}

const placeInAddress = (): Place => placeOf(location.hash);

/** The place in the address. Whoever goes to another page finds the focus on its heading. */
export function usePlace(): Place {
  const [place, setPlace] = useState(placeInAddress);
  const { pageId, appId, part } = place;
  const isFirst = useRef(true);

  // In the same turn as the first drawing: whoever went elsewhere between the two would not be heard.
  useLayoutEffect(() => {
    const onChange = (): void => setPlace(placeInAddress());
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);

  useEffect(() => {
    // At the start the focus stays where a new window has it; a part of a page has a heading of its own.
    if (!isFirst.current && part === null)
      document.querySelector<HTMLElement>(`[data-page="${pageId}"] h1`)?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [pageId, appId]);

  useEffect(() => {
    document.title =
      pageId === 'shelf'
        ? BRAND.name
        : t('frame.pageTitle', { page: t(findPage(pageId)?.title ?? 'frame.page.shelf') });
  }, [pageId, locale()]);

  return place;
}

export function goToPage(pageId: PageId): void {
  location.hash = pageId;
}

/** The page of one mini-program's settings. */
export function goToProgramSettings(appId: string): void {
  location.hash = `settings/${appId}`;
}

/** A part of a page, with the focus on its heading. */
export function goToPart(pageId: PageId, part: string): void {
  location.hash = `${pageId}:${part}`;
}
