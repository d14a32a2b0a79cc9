/** The licences of everything that Larder is bundled with. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { IpcError } from '../../../preload/contract/errors.ts';
import { Dialog, DialogProblem } from '../widgets/dialog.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';

export interface NoticesDialogProps {
  call: Call;
  onClose(): void;
}

export function NoticesDialog({ call, onClose }: NoticesDialogProps): JSX.Element {
  const [text, setText] = useState<string | null>(null);
  const [problem, setProblem] = useState<IpcError | null>(null);
  useEffect(() => {
    void call('launcher:get-third-party-notices').then((result) =>
      result.ok ? setText(result.value.text) : setProblem(result.error),
    );
  }, [call]);
  return (
    <Dialog
      title={t('about.notices.title')}
      onClose={onClose}
      footer={
        <button type="button" class="button" data-autofocus onClick={onClose}>
          {t('common.back')}
        </button>
      }
    >
      <p class="dialog-intro">{t('about.notices.electron')}</p>
      {problem && <DialogProblem message={problem} />}
      {text === null && !problem && <p role="status">{t('about.notices.loading')}</p>}
      {text !== null && (
        <pre class="notices" dir="ltr" lang="en">
          {text}
        </pre>
      )}
    </Dialog>
  );
}
