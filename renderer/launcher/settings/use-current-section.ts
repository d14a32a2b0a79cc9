/** Which part of the page its reader is at. */
import { useEffect, useState } from 'preact/hooks';
import { SECTIONS, type SectionId } from './sections.ts';

/** A heading this far below the top of the page, in px, has been come to. */
const REACHED_PX = 160;

/** `isReady`: the parts are there. */
export function useCurrentSection(isReady: boolean): SectionId {
  const [current, setCurrent] = useState<SectionId>('general');
  useEffect(() => {
    const page = isReady ? document.querySelector('[data-page="settings"]') : null;
    if (!page) return;
    const look = (): void => setCurrent(sectionAt(page));
    page.addEventListener('scroll', look, { passive: true });
    look();
    return () => page.removeEventListener('scroll', look);
  }, [isReady]);
  return current;
}

/** The last part cannot always come to the top: at the end of the page it is the one. */
function sectionAt(page: Element): SectionId {
  const isAtEnd = page.scrollTop > 0 && page.scrollTop + page.clientHeight >= page.scrollHeight - 2;
  const top = page.getBoundingClientRect().top + REACHED_PX;
  const reached = SECTIONS.filter(({ id }) => {
    const heading = document.getElementById(`settings-${id}`);
    return heading !== null && (isAtEnd || heading.getBoundingClientRect().top <= top);
  });
  return reached.at(-1)?.id ?? 'general';
}
