/** What surrounds every page: the bar above and the line below. */
import { BRAND } from '../../preload/contract/brand.ts';
import type { ComponentChildren, JSX } from 'preact';
import type { LauncherState } from '../../preload/contract/launcher.ts';
import type { UpdatesState } from '../../preload/contract/updates.ts';
import { BrandMark } from './widgets/brand-mark.tsx';
import { PAGES, type PageId } from './pages.ts';
import { t } from './language.ts';
import { withCommandKey } from './widgets/keys.ts';
import { UpdateLine } from './updates/update-line.tsx';

export interface FrameProps {
  pageId: PageId;
  state: LauncherState | null;
  updates: UpdatesState | null;
  /** Controls of the page, at the end of the bar. */
  tools: ComponentChildren;
  /** Stands in the line below while something goes on. */
  indicator: ComponentChildren;
  onQuit(): void;
  children: ComponentChildren;
}

export function Frame({ pageId, state, updates, tools, indicator, onQuit, children }: FrameProps): JSX.Element {
  return (
    <div class="frame">
      <header class="frame-bar">
        <span class="frame-brand">
          <BrandMark />
          <span class="frame-brand-name">{BRAND.name}</span>
        </span>
        {PAGES.length > 1 && (
          <nav class="frame-pages" aria-label={t('frame.navigation')}>
            {PAGES.map((page, index) => (
              <a
                key={page.id}
                href={`#${page.id}`}
                title={t('frame.pageKey', { title: t(page.title), keys: withCommandKey(String(index + 1)) })}
                aria-current={page.id === pageId ? 'page' : undefined}
              >
                {t(page.title)}
              </a>
            ))}
          </nav>
        )}
        <div class="frame-tools">{tools}</div>
      </header>
      <main class="frame-main">{children}</main>
      {state && (
        <footer class="frame-status">
          <span class="frame-backend" title={state.backendUrl ?? undefined}>
            {backendText(state)}
          </span>
          {indicator}
          {state.isDev && <span class="tag">{t('frame.developerMode')}</span>}
          <UpdateLine state={updates} version={state.appVersion} />
          <button type="button" class="frame-quit" onClick={onQuit}>
            {t('system.tray.quit')}
          </button>
        </footer>
      )}
    </div>
  );
}

function backendText({ backendUrl, isDemo }: LauncherState): string {
  if (backendUrl === null) return t('frame.noBackend');
  const host = URL.canParse(backendUrl) ? new URL(backendUrl).host : backendUrl;
  return t(isDemo ? 'frame.demoBackend' : 'frame.backend', { host });
}
