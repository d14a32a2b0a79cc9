/** The Downloads page: what is under way, what is over, and who may download in the background. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { Nothing } from '../widgets/empty-state.tsx';
import { TabPanel, Tabs } from '../activity/tabs.tsx';
import { DialogProblem } from '../widgets/dialog.tsx';
import { byteSize, relativeTime } from '../widgets/format.ts';
import { Message } from '../messages.tsx';
import { t } from '../language.ts';
import { useNow } from '../widgets/use-now.ts';
import { AbortDialog, isWorthAsking } from './abort-dialog.tsx';
import { DownloadPrograms } from './download-programs.tsx';
import { DownloadRow } from './download-row.tsx';
import { isUnderWay } from './download-words.ts';
import type { Downloads } from './use-downloads.ts';
import { useKeptFocus } from '../widgets/use-kept-focus.ts';

export interface DownloadsPageProps {
  downloads: Downloads;
  hasPrograms: boolean;
  onAdd(): void;
}

const VIEWS = ['downloads', 'programs'] as const;

type View = (typeof VIEWS)[number];

/** While another page is shown the pushes redraw nothing here: the same element is no work. */
export function DownloadsPage({ isShown, ...props }: DownloadsPageProps & { isShown: boolean }): JSX.Element {
  const drawn = useRef<JSX.Element | null>(null);
  if (isShown || drawn.current === null) drawn.current = <DownloadsView {...props} />;
  return drawn.current;
}

function DownloadsView({ downloads, hasPrograms, onAdd }: DownloadsPageProps): JSX.Element {
  const { state, clockOffsetMs, loadError, said, reload, dismissSaid, run } = downloads;
  const nowMs = useNow(state) + clockOffsetMs;
  const [view, setView] = useState<View>('downloads');
  const [askedId, setAskedId] = useState<string | null>(null);
  const page = useRef<HTMLDivElement>(null);
  useKeptFocus(page, state);

  const items = state?.items ?? [];
  const underWay = items.filter(isUnderWay);
  const history = items.filter((item) => !isUnderWay(item));
  // Once it is over there is nothing left to ask.
  const asked = underWay.find(({ id }) => id === askedId);
  const abort = ({ appId, id }: DownloadItem): void => void run('launcher:download-abort', [appId, id]);
  const row = (item: DownloadItem): JSX.Element => (
    <DownloadRow
      key={item.id}
      item={item}
      endedText={item.endedAt === null || isUnderWay(item) ? null : relativeTime(item.endedAt, nowMs)}
      run={run}
      onAbort={(one) => (isWorthAsking(one) ? setAskedId(one.id) : abort(one))}
    />
  );

  return (
    <div class="activity downloads" ref={page}>
      <header class="activity-header">
        <h1 tabIndex={-1}>{t('downloads.title')}</h1>
        {state && <p class="activity-now">{spaceText(state.usedBytes, state.freeBytes)}</p>}
      </header>
      {!state && !loadError && (
        <p class="page-loading" role="status">
          {t('downloads.loading')}
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
          <Tabs<View>
            label={t('downloads.viewsLabel')}
            tabs={VIEWS.map((id) => ({ id, title: t(`downloads.view.${id}`) }))}
            chosen={view}
            onChoose={setView}
          />
          <TabPanel id="downloads" chosen={view}>
            {items.length === 0 && (
              <Nothing
                title={t('downloads.emptyTitle')}
                text={t('downloads.emptyText')}
                hasPrograms={hasPrograms}
                onAdd={onAdd}
              />
            )}
            {underWay.length > 0 && (
              <section class="download-section" aria-labelledby="downloads-under-way">
                <h2 id="downloads-under-way">{t('downloads.underWay')}</h2>
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

function spaceText(usedBytes: number, freeBytes: number | null): string {
  const used = byteSize(usedBytes);
  return freeBytes === null
    ? t('downloads.used', { used })
    : t('downloads.usedAndFree', { used, free: byteSize(freeBytes) });
}
