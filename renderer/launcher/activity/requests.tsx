/** The list of requests, newest first: one tab stop, arrow keys move inside it. */
import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useCallback, useMemo, useState } from 'preact/hooks';
import type { ActivityEntry } from '../../../preload/contract/activity.ts';
import { relativeTime } from '../widgets/format.ts';
import { locale, t } from '../language.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { ALL_REQUESTS, listed } from './request-filter.ts';
import { RequestRow } from './request-row.tsx';
import { RequestTools } from './request-tools.tsx';
import type { Run } from '../use-reported-call.ts';
import { Legend } from './waterfall.tsx';

export interface RequestsProps {
  entries: readonly ActivityEntry[];
  nowMs: number;
  isDev: boolean;
  hasPrograms: boolean;
  run: Run;
  onAdd(): void;
}

const COLUMNS = ['time', 'kind', 'name', 'host', 'status', 'bytes', 'duration', 'waterfall'] as const;

export function Requests({ entries, nowMs, isDev, hasPrograms, run, onAdd }: RequestsProps): JSX.Element {
  const [filter, setFilter] = useState(ALL_REQUESTS);
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const [currentId, setCurrentId] = useState<string | null>(null);
  const shown = useMemo(() => listed(entries, filter), [entries, filter]);

  const toggle = useCallback((id: string) => {
    setExpanded((ids) => {
      const next = new Set(ids);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  const copyAsCurl = useCallback(
    (id: string) => void run('launcher:copy-as-curl', [id], () => t('activity.copiedAsCurl')),
    [run],
  );

  if (entries.length === 0) {
    return (
      <EmptyState
        title={t('activity.emptyTitle')}
        text={hasPrograms ? t('activity.emptyText') : t('activity.emptyNoPrograms')}
        hasPrograms={hasPrograms}
        onAdd={onAdd}
      />
    );
  }
  const current = shown.some(({ id }) => id === currentId) ? currentId : shown[0]?.id;
  return (
    <>
      <RequestTools entries={entries} shown={shown.length} filter={filter} onFilter={setFilter} run={run} />
      {shown.length === 0 ? (
        <p class="page-nothing">
          {t('activity.noMatch')}{' '}
          <button type="button" class="button-link" onClick={() => setFilter(ALL_REQUESTS)}>
            {t('activity.showAll')}
          </button>
        </p>
      ) : (
        <>
          <Legend />
          <div class="request-heads" aria-hidden="true">
            {COLUMNS.map((name) => (
              <span key={name} class={`request-${name}`}>
                {t(`activity.column.${name}`)}
              </span>
            ))}
          </div>
          <ol class="requests" role="list" aria-label={t('activity.list')} onKeyDown={moveInList}>
            {shown.map((entry) => (
              <RequestRow
                key={entry.id}
                entry={entry}
                language={locale()}
                when={relativeTime(entry.startedAt, nowMs)}
                isCurrent={entry.id === current}
                isExpanded={expanded.has(entry.id)}
                isDev={isDev}
                onToggle={toggle}
                onFocus={setCurrentId}
                onCopyAsCurl={copyAsCurl}
              />
            ))}
          </ol>
        </>
      )}
    </>
  );
}

function moveInList(event: TargetedKeyboardEvent<HTMLOListElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (!(event.target instanceof HTMLElement) || !event.target.classList.contains('request-toggle')) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('.request-toggle')];
  const index = all.indexOf(event.target);
  const targets: Record<string, number> = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: all.length - 1 };
  const target = all[targets[event.key] ?? -1];
  if (!target) return;
  event.preventDefault();
  target.focus();
}
