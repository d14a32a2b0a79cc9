/** The Downloads page: what is under way, what is over, and who may download in the background. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { EmptyState } from '../widgets/empty-state.tsx';
import { TabPanel, Tabs } from '../widgets/tabs.tsx';
import { byteSize, relativeTime } from '../widgets/format.ts';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import type { PushedState } from '../use-pushed-state.ts';
import { useReportedCall } from '../use-reported-call.ts';
import { Page } from '../widgets/page.tsx';
import { useNow } from '../widgets/use-now.ts';
import { AbortDialog, isWorthAsking } from './abort-dialog.tsx';
import { DownloadPrograms } from './download-programs.tsx';
import { DownloadRow } from './download-row.tsx';
import { isUnderWay } from './download-text.ts';
import type { DownloadsView } from './downloads-source.ts';
import { useKeptFocus } from '../widgets/use-kept-focus.ts';

export interface DownloadsPageProps {
  load: PushedState<DownloadsView>;
  call: Call;
  hasPrograms: boolean;
  onAdd(): void;
}

const VIEWS = ['downloads', 'programs'] as const;

type View = (typeof VIEWS)[number];

/** While another page is shown the pushes redraw nothing here: the same element is no work. */
export function DownloadsPage({ isShown, ...props }: DownloadsPageProps & { isShown: boolean }): JSX.Element {
  const drawn = useRef<JSX.Element | null>(null);
  if (isShown || drawn.current === null) drawn.current = <ShownDownloads {...props} />;
  return drawn.current;
}

function ShownDownloads({ load, call, hasPrograms, onAdd }: DownloadsPageProps): JSX.Element {
  const state = load.state?.downloads;
  const calls = useReportedCall(call);
  const { run } = calls;
  const nowMs = useNow(state) + (load.state?.clockOffsetMs ?? 0);
  const [view, setView] = useState<View>('downloads');
  const [askedId, setAskedId] = useState<string | null>(null);
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page, state);

  const items = state?.items ?? [];
  const underWay = items.filter(isUnderWay);
  const history = items.filter((item) => !isUnderWay(item));
  const mayPause = underWay.some(({ canPause, state }) => canPause && state !== 'paused-by-user');
  const mayResume = underWay.some(({ state }) => state === 'paused-by-user');
  // Once it is over there is nothing left to ask.
  const asked = underWay.find(({ id }) => id === askedId);
  const abort = ({ appId, id }: DownloadItem): void => void run('launcher:download-abort', [appId, id]);
  const row = (item: DownloadItem): JSX.Element => (
    <DownloadRow
      key={item.id}
      item={item}
      quotaBytes={state?.programs.find(({ appId }) => appId === item.appId)?.quotaBytes ?? 0}
      endedText={item.endedAt === null || isUnderWay(item) ? null : relativeTime(item.endedAt, nowMs)}
      run={run}
      onAbort={(one) => (isWorthAsking(one) ? setAskedId(one.id) : abort(one))}
    />
  );

  return (
    <Page
      ref={page}
      title={t('downloads.title')}
      facts={state && <p class="page-facts">{spaceText(state.usedBytes, state.freeBytes)}</p>}
      load={load}
      loadingText={t('downloads.loading')}
      calls={calls}
    >
      {state && (
        <>
          <Tabs<View>
            label={t('downloads.viewsLabel')}
            tabs={VIEWS.map((id) => ({ id, title: t(`downloads.view.${id}`) }))}
            chosen={view}
            onChoose={setView}
          />
          <TabPanel id="downloads" chosen={view}>
            {items.length === 0 && (
              <EmptyState
                title={t('downloads.emptyTitle')}
                text={t('downloads.emptyText')}
                hasPrograms={hasPrograms}
                onAdd={onAdd}
              />
            )}
            {underWay.length > 0 && (
              <section class="download-section" aria-labelledby="downloads-under-way">
                <header>
                  <h2 id="downloads-under-way">{t('downloads.underWay')}</h2>
                  {(mayPause || mayResume) && (
                    <button
                      type="button"
                      class="button button-small"
                      onClick={() => void run(mayPause ? 'launcher:pause-downloads' : 'launcher:resume-downloads', [])}
                    >
                      {t(mayPause ? 'downloads.pauseAll' : 'downloads.resumeAll')}
                    </button>
                  )}
                </header>
                <ul role="list">{underWay.map(row)}</ul>
              </section>
            )}
            {history.length > 0 && (
              <section class="download-section" aria-labelledby="downloads-history">
                <header>
                  <h2 id="downloads-history">{t('downloads.history')}</h2>
                  {history.some(({ canForget }) => canForget) && (
                    <button
                      type="button"
                      class="button button-small"
                      onClick={() => void run('launcher:clear-downloads', [], () => t('downloads.cleared'))}
                    >
                      {t('downloads.clear')}
                    </button>
                  )}
                </header>
                <ul role="list">{history.map(row)}</ul>
              </section>
            )}
          </TabPanel>
          <TabPanel id="programs" chosen={view}>
            <DownloadPrograms state={state} run={run} onAdd={onAdd} />
          </TabPanel>
        </>
      )}
      {asked && (
        <AbortDialog
          item={asked}
          onClose={() => setAskedId(null)}
          onAbort={() => {
            setAskedId(null);
            abort(asked);
          }}
        />
      )}
    </Page>
  );
}

function spaceText(usedBytes: number, freeBytes: number | null): string {
  const used = byteSize(usedBytes);
  return freeBytes === null
    ? t('downloads.used', { used })
    : t('downloads.usedAndFree', { used, free: byteSize(freeBytes) });
}
