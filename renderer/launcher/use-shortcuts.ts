/** Keys that work anywhere in the launcher while no dialog is open. */
import { useLayoutEffect, useRef } from 'preact/hooks';

export interface Shortcuts {
  /** Ctrl+N, Command+N on macOS. */
  onAdd(): void;
  /** Ctrl+comma, Command+comma on macOS. */
  onSettings(): void;
  /** `/` outside a text field, Ctrl+F or Command+F. Answers whether there is a field to focus. */
  onFind(): boolean;
  /** Ctrl+1, Ctrl+2 …: the page at this place of the navigation. Answers whether there is one. */
  onPage(index: number): boolean;
}

const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
      const withCommand = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      const isFind = withCommand ? event.key.toLowerCase() === 'f' : event.key === '/' && !isTextField(event.target);
      if (withCommand && event.key.toLowerCase() === 'n') {
        event.preventDefault();
        latest.current.onAdd();
      } else if (withCommand && event.key === ',') {
        event.preventDefault();
        latest.current.onSettings();
      } else if (withCommand && /^[1-9]$/.test(event.key) && latest.current.onPage(Number(event.key) - 1)) {
        event.preventDefault();
      } else if (isFind && latest.current.onFind()) {
        event.preventDefault();
      }
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
