/** The Activity page: what was asked for, what comes next, and what may happen in the background. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { ActivityState } from '../../../preload/contract/activity.ts';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import { Icon } from '../widgets/icons.tsx';
import { dateTime } from '../widgets/format.ts';
import { t } from '../language.ts';
import { sectionHref } from '../settings/sections.ts';
import type { Call } from '../use-launcher.ts';
import { usePushedState } from '../use-pushed-state.ts';
import { useReportedCall } from '../use-reported-call.ts';
import { Page } from '../widgets/page.tsx';
import { useNow } from '../widgets/use-now.ts';
import { DeveloperTools } from './developer-tools.tsx';
import { Requests } from './requests.tsx';
import { wakeText } from './schedule-text.ts';
import { Schedule } from './schedule.tsx';
import { SwitchedNetworks } from './switched-networks.tsx';
import { TabPanel, Tabs } from '../widgets/tabs.tsx';
import { WhileAway } from './while-away.tsx';
import { ACTIVITY } from './activity-source.ts';

export interface ActivityPageProps {
  bridge: LauncherBridge;
  call: Call;
  isShown: boolean;
  isDev: boolean;
  cards: readonly MiniProgramCard[];
  onAdd(): void;
}

const VIEWS = ['requests', 'schedule'] as const;

type View = (typeof VIEWS)[number];

function ActivityFacts({ state, nowMs }: { state: ActivityState; nowMs: number }): JSX.Element {
  return (
    <p class="page-facts">
      {!state.online && <span class="tag">{t('activity.offline')}</span>}
      <span class="activity-wake" title={state.nextWakeAt === null ? undefined : dateTime(state.nextWakeAt)}>
        {state.sweeping ? <span class="spinner" aria-hidden="true" /> : <Icon name="clock" />}
        {wakeText(state, nowMs)}
      </span>
      <a class="activity-link" href={sectionHref('background')}>
        {t('settings.backgroundMoved')}
      </a>
    </p>
  );
}

export function ActivityPage({ bridge, call, isShown, isDev, cards, onAdd }: ActivityPageProps): JSX.Element {
  const load = usePushedState(ACTIVITY, bridge, call, isShown);
  const state = load.state?.activity;
  const calls = useReportedCall(call);
  const { run } = calls;
  const nowMs = useNow(state) + (load.state?.clockOffsetMs ?? 0);
  const [view, setView] = useState<View>('requests');
  return (
    <Page
      title={t('activity.title')}
      facts={state && <ActivityFacts state={state} nowMs={nowMs} />}
      load={load}
      loadingText={t('activity.loading')}
      calls={calls}
    >
      {state && (
        <>
          <WhileAway news={state.unseen} isShown={isShown} nowMs={nowMs} onSeen={load.reload} />
          <SwitchedNetworks switched={state.switched} run={run} />
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
    </Page>
  );
}
