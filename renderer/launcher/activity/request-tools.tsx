/** What stands above the list of requests: which to list, and what to do with the list. */
import type { JSX } from 'preact';
import { ACTIVITY_KINDS, type ActivityEntry, type ActivityKind } from '../../../preload/contract/activity.ts';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import { isFailure, programsOf, type RequestFilter } from './request-filter.ts';
import type { Run } from '../use-reported-call.ts';

export interface RequestToolsProps {
  entries: readonly ActivityEntry[];
  /** How many the filter leaves. */
  shown: number;
  filter: RequestFilter;
  onFilter(filter: RequestFilter): void;
  run: Run;
}

export function RequestTools({ entries, shown, filter, onFilter, run }: RequestToolsProps): JSX.Element {
  return (
    <div class="request-tools">
      <span class="select">
        <select
          aria-label={t('activity.filterProgram')}
          value={filter.appId ?? ''}
          onChange={(event) => onFilter({ ...filter, appId: event.currentTarget.value || null })}
        >
          <option value="">{t('activity.allPrograms')}</option>
          {programsOf(entries).map(({ appId, name }) => (
            <option key={appId} value={appId}>
              {name}
            </option>
          ))}
        </select>
        <Icon name="unfold" />
      </span>
      <span class="select">
        <select
          aria-label={t('activity.filterKind')}
          value={filter.kind ?? ''}
          onChange={(event) =>
            onFilter({ ...filter, kind: (event.currentTarget.value || null) as ActivityKind | null })
          }
        >
          <option value="">{t('activity.allKinds')}</option>
          {ACTIVITY_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`activity.kind.${kind}`)}
            </option>
          ))}
        </select>
        <Icon name="unfold" />
      </span>
      <label class="request-check">
        <input
          type="checkbox"
          checked={filter.onlyFailures}
          onChange={(event) => onFilter({ ...filter, onlyFailures: event.currentTarget.checked })}
        />
        {t('activity.onlyFailures', { n: entries.filter(isFailure).length })}
      </label>
      <span class="request-count" role="status">
        {shown === entries.length
          ? t('activity.requests', { n: shown })
          : t('activity.requestsOf', { n: shown, all: entries.length })}
      </span>
      <span class="request-actions">
        <button
          type="button"
          class="button button-small"
          onClick={() => void run('launcher:save-activity', [], ({ path }) => t('activity.saved', { path }))}
        >
          {t('activity.saveHar')}
        </button>
        <button
          type="button"
          class="button button-small"
          onClick={() => void run('launcher:clear-activity', [], () => t('activity.cleared'))}
        >
          {t('activity.clear')}
        </button>
      </span>
    </div>
  );
}
