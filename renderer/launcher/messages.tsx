/** What needs to be said above the shelf: notices, failed calls, and mini-programs in trouble. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MiniProgramCard, Notice } from '../../preload/contract/launcher.ts';
import { AppIcon } from './widgets/app-icon.tsx';
import { Icon } from './widgets/icons.tsx';
import { t, textOf } from './language.ts';
import { ProblemText, type DisplayText } from './widgets/problem-text.tsx';
import type { Failure } from './use-launcher.ts';

export interface MessageProps {
  tone: Notice['tone'];
  text: DisplayText;
  onDismiss(): void;
}

export function Message({ tone, text, onDismiss }: MessageProps): JSX.Element {
  return (
    <div class={`message message-${tone}`}>
      <Icon name={tone === 'info' ? 'info' : 'warning'} />
      <p>
        <span class="visually-hidden">{t(`common.tone.${tone}`)}: </span>
        <ProblemText of={text} />
      </p>
      <button
        type="button"
        class="icon-button icon-button-small"
        aria-label={t('common.dismiss')}
        title={t('common.dismiss')}
        onClick={onDismiss}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

export interface MessagesProps {
  notices: readonly Notice[];
  failures: readonly Failure[];
  onDismissNotice(id: string): void;
  onDismissFailure(appId: string): void;
}

/** Failures are announced at once, notices when the reader has time. */
export function Messages({ notices, failures, onDismissNotice, onDismissFailure }: MessagesProps): JSX.Element {
  return (
    <div class="messages">
      <div role="alert">
        {failures.map((failure) => (
          <Message
            key={failure.appId}
            tone="error"
            text={failure.error}
            onDismiss={() => onDismissFailure(failure.appId)}
          />
        ))}
      </div>
      <div role="status">
        {notices.map((notice) => (
          <Message
            key={notice.id}
            tone={notice.tone}
            text={textOf(notice.text)}
            onDismiss={() => onDismissNotice(notice.id)}
          />
        ))}
      </div>
    </div>
  );
}

export interface AttentionProps {
  cards: readonly MiniProgramCard[];
  onRetry(card: MiniProgramCard): void;
  onRemove(card: MiniProgramCard): void;
}

const SHOWN_AT_FIRST = 2;

/** Every mini-program whose last attempt failed, with what happened and the ways forward. */
export function Attention({ cards, onRetry, onRemove }: AttentionProps): JSX.Element | null {
  const [showsAll, setShowsAll] = useState(false);
  const troubled = cards.filter((card) => card.problem && !card.installing);
  if (troubled.length === 0) return null;
  const shown = showsAll ? troubled : troubled.slice(0, SHOWN_AT_FIRST);
  return (
    <section class="attention" aria-labelledby="attention-title">
      <h2 id="attention-title">
        <Icon name="warning" />
        {t('shelf.needsAttention')}
      </h2>
      <ul role="list">
        {shown.map((card) => (
          <li key={card.appId}>
            <AppIcon appId={card.appId} name={card.name} iconUrl={card.iconUrl} size="small" />
            <p>
              <strong>{card.name}</strong> {card.problem && <ProblemText of={card.problem} />}
            </p>
            <span class="attention-actions">
              <button type="button" class="button button-small" onClick={() => onRetry(card)}>
                {t('common.retry')}
              </button>
              <button type="button" class="button button-small button-quiet" onClick={() => onRemove(card)}>
                {t('shelf.removeMenu')}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {troubled.length > shown.length && (
        <button type="button" class="link-button" onClick={() => setShowsAll(true)}>
          {t('shelf.showAll', { n: troubled.length })}
        </button>
      )}
    </section>
  );
}
