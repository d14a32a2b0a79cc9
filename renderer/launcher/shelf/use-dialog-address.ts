/** Opens a dialog at an address such as `#about`, over whatever page is shown: links and the system's menus lead there. */
import { useLayoutEffect, useRef } from 'preact/hooks';

/** `open` is given what follows the fragment and a slash. The address of the page before comes back at once, so that the dialog can be asked for again. */
export function useDialogAddress(fragment: string, open: (rest?: string) => void): void {
  const latest = useRef(open);
  latest.current = open;
  useLayoutEffect(() => {
    const look = (before: string): void => {
      const [name, rest] = location.hash.split('/', 2);
      if (name !== fragment) return;
      // Before the page in the address is read: the one that was shown stays.
      history.replaceState(null, '', before);
      if (!document.querySelector('dialog[open]')) latest.current(rest);
    };
    const onChange = (event: HashChangeEvent): void => look(event.oldURL);
    look(location.pathname + location.search);
    addEventListener('hashchange', onChange, { capture: true });
    return () => removeEventListener('hashchange', onChange, { capture: true });
  }, [fragment]);
}
