/** Asks before a download is cancelled that took a while to get this far. */
import type { JSX } from 'preact';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Dialog } from '../widgets/dialog.tsx';
import { byteSize } from '../widgets/format.ts';
import { t } from '../language.ts';
import { titleOf } from './download-text.ts';

/** Less is there again in a moment. */
const WORTH_ASKING_BYTES = 20_000_000;

export const isWorthAsking = ({ uploaded, downloaded }: DownloadItem): boolean =>
  uploaded + downloaded >= WORTH_ASKING_BYTES;

export function AbortDialog({
  item,
  onAbort,
  onClose,
}: {
  item: DownloadItem;
  onAbort(): void;
  onClose(): void;
}): JSX.Element {
  const { appId, name, iconUrl, uploaded, downloaded } = item;
  return (
    <Dialog
      title={t('downloads.abortTitle', { title: titleOf(item) })}
      icon={<AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />}
      onClose={onClose}
      footer={
        <>
          <button type="button" class="button" data-autofocus onClick={onClose}>
            {t('downloads.abortKeep')}
          </button>
          <button type="button" class="button button-destructive" onClick={onAbort}>
            {t('downloads.abortConfirm')}
          </button>
        </>
      }
    >
      <p class="dialog-intro">{t('downloads.abortText', { amount: byteSize(uploaded + downloaded) })}</p>
    </Dialog>
  );
}
