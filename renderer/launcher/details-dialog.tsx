/** Everything the launcher knows of one mini-program, and what can be done with it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MiniProgramCard } from '../../preload/contract/launcher.ts';
import { AppIcon } from './app-icon.tsx';
import { Dialog, DialogProblem } from './dialog.tsx';
import { dateTime, relativeTime } from './format.ts';
import { DomainList, Fact } from './preview.tsx';
import { strings } from './strings.ts';

export interface DetailsDialogProps {
  card: MiniProgramCard;
  nowMs: number;
  onOpen(): void;
  onRetry(): void;
  onRemove(): void;
  onClose(): void;
}

export function DetailsDialog({ card, nowMs, onOpen, onRetry, onRemove, onClose }: DetailsDialogProps): JSX.Element {
  const needsInstall = card.problem !== null && !card.installed;
  const time = (atMs: number | null, absent: string): JSX.Element | string =>
    atMs === null ? absent : <time title={dateTime(atMs)}>{relativeTime(atMs, nowMs)}</time>;
  return (
    <Dialog
      title={card.name}
      icon={<AppIcon appId={card.appId} name={card.name} iconUrl={card.iconUrl} size="small" />}
      closesOutside
      onClose={onClose}
      footer={
        <>
          <button type="button" class="button button-destructive-quiet" onClick={onRemove}>
            {strings.removeMenu}
          </button>
          <span class="dialog-footer-gap" />
          <button type="button" class="button button-primary" data-autofocus onClick={needsInstall ? onRetry : onOpen}>
            {needsInstall ? strings.retry : card.isOpen ? strings.bringToFront : strings.open}
          </button>
        </>
      }
    >
      {card.problem && <DialogProblem message={card.problem.message} />}
      <p class="preview-description">{card.description || strings.noDescription}</p>
      <dl class="facts">
        <Fact term={strings.version}>{card.version ?? strings.notInstalled}</Fact>
        <Fact term={strings.detailsOpened}>{card.isOpen ? strings.isOpen : time(card.lastOpenedAt, strings.never)}</Fact>
        <Fact term={strings.detailsData}>{time(card.dataAt, strings.none)}</Fact>
        <Fact term={strings.detailsAdded}>{dateTime(card.addedAt)}</Fact>
        {card.serviceDomains && (
          <Fact term={strings.domains}>
            <DomainList domains={card.serviceDomains} />
          </Fact>
        )}
        <Fact term={strings.id}>
          <span class="fact-line">
            <code>{card.appId}</code>
            <CopyButton text={card.appId} />
          </span>
        </Fact>
      </dl>
    </Dialog>
  );
}

/** Shown only where the clipboard may be written. */
function CopyButton({ text }: { text: string }): JSX.Element | null {
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
    <button type="button" class="link-button" onClick={() => void copy()}>
      {isCopied ? strings.copied : strings.copyId}
    </button>
  );
}
