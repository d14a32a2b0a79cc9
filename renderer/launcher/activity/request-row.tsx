/** One request in one line; it unfolds to its details. */
import { Component, type JSX } from 'preact';
import type { ActivityEntry } from '../../../preload/contract/activity.ts';
import { Icon } from '../widgets/icons.tsx';
import { byteSize, duration, exactTime } from '../widgets/format.ts';
import { t } from '../language.ts';
import { ProblemText } from '../widgets/problem-text.tsx';
import { RequestDetails } from './request-details.tsx';
import { Waterfall } from './waterfall.tsx';

export interface RequestRowProps {
  entry: ActivityEntry;
  /** How long ago, in words: a prop of its own, so that the row is drawn again only when it changes. */
  when: string;
  /** Of its texts. */
  language: string;
  isCurrent: boolean;
  isExpanded: boolean;
  isDev: boolean;
  onToggle(id: string): void;
  onFocus(id: string): void;
  onCopyAsCurl(id: string): void;
}

const PROPS = [
  'entry',
  'when',
  'language',
  'isCurrent',
  'isExpanded',
  'isDev',
  'onToggle',
  'onFocus',
  'onCopyAsCurl',
] as const;

/** A class for `shouldComponentUpdate`: of 500 rows a push changes one or two. */
export class RequestRow extends Component<RequestRowProps> {
  override shouldComponentUpdate(next: RequestRowProps): boolean {
    return PROPS.some((name) => next[name] !== this.props[name]);
  }

  override render({
    entry,
    when,
    isCurrent,
    isExpanded,
    isDev,
    onToggle,
    onFocus,
    onCopyAsCurl,
  }: RequestRowProps): JSX.Element {
    const { outcome, timings } = entry;
    return (
      <li class={isExpanded ? 'request request-expanded' : 'request'}>
        <button
          type="button"
          class="request-toggle"
          aria-expanded={isExpanded}
          tabIndex={isCurrent ? 0 : -1}
          onClick={() => onToggle(entry.id)}
          onFocus={() => onFocus(entry.id)}
        >
          <time
            class="request-time"
            dateTime={new Date(entry.startedAt).toISOString()}
            title={exactTime(entry.startedAt)}
          >
            {when}
          </time>
          <span class="request-kind">{t(`activity.kind.${entry.kind}`)}</span>
          <span class="request-name own-direction" title={entry.name}>
            {entry.name}
          </span>
          <span class="request-host own-direction" title={entry.host}>
            {entry.host}
          </span>
          <Status outcome={outcome} />
          <span class="request-bytes">{outcome ? byteSize(entry.bytes) : ''}</span>
          <span class="request-duration">{timings ? duration(timings.totalMs) : ''}</span>
          <Waterfall timings={timings} />
          <Icon name="unfold" />
          {outcome && !outcome.ok && (
            <span class="request-failure">
              <Icon name="warning" />
              <span>
                <ProblemText of={{ code: outcome.errCode, message: outcome.message }} /> <code>{outcome.errCode}</code>
              </span>
            </span>
          )}
        </button>
        {isExpanded && (
          <RequestDetails entry={entry} {...(isDev ? { onCopyAsCurl: () => onCopyAsCurl(entry.id) } : {})} />
        )}
      </li>
    );
  }
}

function Status({ outcome }: Pick<ActivityEntry, 'outcome'>): JSX.Element {
  if (!outcome) {
    return (
      <span class="request-status request-under-way">
        <span class="request-pulse" aria-hidden="true" />
        {t('activity.underWay')}
      </span>
    );
  }
  if (!outcome.ok) {
    const { status } = outcome;
    return (
      <span class="request-status request-failed">
        {status === undefined ? t('activity.failed') : t('activity.failedWith', { status: String(status) })}
      </span>
    );
  }
  if (outcome.notModified) {
    return (
      <span class="request-status" title={t('activity.notChangedTitle')}>
        {t('activity.notChanged')}
      </span>
    );
  }
  return <span class="request-status">{outcome.status}</span>;
}
