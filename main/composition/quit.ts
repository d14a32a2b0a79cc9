/** *Quit* in menus and tray: with downloads under way the user says what becomes of them, now or once for all. */
import { app, dialog } from 'electron';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import type { Settings } from '../storage/settings.ts';
import { errorText } from '../support/errors.ts';
import type { Messages } from '../system/language/messages.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';
import type { Storage } from './storage.ts';

export interface QuitDependencies {
  readonly engine: Pick<BackgroundFetchEngine, 'downloads'>;
  readonly settings: Pick<Settings, 'get' | 'update'>;
  readonly messages: Pick<Messages, 't'>;
  readonly registry: Pick<WindowRegistry, 'closeAll'>;
  readonly warn: Storage['warn'];
}

const CHOICES = ['background', 'quit', 'cancel'] as const;
type Choice = (typeof CHOICES)[number];

/** The system's own ways to end Larder (a signal, the end of the session) ask nothing: downloads go on at the next start. */
export function createQuit({ engine, settings, messages: { t }, registry, warn }: QuitDependencies): () => void {
  let isAsking = false;

  /** Those that move, or will without the user. */
  const underWay = (): number =>
    engine.downloads.list().filter(({ settledAt, state }) => {
      return settledAt === null && state !== 'paused' && state !== 'waiting-for-room';
    }).length;

  function act(choice: Choice): void {
    if (choice === 'quit') app.quit();
    // Larder stays, as it does when the last one is closed.
    if (choice === 'background') registry.closeAll();
  }

  async function ask(n: number): Promise<void> {
    isAsking = true;
    try {
      const { response, checkboxChecked } = await dialog.showMessageBox({
        type: 'question',
        message: t('system.quit.message', { n }),
        detail: t('system.quit.detail'),
        buttons: [t('system.quit.background'), t('system.quit.quit'), t('system.quit.cancel')],
        defaultId: 0,
        cancelId: 2,
        noLink: true,
        checkboxLabel: t('system.quit.remember'),
      });
      const choice = CHOICES[response] ?? 'cancel';
      if (checkboxChecked && choice !== 'cancel') settings.update({ quitWithDownloads: choice });
      act(choice);
    } catch (error) {
      warn('settings', errorText(error));
    } finally {
      isAsking = false;
    }
  }

  return () => {
    const n = underWay();
    const { quitWithDownloads } = settings.get();
    if (n === 0) app.quit();
    else if (quitWithDownloads !== 'ask') act(quitWithDownloads);
    else if (!isAsking) void ask(n);
  };
}
