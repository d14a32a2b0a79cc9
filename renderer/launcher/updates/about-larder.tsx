/** Opens "About Larder" at the address `#about`, over whatever page is shown: links and the system's menu lead there. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import type { Launcher } from '../use-launcher.ts';
import { AboutDialog } from './about-dialog.tsx';

const ABOUT = '#about';

export function AboutLarder({ updates, call }: { updates: UpdatesState | null; call: Launcher['call'] }): JSX.Element | null {
  const [isOpen, setIsOpen] = useState(location.hash === ABOUT);
  useEffect(() => {
    if (location.hash === ABOUT) history.replaceState(null, '', location.pathname + location.search);
    const onChange = (event: HashChangeEvent): void => {
      if (location.hash !== ABOUT) return;
      // Before the page in the address is read: the one that was shown stays.
      history.replaceState(null, '', event.oldURL);
      setIsOpen(true);
    };
    addEventListener('hashchange', onChange, { capture: true });
    return () => removeEventListener('hashchange', onChange, { capture: true });
  }, []);
  return isOpen ? <AboutDialog updates={updates} call={call} onClose={() => setIsOpen(false)} /> : null;
}
