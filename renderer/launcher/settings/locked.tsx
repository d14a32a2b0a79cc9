/** What the administrator has decided: shown as it is, with who decided it, and not to be changed. */
import { createContext, type JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { SettingsState } from '../../../preload/contract/settings.ts';
import { t } from '../language.ts';
import { Icon } from '../widgets/icons.tsx';

export type LockedName = SettingsState['locked'][number];

export const LockedSettings = createContext<SettingsState['locked']>([]);

export function useLocked(name: LockedName | undefined): boolean {
  const locked = useContext(LockedSettings);
  return name !== undefined && locked.includes(name);
}

/** Below a control; nothing where the user decides. */
export function LockedNote({ name }: { name: LockedName | undefined }): JSX.Element | null {
  if (!useLocked(name)) return null;
  return (
    <p class="setting-locked">
      <Icon name="shield" />
      <span>{t('policies.locked')}</span>
    </p>
  );
}
