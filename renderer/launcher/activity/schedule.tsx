/** For each mini-program: when its data is fetched next, what that waits for, and whether it may be. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import {
  canFetchNow,
  NETWORK_CONDITIONS,
  type ActivityState,
  type NetworkCondition,
  type ScheduleRow,
} from '../../../preload/contract/activity.ts';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { dateTime } from '../widgets/format.ts';
import { locale, t } from '../language.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { historyText, waitText } from './schedule-text.ts';
import { Icon } from '../widgets/icons.tsx';
import { ProgramRow } from '../widgets/program-row.tsx';
import { Switch } from '../widgets/switch.tsx';
import type { Run } from '../use-reported-call.ts';

export interface ScheduleProps {
  state: ActivityState;
  cards: readonly MiniProgramCard[];
  nowMs: number;
  isDev: boolean;
  run: Run;
  onAdd(): void;
}

/** What goes well is green, what is held up stands out, what waits for somebody is plain. */
function waitClass({ waitingFor }: ScheduleRow): string {
  if (waitingFor === 'turn' || waitingFor === 'time') return 'schedule-wait schedule-planned';
  if (['retry', 'network', 'metered', 'power'].includes(waitingFor)) return 'schedule-wait schedule-held-up';
  return 'schedule-wait';
}

export function Schedule({ state, cards, nowMs, isDev, run, onAdd }: ScheduleProps): JSX.Element {
  // By name: a row stays where it is when its switch is used.
  const rows = useMemo(
    () => [...state.schedule].sort((one, other) => one.name.localeCompare(other.name, locale())),
    [state.schedule, locale()],
  );
  if (rows.length === 0) {
    return (
      <EmptyState
        title={t('activity.scheduleEmptyTitle')}
        text={t('activity.scheduleEmptyText')}
        hasPrograms={cards.length > 0}
        onAdd={onAdd}
      />
    );
  }
  return (
    <ul role="list" aria-label={t('activity.scheduleLabel')}>
      {rows.map((row) => (
        <ProgramRow
          key={row.appId}
          appId={row.appId}
          name={row.name}
          iconUrl={cards.find((card) => card.appId === row.appId)?.iconUrl}
          tools={<RowTools row={row} run={run} isDev={isDev} network={networkOf(state, row.appId)} />}
          control={
            <Switch
              label={t('activity.allow', { name: row.name })}
              isLabelHidden
              value={row.enabled}
              onChange={(allowed) => run('launcher:set-background-allowed', [row.appId, allowed])}
            />
          }
        >
          <p class={waitClass(row)}>{waitText(row, state, nowMs)}</p>
          <p class="program-row-note" title={row.lastSuccessAt === null ? undefined : dateTime(row.lastSuccessAt)}>
            {historyText(row, nowMs)}
          </p>
        </ProgramRow>
      ))}
    </ul>
  );
}

interface RowToolsProps {
  row: ScheduleRow;
  run: Run;
  isDev: boolean;
  network: NetworkCondition;
}

function networkOf({ switched }: ActivityState, appId: string): NetworkCondition {
  return switched.find((one) => one.appId === appId)?.condition ?? 'normal';
}

function RowTools({ row, run, isDev, network }: RowToolsProps): JSX.Element | null {
  if (!isDev && !canFetchNow(row)) return null;
  return (
    <>
      {canFetchNow(row) && (
        <button
          type="button"
          class="button button-small"
          aria-label={t('activity.fetchNowFor', { name: row.name })}
          onClick={() =>
            void run('launcher:fetch-now', [row.appId], () => t('activity.fetchedNow', { name: row.name }))
          }
        >
          {t('activity.fetchNow')}
        </button>
      )}
      {isDev && <DeveloperRowTools row={row} run={run} network={network} />}
    </>
  );
}

function DeveloperRowTools({ row, run, network }: Omit<RowToolsProps, 'isDev'>): JSX.Element {
  return (
    <>
      <button
        type="button"
        class="button button-small"
        aria-label={t('activity.devPreFetchFor', { name: row.name })}
        onClick={() =>
          void run('launcher:dev-pre-fetch', [row.appId], () => t('activity.devPreFetched', { name: row.name }))
        }
      >
        {t('activity.devPreFetch')}
      </button>
      <button
        type="button"
        class="button button-small"
        aria-label={t('activity.devDropFor', { name: row.name })}
        onClick={() =>
          void run('launcher:dev-drop-data', [row.appId], () => t('activity.devDropped', { name: row.name }))
        }
      >
        {t('activity.devDrop')}
      </button>
      <span class="select">
        <select
          aria-label={t('activity.devNetworkOf', { name: row.name })}
          value={network}
          onChange={(event) =>
            void run('launcher:dev-set-network', [row.appId, event.currentTarget.value as NetworkCondition])
          }
        >
          {NETWORK_CONDITIONS.map((condition) => (
            <option key={condition} value={condition}>
              {t(`activity.network.${condition}`)}
            </option>
          ))}
        </select>
        <Icon name="unfold" />
      </span>
    </>
  );
}
