/** Asks before a mini-program and all it stored are deleted. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MiniProgramCard } from '../../preload/contract/launcher.ts';
import { AppIcon } from './app-icon.tsx';
import { Dialog, DialogProblem } from './dialog.tsx';
import { strings } from './strings.ts';
import type { Launcher } from './use-launcher.ts';

export interface RemoveDialogProps {
  card: MiniProgramCard;
  call: Launcher['call'];
  onRemoved(): void;
  onClose(): void;
}

export function RemoveDialog({ card, call, onRemoved, onClose }: RemoveDialogProps): JSX.Element {
  const [isRemoving, setIsRemoving] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const remove = async (): Promise<void> => {
    setIsRemoving(true);
    setProblem(null);
    const result = await call('launcher:remove', card.appId);
    setIsRemoving(false);
    if (result.ok) onRemoved();
    else setProblem(result.error.message);
  };
  return (
    <Dialog
      title={strings.removeTitle(card.name)}
      icon={<AppIcon appId={card.appId} name={card.name} iconUrl={card.iconUrl} size="small" />}
      onClose={onClose}
      footer={
        <>
          <button type="button" class="button" data-autofocus onClick={onClose}>
            {strings.cancel}
          </button>
          <button type="button" class="button button-destructive" disabled={isRemoving} onClick={() => void remove()}>
            {isRemoving ? strings.removing : strings.remove}
          </button>
        </>
      }
    >
      <p class="dialog-intro">{strings.removeIntro}</p>
      <ul class="remove-list">
        {strings.removeItems(card.name).map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
      <p class="dialog-hint">
        {card.isOpen && <strong>{strings.removeOpen} </strong>}
        {strings.removeAddAgain}
      </p>
      {problem && <DialogProblem message={problem} />}
    </Dialog>
  );
}
