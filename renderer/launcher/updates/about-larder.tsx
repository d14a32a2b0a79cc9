/** Opens "About Larder" at the address `#about`, over whatever page is shown: links and the system's menu lead there. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import { useDialogAddress } from '../shelf/use-dialog-address.ts';
import type { Call } from '../use-launcher.ts';
import { AboutDialog } from './about-dialog.tsx';

export function AboutLarder({ updates, call }: { updates: UpdatesState | null; call: Call }): JSX.Element | null {
  const [isOpen, setIsOpen] = useState(false);
  useDialogAddress('#about', () => setIsOpen(true));
  return isOpen ? <AboutDialog updates={updates} call={call} onClose={() => setIsOpen(false)} /> : null;
}
