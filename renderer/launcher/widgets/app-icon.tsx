/** A mini-program's icon, or its first letter while there is none or it cannot be read. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { firstLetter, hueOf } from '../../../preload/contract/monogram.ts';

export interface AppIconProps {
  appId: string;
  name: string;
  iconUrl?: string | undefined;
  size?: 'small' | 'large';
}

export function AppIcon({ appId, name, iconUrl, size = 'large' }: AppIconProps): JSX.Element {
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const shown = iconUrl && iconUrl !== brokenUrl ? iconUrl : null;
  if (shown) {
    return (
      <img
        class={`app-icon app-icon-${size}`}
        src={shown}
        alt=""
        draggable={false}
        onError={() => setBrokenUrl(shown)}
      />
    );
  }
  return (
    <span
      class={`app-icon app-icon-${size} app-icon-letter`}
      style={{ '--hue': String(hueOf(appId)) }}
      aria-hidden="true"
    >
      {firstLetter(name)}
    </span>
  );
}
