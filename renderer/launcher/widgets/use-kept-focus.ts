/** A row moves to the history when its download ends, and its buttons change: the focus goes along. */
import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

export function useKeptFocus(container: RefObject<HTMLElement | null>, trigger: unknown): void {
  const lastRow = useRef<string | null>(null);

  useEffect(() => {
    const element = container.current;
    const note = ({ target }: FocusEvent): void => {
      lastRow.current = (target as Element).closest<HTMLElement>('[data-download]')?.dataset['download'] ?? null;
    };
    element?.addEventListener('focusin', note);
    return () => element?.removeEventListener('focusin', note);
  }, [container]);

  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body || document.activeElement === null;
    if (!isLost || lastRow.current === null) return;
    const row = container.current?.querySelector(`[data-download="${CSS.escape(lastRow.current)}"]`);
    const target = row?.querySelector<HTMLElement>('button') ?? container.current?.querySelector<HTMLElement>('h1');
    target?.focus({ preventScroll: true });
  }, [container, trigger]);
}
