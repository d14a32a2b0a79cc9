/** What every page is made of: its heading, what stands there until its state has come, and what its last call came to. */
import type { ComponentChildren, JSX, Ref } from 'preact';
import { t } from '../language.ts';
import type { PageId } from '../pages.ts';
import type { PushedState } from '../use-pushed-state.ts';
import type { ReportedCall } from '../use-reported-call.ts';
import { DialogProblem } from './dialog.tsx';
import type { DisplayText } from './problem-text.tsx';
import { StatusMessageArea } from './status-message.tsx';

/** One page. A hidden one keeps what was typed and where it was scrolled to. */
export function PageView({
  id,
  isShown,
  children,
}: {
  id: PageId;
  isShown: boolean;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div class="page" data-page={id} hidden={!isShown}>
      {children}
    </div>
  );
}

/** That the state is being loaded, or why it is not there; nothing once it is. */
export function PageLoad({
  load: { state, loadError, reload },
  loadingText,
}: {
  load: PushedState<unknown>;
  loadingText: string;
}): JSX.Element | null {
  if (state) return null;
  if (loadError) return <PageProblem problem={loadError} onRetry={reload} />;
  return (
    <p class="page-loading" role="status">
      {loadingText}
    </p>
  );
}

function PageProblem({ problem, onRetry }: { problem: DisplayText; onRetry(): void }): JSX.Element {
  return (
    <div class="page-problem">
      <DialogProblem message={problem} />
      <button type="button" class="button" onClick={onRetry}>
        {t('common.retry')}
      </button>
    </div>
  );
}

export interface PageProps {
  title: string;
  /** Under or beside the heading. */
  facts?: ComponentChildren;
  load: PushedState<unknown>;
  loadingText: string;
  /** The page's calls; without them it says nothing of outcomes. */
  calls?: ReportedCall;
  /** For a page of text and controls, which nobody reads across a wide window. */
  isNarrow?: boolean;
  children: ComponentChildren;
  ref?: Ref<HTMLDivElement>;
}

/** The heading takes the focus of whoever comes to the page. */
export function Page({
  title,
  facts,
  load,
  loadingText,
  calls,
  isNarrow = false,
  children,
  ref,
}: PageProps): JSX.Element {
  return (
    <div class={isNarrow ? 'page-body page-narrow' : 'page-body'} ref={ref ?? null}>
      <header class="page-head">
        <h1 tabIndex={-1}>{title}</h1>
        {facts}
      </header>
      <PageLoad load={load} loadingText={loadingText} />
      {children}
      {calls && <StatusMessageArea message={calls.message} onDismiss={calls.dismissMessage} />}
    </div>
  );
}
