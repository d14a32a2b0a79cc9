/** Asks before something that a mini-program keeps is deleted, and says what that means. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { MessageKey } from '../../../preload/contract/messages/index.ts';
import type { DataKind, MiniProgramSettings } from '../../../preload/contract/settings.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Dialog, DialogProblem } from '../widgets/dialog.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';

export interface ClearDialogProps {
  kind: DataKind;
  program: MiniProgramSettings;
  call: Call;
  onCleared(): void;
  onClose(): void;
}

const TEXTS: Readonly<
  Record<DataKind, { readonly title: MessageKey; readonly text: MessageKey; readonly closesWindow: boolean }>
> = {
  package: {
    title: 'settings.program.clearTitle.package',
    text: 'settings.program.clearText.package',
    closesWindow: true,
  },
  fetched: {
    title: 'settings.program.clearTitle.fetched',
    text: 'settings.program.clearText.fetched',
    closesWindow: false,
  },
  token: { title: 'settings.program.clearTitle.token', text: 'settings.program.clearText.token', closesWindow: false },
  site: { title: 'settings.program.clearTitle.site', text: 'settings.program.clearText.site', closesWindow: true },
  downloads: {
    title: 'settings.program.clearTitle.downloads',
    text: 'settings.program.clearText.downloads',
    closesWindow: false,
  },
};

export function ClearDialog({ kind, program, call, onCleared, onClose }: ClearDialogProps): JSX.Element {
  const { appId, name, iconUrl, isOpen } = program;
  const [isClearing, setIsClearing] = useState(false);
  const [problem, setProblem] = useState<IpcError | null>(null);
  const clear = async (): Promise<void> => {
    setIsClearing(true);
    setProblem(null);
    const result = await call('launcher:clear-data', appId, kind);
    setIsClearing(false);
    if (result.ok) onCleared();
    else setProblem(result.error);
  };
  const texts = TEXTS[kind];
  return (
    <Dialog
      title={t(texts.title, { name })}
      icon={<AppIcon appId={appId} name={name} iconUrl={iconUrl} size="small" />}
      onClose={onClose}
      footer={
        <>
          <button type="button" class="button" data-autofocus onClick={onClose}>
            {t('common.cancel')}
          </button>
          <button type="button" class="button button-destructive" disabled={isClearing} onClick={() => void clear()}>
            {isClearing ? t('settings.program.clearing') : t('settings.program.clear')}
          </button>
        </>
      }
    >
      <p class="dialog-intro">{t(texts.text)}</p>
      {texts.closesWindow && isOpen && (
        <p class="dialog-hint">
          <strong>{t('settings.program.clearCloses')}</strong>
        </p>
      )}
      {problem !== null && <DialogProblem message={problem} />}
    </Dialog>
  );
}
