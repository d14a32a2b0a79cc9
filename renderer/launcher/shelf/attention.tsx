/** The mini-programs in trouble, above the shelf. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { t } from '../language.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { Icon } from '../widgets/icons.tsx';
import { ProblemText } from '../widgets/problem-text.tsx';

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
              <strong>
                <bdi>{card.name}</bdi>
              </strong>{' '}
              {card.problem && <ProblemText of={card.problem} />}
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
        <button type="button" class="button-link" onClick={() => setShowsAll(true)}>
          {t('shelf.showAll', { n: troubled.length })}
        </button>
      )}
    </section>
  );
}
