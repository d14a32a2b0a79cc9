/** A modal dialog on `<dialog>`: the browser keeps the focus inside and gives it back. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.tsx';
import { t } from '../language.ts';
import { ProblemText, type DisplayText } from './problem-text.tsx';

export interface DialogProps {
  title: string;
  /** Stands before the title. */
  icon?: ComponentChildren;
  /** A click outside closes it too: only where nothing that was typed is lost. */
  closesOutside?: boolean;
  children: ComponentChildren;
  footer: ComponentChildren;
  onClose(): void;
}

export function Dialog({ title, icon, closesOutside = false, children, footer, onClose }: DialogProps): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => dialog.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (closesOutside && event.target === event.currentTarget) onClose();
      }}
    >
      <div class="dialog-sheet">
        <header class="dialog-header">
          {icon}
          <h2 id={titleId}>
            <bdi>{title}</bdi>
          </h2>
          <button
            type="button"
            class="button-icon"
            aria-label={t('common.close')}
            title={t('common.close')}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        <div class="dialog-body" role="group" tabIndex={0} aria-labelledby={titleId}>
          {children}
        </div>
        <footer class="dialog-footer">{footer}</footer>
      </div>
    </dialog>
  );
}

/** A failure inside a dialog, announced when it appears. */
export function DialogProblem({ message }: { message: DisplayText }): JSX.Element {
  return (
    <p class="dialog-problem" role="alert">
      <Icon name="warning" />
      <span>
        <ProblemText of={message} />
      </span>
    </p>
  );
}
