/** One mini-program's settings and how much it keeps: asked for again whenever something has changed. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { IpcError } from '../../../preload/contract/errors.ts';
import type { MiniProgramSettings, MiniProgramUsage } from '../../../preload/contract/settings.ts';
import type { Call } from '../use-launcher.ts';

export interface ProgramView {
  readonly program: MiniProgramSettings | null;
  /** `null`: being measured. */
  readonly usage: MiniProgramUsage | null;
  readonly isGone: boolean;
  readonly problem: IpcError | null;
  /** Measures anew. */
  measure(): void;
}

/** `changes`: anything that is another object after each change of the mini-program. */
export function useProgram(appId: string, call: Call, isShown: boolean, changes: readonly unknown[]): ProgramView {
  const [program, setProgram] = useState<MiniProgramSettings | null>(null);
  const [usage, setUsage] = useState<MiniProgramUsage | null>(null);
  const [isGone, setIsGone] = useState(false);
  const [problem, setProblem] = useState<IpcError | null>(null);
  const asked = useRef(0);

  const measure = useCallback(() => {
    void call('launcher:measure-mini-program', appId).then((result) => {
      if (result.ok) setUsage(result.value);
    });
  }, [appId, call]);

  useEffect(() => {
    if (!isShown) return;
    const generation = ++asked.current;
    void call('launcher:get-mini-program', appId).then((result) => {
      if (generation !== asked.current) return;
      setIsGone(!result.ok && result.error.code === 'not-found');
      setProblem(result.ok || result.error.code === 'not-found' ? null : result.error);
      if (result.ok) setProgram(result.value);
    });
  }, [appId, call, isShown, ...changes]);

  useEffect(() => {
    if (isShown) measure();
  }, [isShown, measure]);

  return { program, usage, isGone, problem, measure };
}
