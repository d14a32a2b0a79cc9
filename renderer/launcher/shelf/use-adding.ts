/** The steps of adding a mini-program: ask, look up, show, install, done. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { LauncherState, MiniProgramCard, MiniProgramPreview } from '../../../preload/contract/launcher.ts';
import type { Launcher } from '../use-launcher.ts';

export type AddingStep =
  | { readonly kind: 'ask'; readonly problem: IpcError | null }
  | { readonly kind: 'looking-up' }
  | { readonly kind: 'preview'; readonly preview: MiniProgramPreview; readonly problem: IpcError | null }
  | { readonly kind: 'installing'; readonly preview: MiniProgramPreview; readonly isAnswered: boolean }
  | { readonly kind: 'done'; readonly preview: MiniProgramPreview };

export interface Adding {
  readonly step: AddingStep;
  lookUp(input: string): void;
  /** Drops a look-up under way and goes back to the question. */
  goBack(): void;
  install(preview: MiniProgramPreview): void;
  cancelInstall(preview: MiniProgramPreview): void;
}

const cardOf = (state: LauncherState | null, appId: string): MiniProgramCard | undefined =>
  state?.miniPrograms.find((card) => card.appId === appId);

export function useAdding({ state, call }: Pick<Launcher, 'state' | 'call'>): Adding {
  const [step, setStep] = useState<AddingStep>({ kind: 'ask', problem: null });
  // An answer that arrives after the user went on belongs to an older step.
  const generation = useRef(0);
  useEffect(() => () => void (generation.current += 1), []);

  const lookUp = useCallback(
    (input: string) => {
      const asked = ++generation.current;
      setStep({ kind: 'looking-up' });
      void call('launcher:look-up', input).then((result) => {
        if (asked !== generation.current) return;
        if (result.ok) setStep({ kind: 'preview', preview: result.value, problem: null });
        else setStep({ kind: 'ask', problem: result.error });
      });
    },
    [call],
  );

  const install = useCallback(
    (preview: MiniProgramPreview) => {
      const asked = ++generation.current;
      setStep({ kind: 'installing', preview, isAnswered: false });
      void call('launcher:install', preview.appId).then((result) => {
        if (asked !== generation.current) return;
        if (result.ok) setStep({ kind: 'installing', preview, isAnswered: true });
        else setStep({ kind: 'preview', preview, problem: result.error.code === 'aborted' ? null : result.error });
      });
    },
    [call],
  );

  // The answer may come when the installation has begun or when it is over: the card tells.
  useEffect(() => {
    if (step.kind !== 'installing' || !step.isAnswered) return;
    const card = cardOf(state, step.preview.appId);
    if (card?.installing) return;
    if (card?.installed) setStep({ kind: 'done', preview: step.preview });
    else if (card?.problem) setStep({ kind: 'preview', preview: step.preview, problem: card.problem });
  }, [state, step]);

  return {
    step,
    lookUp,
    goBack() {
      generation.current += 1;
      setStep({ kind: 'ask', problem: null });
    },
    install,
    cancelInstall(preview) {
      generation.current += 1;
      setStep({ kind: 'preview', preview, problem: null });
      void call('launcher:cancel-install', preview.appId);
    },
  };
}
