/** The picture that a download brought along, with its mini-program's icon at the corner; else that icon alone. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { AppIcon } from '../widgets/app-icon.tsx';

export function DownloadPicture({ item }: { item: DownloadItem }): JSX.Element {
  const { appId, name, iconUrl, pictureUrl } = item;
  const [brokenUrl, setBrokenUrl] = useState<string | null>(null);
  const icon = <AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />;
  if (!pictureUrl || pictureUrl === brokenUrl) return icon;
  return (
    <span class="download-picture">
      <img src={pictureUrl} alt="" draggable={false} onError={() => setBrokenUrl(pictureUrl)} />
      {icon}
    </span>
  );
}
