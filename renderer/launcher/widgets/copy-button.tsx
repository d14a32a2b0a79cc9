/** Puts an id on the clipboard. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../language.ts';

/** Shown only where the clipboard may be written. */
export function CopyButton({ text }: { text: string }): JSX.Element | null {
  const [isCopied, setIsCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setIsCopied(true);
    } catch {
      setIsCopied(false);
    }
  };
  return (
    <button type="button" class="button-link" onClick={() => void copy()}>
      {isCopied ? t('common.copied') : t('shelf.fact.copyId')}
    </button>
  );
}
