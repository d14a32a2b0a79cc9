/** What went wrong, in the user's language. */
import type { JSX } from 'preact';
import type { IpcError } from '../../../preload/contract/errors.ts';
import { language, t, textOf } from '../language.ts';

/** A sentence in the user's language, or a problem that the main process reported. */
export type DisplayText = string | IpcError;

/** A technical sentence exists in English only: in another language its code is explained, and the sentence is quoted. */
export function problemTexts({ code, message, text }: IpcError): { text: string; details: string | null } {
  if (text) return { text: textOf(text), details: null };
  return language() === 'en'
    ? { text: message, details: null }
    : { text: t(`problems.code.${code}`), details: message };
}

export function ProblemText({ of }: { of: DisplayText }): JSX.Element {
  if (typeof of === 'string') return <>{of}</>;
  const { text, details } = problemTexts(of);
  return (
    <>
      {text}
      {details !== null && (
        <small class="problem-details own-direction" lang="en" dir="ltr">
          {details}
        </small>
      )}
    </>
  );
}
