/** Everything the launcher knows of one mini-program, and what can be done with it. */
import type { JSX } from 'preact';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { CopyButton } from '../widgets/copy-button.tsx';
import { Dialog, DialogProblem } from '../widgets/dialog.tsx';
import { dateTime, relativeTime } from '../widgets/format.ts';
import { DomainList } from './preview.tsx';
import { Fact } from '../widgets/facts.tsx';
import { t } from '../language.ts';

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
            {t('shelf.removeMenu')}
          </button>
          <span class="dialog-footer-gap" />
          <button type="button" class="button button-primary" data-autofocus onClick={needsInstall ? onRetry : onOpen}>
            {needsInstall ? t('common.retry') : card.isOpen ? t('shelf.bringToFront') : t('shelf.open')}
          </button>
        </>
      }
    >
      {card.problem && <DialogProblem message={card.problem} />}
      <p class="preview-description own-direction">
        <bdi>{card.description || t('shelf.fact.noDescription')}</bdi>
      </p>
      <dl class="facts">
        <Fact term={t('shelf.fact.version')}>{card.version ?? t('shelf.notInstalled')}</Fact>
        <Fact term={t('shelf.fact.opened')}>
          {card.isOpen ? t('shelf.isOpen') : time(card.lastOpenedAt, t('common.never'))}
        </Fact>
        <Fact term={t('shelf.fact.data')}>{time(card.dataAt, t('shelf.fact.noData'))}</Fact>
        <Fact term={t('shelf.fact.added')}>{dateTime(card.addedAt)}</Fact>
        {card.folder && (
          <Fact term={t('shelf.fact.folder')}>
            <bdi>{card.folder}</bdi>
          </Fact>
        )}
        {card.serviceDomains && (
          <Fact term={t('shelf.fact.domains')}>
            <DomainList domains={card.serviceDomains} />
          </Fact>
        )}
        <Fact term={t('shelf.fact.id')}>
          <span class="fact-line">
            <code>{card.appId}</code>
            <CopyButton text={card.appId} />
          </span>
        </Fact>
      </dl>
    </Dialog>
  );
}
