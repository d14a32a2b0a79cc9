/** Everything that is known of one request. */
import type { ComponentChildren, JSX } from 'preact';
import type { ActivityEntry, ActivityTimings } from '../../../preload/contract/activity.ts';
import { byteSize, duration, exactTime } from '../widgets/format.ts';
import { t } from '../language.ts';
import { ProblemText } from '../widgets/problem-text.tsx';
import { segmentsOf } from './phases.ts';

export interface RequestDetailsProps {
  entry: ActivityEntry;
  /** Absent outside developer mode. */
  onCopyAsCurl?(): void;
}

export function RequestDetails({ entry, onCopyAsCurl }: RequestDetailsProps): JSX.Element {
  const { outcome, timings } = entry;
  return (
    <div class="request-details">
      {timings ? (
        <Phases timings={timings} />
      ) : (
        <p class="request-untimed">{outcome ? t('activity.noTimings') : t('activity.timingsLater')}</p>
      )}
      <dl>
        {outcome && !outcome.ok && (
          <Fact term={t('activity.detailProblem')}>
            <ProblemText of={{ code: outcome.errCode, message: outcome.message }} /> <code>{outcome.errCode}</code>
          </Fact>
        )}
        {outcome?.ok && (
          <Fact term={t('activity.detailAnswer')}>
            {outcome.notModified ? t('activity.answerNotChanged', { status: String(outcome.status) }) : outcome.status}
          </Fact>
        )}
        {entry.key !== undefined && (
          <Fact term={t('activity.detailRule')}>
            <code>{entry.key}</code>
          </Fact>
        )}
        {entry.use && <Fact term={t('activity.detailUse')}>{t(`activity.useTitle.${entry.use}`)}</Fact>}
        <Fact term={t('activity.detailStarted')}>{exactTime(entry.startedAt)}</Fact>
        <Fact term={t('activity.detailRequest')}>
          <code>
            {entry.method} {entry.host}
          </code>
        </Fact>
        {timings?.openedAheadMs !== undefined && (
          <Fact term={t('activity.detailConnection')}>
            {connectionText(timings.openedAheadMs, timings.openAlreadyMs)}
          </Fact>
        )}
        <Fact term={t('activity.detailRedirects')}>{t('activity.redirects', { n: entry.redirects })}</Fact>
        <Fact term={t('activity.detailReceived')}>{byteSize(entry.bytes)}</Fact>
      </dl>
      {onCopyAsCurl && (
        <button type="button" class="button button-small" onClick={onCopyAsCurl}>
          {t('activity.copyAsCurl')}
        </button>
      )}
    </div>
  );
}

/** `openMs`: how long it had been open when the request came. */
function connectionText(aheadMs: number, openMs = 0): string {
  const took = duration(aheadMs);
  return openMs > 0
    ? t('activity.openAlready', { took, before: duration(openMs) })
    : t('activity.openedAhead', { took });
}

function Fact({ term, children }: { term: string; children: ComponentChildren }): JSX.Element {
  return (
    <div class="request-fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Each part at its place on one scale, with its number. */
function Phases({ timings }: { timings: ActivityTimings }): JSX.Element {
  const segments = segmentsOf(timings);
  const wholeMs = Math.max(timings.totalMs, ...segments.map(({ startMs, ms }) => startMs + ms), 1);
  return (
    <dl>
      {segments.map(({ phase, ms, startMs }) => (
        <div key={phase} class="phases-line">
          <dt>{t(`activity.phaseLong.${phase}`)}</dt>
          <dd>
            <span class="phases-track" aria-hidden="true">
              <span
                class={`phase phase-${phase}`}
                style={{ marginInlineStart: `${(startMs / wholeMs) * 100}%`, inlineSize: `${(ms / wholeMs) * 100}%` }}
              />
            </span>
            <span class="phases-number">{duration(ms)}</span>
          </dd>
        </div>
      ))}
      <div class="phases-line phases-total">
        <dt>{t('activity.total')}</dt>
        <dd>
          <span class="phases-track" aria-hidden="true" />
          <span class="phases-number">{duration(timings.totalMs)}</span>
        </dd>
      </div>
    </dl>
  );
}
