/** The launcher as a whole: which page, which dialog, which menu. */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { LauncherBridge } from '../../preload/contract/channels.ts';
import type { MiniProgramCard } from '../../preload/contract/launcher.ts';
import { ActivityPage } from './activity/activity-page.tsx';
import { AddDialog } from './shelf/add-dialog.tsx';
import { DiagnosticsPage } from './diagnostics/diagnostics-page.tsx';
import { DetailsDialog } from './shelf/details-dialog.tsx';
import { PageLoad, PageView } from './widgets/page.tsx';
import { Icon } from './widgets/icons.tsx';
import { DownloadIndicator } from './downloads/download-indicator.tsx';
import { DownloadsPage } from './downloads/downloads-page.tsx';
import { DOWNLOADS } from './downloads/downloads-source.ts';
import { EmptyShelf } from './shelf/empty-shelf.tsx';
import { MoreSamples } from './shelf/sample-buttons.tsx';
import { FilterField, MANY, matching } from './widgets/filter-field.tsx';
import { Frame } from './frame.tsx';
import { Attention } from './shelf/attention.tsx';
import { Messages } from './shelf/messages.tsx';
import { PAGES } from './pages.ts';
import { ProxyDialog } from './shelf/proxy-dialog.tsx';
import { RemoveDialog } from './shelf/remove-dialog.tsx';
import { SettingsPage } from './settings/settings-page.tsx';
import { Shelf } from './shelf/shelf.tsx';
import { t } from './language.ts';
import { withCommandKey } from './widgets/keys.ts';
import { TileMenu, tileMenuItems } from './shelf/tile-menu.tsx';
import { AboutLarder } from './updates/about-larder.tsx';
import { UPDATES } from './updates/updates-source.ts';
import { usePushedState } from './use-pushed-state.ts';
import { useDialogAddress } from './shelf/use-dialog-address.ts';
import { useLauncher } from './use-launcher.ts';
import { useNow } from './widgets/use-now.ts';
import { goToPage, goToPart, goToProgramSettings, usePlace } from './use-page.ts';
import { useShortcuts } from './use-shortcuts.ts';

type OpenDialog =
  | { readonly kind: 'add'; readonly input?: string; readonly isLinked?: boolean }
  | { readonly kind: 'details' | 'remove'; readonly appId: string };

interface OpenMenu {
  readonly appId: string;
  readonly source: HTMLElement;
  readonly at?: { x: number; y: number } | undefined;
}

export function App({ bridge }: { bridge: LauncherBridge }): JSX.Element {
  const launcher = useLauncher(bridge);
  const { state } = launcher;
  const nowMs = useNow(state);
  const downloads = usePushedState(DOWNLOADS, bridge, launcher.call);
  const place = usePlace();
  const { pageId } = place;
  const updates = usePushedState(UPDATES, bridge, launcher.call).state;
  const [dialog, setDialog] = useState<OpenDialog | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [filter, setFilter] = useState('');
  const filterField = useRef<HTMLInputElement>(null);

  const all = state?.miniPrograms ?? [];
  const hasFilter = all.length > MANY;
  const cards = useMemo(() => (hasFilter ? matching(all, filter) : all), [all, filter, hasFilter]);
  const cardOf = (appId: string | undefined): MiniProgramCard | undefined => all.find((card) => card.appId === appId);

  const closeDialog = (): void => setDialog(null);
  const openAdd = (input?: string): void => setDialog(input === undefined ? { kind: 'add' } : { kind: 'add', input });
  const askRemove = ({ appId }: MiniProgramCard): void => setDialog({ kind: 'remove', appId });
  const showDetails = ({ appId }: MiniProgramCard): void => setDialog({ kind: 'details', appId });
  const retry = ({ appId, installed }: MiniProgramCard): void =>
    installed ? launcher.open(appId) : launcher.install(appId);

  useDialogAddress('#add', (linked) =>
    linked === undefined ? openAdd() : setDialog({ kind: 'add', input: linked, isLinked: true }),
  );
  useShortcuts({
    onAdd: () => openAdd(),
    onSettings: () => goToPage('settings'),
    onFind() {
      filterField.current?.focus();
      filterField.current?.select();
      return filterField.current !== null;
    },
    onPage(index) {
      const page = PAGES[index];
      if (page) goToPage(page.id);
      return page !== undefined;
    },
  });

  const menuCard = cardOf(menu?.appId);
  const dialogCard = dialog && dialog.kind !== 'add' ? cardOf(dialog.appId) : undefined;
  // A failure that the card itself reports is shown there, with its ways forward.
  const failures = launcher.failures.filter(({ appId, error }) => cardOf(appId)?.problem?.message !== error.message);

  return (
    <>
      <Frame
        pageId={pageId}
        state={state}
        updates={updates}
        onQuit={() => void launcher.call('launcher:quit')}
        indicator={downloads.state && <DownloadIndicator overall={downloads.state.downloads.overall} />}
        tools={
          pageId === 'shelf' && (
            <>
              {hasFilter && <FilterField ref={filterField} value={filter} found={cards.length} onInput={setFilter} />}
              <button
                type="button"
                class="button button-primary"
                title={t('shelf.addShortcut', { keys: withCommandKey('N') })}
                onClick={() => openAdd()}
              >
                <Icon name="plus" />
                {t('common.add')}
              </button>
            </>
          )
        }
      >
        <PageView id="shelf" isShown={pageId === 'shelf'}>
          {state && (
            <Messages
              notices={state.notices}
              failures={failures}
              onDismissNotice={launcher.dismissNotice}
              onNoticeAction={launcher.actOnNotice}
              onDismissFailure={launcher.dismissFailure}
            />
          )}
          <PageLoad load={launcher} loadingText={t('frame.loading')} />
          {state && all.length === 0 && <EmptyShelf state={state} launcher={launcher} onAdd={() => openAdd()} />}
          {all.length > 0 && (
            <>
              <h1 class="visually-hidden" tabIndex={-1}>
                {t('shelf.title')}
              </h1>
              <Attention cards={all} onRetry={retry} onRemove={askRemove} />
              <Shelf
                cards={cards}
                nowMs={nowMs}
                opening={launcher.opening}
                menuAppId={menu?.appId ?? null}
                onOpen={(card) => (card.problem && !card.installed ? showDetails(card) : launcher.open(card.appId))}
                onCancelInstall={(card) => launcher.cancelInstall(card.appId)}
                onMenu={({ appId }, source, at) => setMenu({ appId, source, at })}
                onRemove={askRemove}
                onAdd={filter === '' ? () => openAdd() : undefined}
              />
              {state && filter === '' && <MoreSamples state={state} launcher={launcher} />}
              {cards.length === 0 && (
                <p class="page-nothing">
                  {t('shelf.nothingFound', { text: filter })}{' '}
                  <button type="button" class="button-link" onClick={() => setFilter('')}>
                    {t('shelf.clearFilter')}
                  </button>
                </p>
              )}
            </>
          )}
          {menu && menuCard && (
            <TileMenu
              key={menu.appId}
              label={t('shelf.more', { name: menuCard.name })}
              source={menu.source}
              at={menu.at}
              onClose={() => setMenu(null)}
              items={tileMenuItems(menuCard, {
                open: () => launcher.open(menuCard.appId),
                install: () => launcher.install(menuCard.appId),
                details: () => showDetails(menuCard),
                settings: () => goToProgramSettings(menuCard.appId),
                remove: () => askRemove(menuCard),
              })}
            />
          )}
        </PageView>
        <PageView id="activity" isShown={pageId === 'activity'}>
          <ActivityPage
            bridge={bridge}
            call={launcher.call}
            isShown={pageId === 'activity'}
            isDev={state?.isDev ?? false}
            cards={all}
            onAdd={() => openAdd()}
          />
        </PageView>
        <PageView id="downloads" isShown={pageId === 'downloads'}>
          <DownloadsPage
            isShown={pageId === 'downloads'}
            load={downloads}
            call={launcher.call}
            hasPrograms={all.length > 0}
            onAdd={() => openAdd()}
          />
        </PageView>
        <PageView id="settings" isShown={pageId === 'settings'}>
          <SettingsPage
            bridge={bridge}
            call={launcher.call}
            isShown={pageId === 'settings'}
            appId={place.appId}
            part={place.part}
            cards={all}
            nowMs={nowMs}
            onAdd={() => openAdd()}
            onOpen={launcher.open}
            onRemove={askRemove}
          />
        </PageView>
        <PageView id="diagnostics" isShown={pageId === 'diagnostics'}>
          <DiagnosticsPage bridge={bridge} call={launcher.call} isShown={pageId === 'diagnostics'} />
        </PageView>
      </Frame>
      <div class="visually-hidden" role="status">
        {downloads.state?.announcement}
      </div>

      <AboutLarder updates={updates} call={launcher.call} />
      {state?.proxyQuestion && (
        <ProxyDialog key={state.proxyQuestion.proxy} question={state.proxyQuestion} call={launcher.call} />
      )}
      {dialog?.kind === 'add' && (
        <AddDialog launcher={launcher} initialInput={dialog.input} isLinked={dialog.isLinked} onClose={closeDialog} />
      )}
      {dialog?.kind === 'details' && dialogCard && (
        <DetailsDialog
          card={dialogCard}
          nowMs={nowMs}
          onClose={closeDialog}
          onOpen={() => (closeDialog(), launcher.open(dialogCard.appId))}
          onRetry={() => (closeDialog(), retry(dialogCard))}
          onRemove={() => askRemove(dialogCard)}
        />
      )}
      {dialog?.kind === 'remove' && dialogCard && (
        <RemoveDialog
          card={dialogCard}
          call={launcher.call}
          onClose={closeDialog}
          onRemoved={() => (closeDialog(), pageId === 'settings' ? goToPart('settings', 'programs') : focusShelf())}
        />
      )}
    </>
  );
}

/** After a removal the focus would fall to the document: the next tile takes it. */
function focusShelf(): void {
  requestAnimationFrame(() => {
    const tile = document.querySelector<HTMLElement>('.tile-open[tabindex="0"]');
    (tile ?? document.querySelector<HTMLElement>('.empty-shelf .button'))?.focus();
  });
}
