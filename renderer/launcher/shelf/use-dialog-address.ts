/** Opens a dialog at an address such as `#about`, over whatever page is shown: links and the system's menus lead there. */
import { useEffect, useRef } from 'preact/hooks';

/** The address of the page before comes back at once, so that the dialog can be asked for again. */
export function useDialogAddress(fragment: string, open: () => void): void {
  const latest = useRef(open);
  latest.current = open;
  useEffect(() => {
    const look = (before: string): void => {
      if (location.hash !== fragment) return;
      // Before the page in the address is read: the one that was shown stays.
      history.replaceState(null, '', before);
      if (!document.querySelector('dialog[open]')) latest.current();
    };
    const onChange = (event: HashChangeEvent): void => look(event.oldURL);
    look(location.pathname + location.search);
    addEventListener('hashchange', onChange, { capture: true });
    return () => removeEventListener('hashchange', onChange, { capture: true });
  }, [fragment]);
}
