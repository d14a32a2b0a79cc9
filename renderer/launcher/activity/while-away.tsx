/** The first thing of the Activity page: what was fetched since somebody looked, until the page is left. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { UnseenFetches } from '../../../preload/contract/activity.ts';
import { clockTime, dateTime, listText } from '../widgets/format.ts';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';

export interface WhileAwayProps {
  news: UnseenFetches | null;
  isShown: boolean;
  nowMs: number;
  /** Asks for the page's state: the news have been seen. */
  onSeen(): void;
}

const NAMES_SHOWN = 5;

export function WhileAway({ news, isShown, nowMs, onSeen }: WhileAwayProps): JSX.Element | null {
  /** `lastAt` of the news that was left behind. */
  const [leftAt, setLeftAt] = useState<number | null>(null);
  const lastAt = news?.lastAt ?? null;
  useEffect(() => {
    if (!isShown && lastAt !== null) setLeftAt(lastAt);
  }, [isShown, lastAt]);
  // News may come to a page that lies open in a window that nobody looks at.
  useEffect(() => {
    if (!isShown || lastAt === null) return;
    window.addEventListener('focus', onSeen);
    return () => window.removeEventListener('focus', onSeen);
  }, [isShown, lastAt, onSeen]);
  if (news === null || lastAt === leftAt) return null;

  const { firstAt, fetched, failed } = news;
  const [first, last] = [clockTime(firstAt, nowMs), clockTime(news.lastAt, nowMs)];
  const values = { n: fetched, first, last };
  const more = failed.length - NAMES_SHOWN;
  const names = [...failed.slice(0, NAMES_SHOWN), ...(more > 0 ? [t('activity.away.more', { n: more })] : [])];
  return (
    <section class={failed.length > 0 ? 'message message-warning' : 'message'} aria-labelledby="activity-away">
      <Icon name={failed.length > 0 ? 'warning' : 'check'} />
      <div class="activity-away">
        <h2 id="activity-away">{t('activity.away.title')}</h2>
        <p title={dateTime(news.lastAt)}>
          {first === last ? t('activity.away.fetchedAt', values) : t('activity.away.fetchedBetween', values)}
        </p>
        {failed.length > 0 && <p>{t('activity.away.failed', { n: failed.length, names: listText(names) })}</p>}
      </div>
      <button
        type="button"
        class="button-icon button-icon-small"
        aria-label={t('common.dismiss')}
        title={t('common.dismiss')}
        onClick={() => setLeftAt(lastAt)}
      >
        <Icon name="close" />
      </button>
    </section>
  );
}
