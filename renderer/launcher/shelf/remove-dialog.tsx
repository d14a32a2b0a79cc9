/** Asks before a mini-program and all it stored are deleted. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Dialog, DialogProblem } from '../widgets/dialog.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';

export interface RemoveDialogProps {
  card: MiniProgramCard;
  call: Call;
  onRemoved(): void;
  onClose(): void;
}

export function RemoveDialog({ card, call, onRemoved, onClose }: RemoveDialogProps): JSX.Element {
  const [isRemoving, setIsRemoving] = useState(false);
  const [problem, setProblem] = useState<IpcError | null>(null);
  const remove = async (): Promise<void> => {
    setIsRemoving(true);
    setProblem(null);
    const result = await call('launcher:remove', card.appId);
    setIsRemoving(false);
    if (result.ok) onRemoved();
    else setProblem(result.error);
  };
  return (
    <Dialog
      title={t('shelf.remove.title', { name: card.name })}
      icon={<AppIcon appId={card.appId} name={card.name} iconUrl={card.iconUrl} size="small" />}
      onClose={onClose}
      footer={
        <>
          <button type="button" class="button" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="button" class="button button-destructive" disabled={isRemoving} onClick={() => void remove()}>
            {isRemoving ? t('shelf.remove.removing') : t('common.remove')}
          </button>
        </>
      }
    >
      <p class="dialog-intro">{t('shelf.remove.intro')}</p>
      <ul class="remove-list">
        {!card.folder && <li>{t('shelf.remove.package', { name: card.name })}</li>}
        <li>{t('shelf.remove.data')}</li>
        <li>{t('shelf.remove.token')}</li>
      </ul>
      <p class="dialog-hint">
        {card.isOpen && <strong>{t('shelf.remove.open')} </strong>}
        {card.folder ? t('shelf.remove.folder', { folder: card.folder }) : t('shelf.remove.addAgain')}
      </p>
      {problem && <DialogProblem message={problem} />}
    </Dialog>
  );
}
