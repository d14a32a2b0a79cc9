/** The Activity page: what was asked for, what comes next, and what may happen in the background. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { DialogProblem } from '../widgets/dialog.tsx';
import { Icon } from '../widgets/icons.tsx';
import { dateTime } from '../widgets/format.ts';
import { Message } from '../messages.tsx';
import { t } from '../language.ts';
import { sectionHref } from '../settings/sections.ts';
import type { Launcher } from '../use-launcher.ts';
import { useNow } from '../widgets/use-now.ts';
import { DeveloperTools } from './developer-tools.tsx';
import { Requests } from './requests.tsx';
import { wakeText } from './schedule-words.ts';
import { Schedule } from './schedule.tsx';
import { TabPanel, Tabs } from './tabs.tsx';
import { useActivity } from './use-activity.ts';

export interface ActivityPageProps {
  bridge: LauncherBridge;
  call: Launcher['call'];
  isShown: boolean;
  isDev: boolean;
  cards: readonly MiniProgramCard[];
  onAdd(): void;
}

const VIEWS = ['requests', 'schedule'] as const;

type View = (typeof VIEWS)[number];

export function ActivityPage({ bridge, call, isShown, isDev, cards, onAdd }: ActivityPageProps): JSX.Element {
  const { state, clockOffsetMs, loadError, said, reload, dismissSaid, run } = useActivity(bridge, call, isShown);
  const nowMs = useNow(state) + clockOffsetMs;
  const [view, setView] = useState<View>('requests');
  return (
    <div class="activity">
      <header class="activity-header">
        <h1 tabIndex={-1}>{t('activity.title')}</h1>
        {state && (
          <p class="activity-now">
            {!state.online && <span class="status-tag">{t('activity.offline')}</span>}
            <span class="activity-wake" title={state.nextWakeAt === null ? undefined : dateTime(state.nextWakeAt)}>
              {state.sweeping ? <span class="spinner" aria-hidden="true" /> : <Icon name="clock" />}
              {wakeText(state, nowMs)}
            </span>
            <a class="text-link" href={sectionHref('background')}>
              {t('settings.backgroundMoved')}
            </a>
          </p>
        )}
      </header>
      {!state && !loadError && (
        <p class="page-loading" role="status">
          {t('activity.loading')}
        </p>
      )}
      {!state && loadError && (
        <div class="page-problem">
          <DialogProblem message={loadError} />
          <button type="button" class="button" onClick={reload}>
            {t('common.retry')}
          </button>
        </div>
      )}
      {state && (
        <>
          {isDev && <DeveloperTools nowMs={nowMs} run={run} />}
          <Tabs<View>
            label={t('activity.viewsLabel')}
            tabs={VIEWS.map((id) => ({ id, title: t(`activity.view.${id}`) }))}
            chosen={view}
            onChoose={setView}
          />
          <TabPanel id="requests" chosen={view}>
            <Requests
              entries={state.entries}
              nowMs={nowMs}
              isDev={isDev}
              hasPrograms={cards.length > 0}
              run={run}
              onAdd={onAdd}
            />
          </TabPanel>
          <TabPanel id="schedule" chosen={view}>
            <Schedule state={state} cards={cards} nowMs={nowMs} isDev={isDev} run={run} onAdd={onAdd} />
          </TabPanel>
        </>
      )}
      <div class="activity-said">
        <div role="alert">
          {said?.tone === 'error' && <Message tone="error" text={said.text} onDismiss={dismissSaid} />}
        </div>
        <div role="status">
          {said?.tone === 'info' && <Message tone="info" text={said.text} onDismiss={dismissSaid} />}
        </div>
      </div>
    </div>
  );
}
