/** Which page is shown: the fragment of the address says it, so that back and forward work. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { PAGES, type PageId } from './pages.ts';
import { locale, t } from './language.ts';

const pageInAddress = (): PageId => PAGES.find(({ id }) => location.hash === `#${id}`)?.id ?? 'shelf';

/** The page in the address. Whoever goes to another one finds the focus on its heading. */
export function usePage(): PageId {
  const [pageId, setPageId] = useState(pageInAddress);
  const isFirst = useRef(true);

  useEffect(() => {
    const onChange = (): void => setPageId(pageInAddress());
    addEventListener('hashchange', onChange);
    return () => removeEventListener('hashchange', onChange);
  }, []);

  useEffect(() => {
    // At the start the focus stays where a new window has it.
    if (!isFirst.current) document.querySelector<HTMLElement>(`[data-page="${pageId}"] h1`)?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [pageId]);

  useEffect(() => {
    document.title = pageId === 'shelf' ? 'Larder' : t('frame.pageTitle', { page: t(`frame.page.${pageId}`) });
  }, [pageId, locale()]);

  return pageId;
}

export function goToPage(pageId: PageId): void {
  location.hash = pageId;
}
