/** One request in one line; it unfolds to its details. */
import { Component, type JSX } from 'preact';
import type { ActivityEntry, ActivityUse } from '../../../preload/contract/activity.ts';
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
          <span class="request-kind">{kindOf(entry)}</span>
          <span class="request-name own-direction" title={entry.name}>
            {entry.name}
          </span>
          <span class="request-host own-direction" title={entry.host}>
            {entry.host}
          </span>
          <Status outcome={outcome} use={entry.use} />
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

/** With the key of its rule, when it was made for one. */
export function kindOf({ kind, key }: Pick<ActivityEntry, 'kind' | 'key'>): string {
  return key === undefined
    ? t(`activity.kind.${kind}`)
    : t('activity.kindOfRule', { kind: t(`activity.kind.${kind}`), key });
}

function Status({ outcome, use }: { outcome: ActivityEntry['outcome']; use: ActivityUse | undefined }): JSX.Element {
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
  if (use === undefined) return <span class="request-status">{outcome.status}</span>;
  return (
    <span class="request-status" title={t(`activity.useTitle.${use}`)}>
      {t('activity.answerAndUse', { status: String(outcome.status), use: t(`activity.use.${use}`) })}
    </span>
  );
}
