/**
 * A mini-program needs more room for its downloads than each may keep: the user is asked once, in its window when they
 * look at it, else by a notice of the launcher. The answer is kept with the mini-program.
 */
import { dialog } from 'electron';
import { byteSize } from '../../preload/contract/byte-size.ts';
import type { RoomAnswer } from '../../preload/contract/downloads.ts';
import type { BackgroundFetchEngine } from '../background-fetch/engine.ts';
import { roomQuestion } from '../launcher/downloads/room-question.ts';
import type { LauncherWindow } from '../launcher/launcher-window.ts';
import type { Policies } from '../policies/policies.ts';
import type { MiniProgramStore } from '../storage/ports.ts';
import type { Settings } from '../storage/settings.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { Notices } from '../system/desktop/notices.ts';
import type { Messages } from '../system/language/messages.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';

interface Room {
  /** Bytes that all downloads of a mini-program may keep. */
  quotaBytes(appId: string): number;
  /** The user can be asked for more: the administrator has decided nothing, and they have not refused. */
  mayAsk(appId: string): boolean;
}

export function createRoom(
  store: Pick<MiniProgramStore, 'summary'>,
  settings: Pick<Settings, 'get'>,
  policies: Pick<Policies, 'isLocked'>,
): Room {
  const isDecided = policies.isLocked('backgroundFetchQuotaBytes');
  const answered = (appId: string): number | null => store.summary(appId)?.downloadRoomBytes ?? null;
  return {
    quotaBytes(appId) {
      const { backgroundFetchQuotaBytes } = settings.get();
      return isDecided ? backgroundFetchQuotaBytes : Math.max(backgroundFetchQuotaBytes, answered(appId) ?? 0);
    },
    mayAsk: (appId) => !isDecided && answered(appId) !== 0,
  };
}

export interface RoomQuestionsDependencies {
  readonly engine: Pick<BackgroundFetchEngine, 'downloads'>;
  readonly store: MiniProgramStore;
  readonly settings: Settings;
  readonly notices: Notices;
  readonly launcher: Pick<LauncherWindow, 'show'>;
  readonly registry: Pick<WindowRegistry, 'miniProgram'>;
  readonly messages: Messages;
  readonly disposables: ShutdownList;
}

const noticeOf = (appId: string): string => `room-${appId}`;

/** The button that leaves the question open. */
const LATER = 2;

/** Asks from now on. Returns what an answer does. */
export function createRoomQuestions(
  dependencies: RoomQuestionsDependencies,
): (appId: string, answer: RoomAnswer) => Promise<void> {
  const { engine, store, settings, notices, launcher, registry, messages, disposables } = dependencies;
  const { downloads } = engine;
  /** Whose box is open. */
  const boxes = new Map<string, AbortController>();

  async function answer(appId: string, given: RoomAnswer): Promise<void> {
    const { offeredBytes } = roomQuestion(downloads.neededBytes(appId));
    store.update(appId, { downloadRoomBytes: given === 'allow' ? offeredBytes : given === 'refuse' ? 0 : null });
    await downloads.roomChanged();
  }

  function isAsking(appId: string): boolean {
    return downloads.list().some((fetch) => fetch.appId === appId && fetch.neededRoom !== null);
  }

  async function askInWindow(appId: string): Promise<void> {
    const window = registry.miniProgram(appId);
    if (!window?.isFocused() || boxes.has(appId)) return;
    const abort = new AbortController();
    boxes.set(appId, abort);
    // A sheet on macOS need not say that its window has gone.
    const giveUp = (): void => abort.abort();
    window.once('closed', giveUp);
    const { t, current } = messages;
    const { neededBytes, offeredBytes } = roomQuestion(downloads.neededBytes(appId));
    const { locale } = current();
    const values = {
      name: store.get(appId)?.name ?? appId,
      needed: byteSize(neededBytes, locale),
      quota: byteSize(settings.get().backgroundFetchQuotaBytes, locale),
      offered: byteSize(offeredBytes, locale),
    };
    const box = dialog.showMessageBox(window, {
      type: 'question',
      message: t('downloads.room.message', values),
      detail: t('downloads.room.detail', values),
      buttons: [t('downloads.room.allow', values), t('downloads.room.refuse'), t('downloads.room.later')],
      defaultId: 0,
      cancelId: LATER,
      noLink: true,
      signal: abort.signal,
    });
    const closed = new Promise<{ response: number }>((resolve) =>
      abort.signal.addEventListener('abort', () => resolve({ response: LATER }), { once: true }),
    );
    const { response } = await Promise.race([box.catch(() => ({ response: LATER })), closed]);
    window.off('closed', giveUp);
    boxes.delete(appId);
    // It may be answered in the launcher, or its fetch cancelled, meanwhile.
    if (response !== LATER && isAsking(appId)) await answer(appId, response === 0 ? 'allow' : 'refuse');
  }

  function asked(appId: string): void {
    const { neededBytes } = roomQuestion(downloads.neededBytes(appId));
    const values = {
      name: store.get(appId)?.name ?? appId,
      needed: byteSize(neededBytes, messages.current().locale),
    };
    notices.add(
      {
        id: noticeOf(appId),
        tone: 'info',
        text: { key: 'downloads.room.notice', values },
        action: { key: 'downloads.room.decide' },
      },
      () => launcher.show('downloads'),
    );
    void askInWindow(appId);
  }

  /** What was answered or has gone is asked no more. */
  function tidy(): void {
    for (const { appId } of store.list()) {
      if (isAsking(appId)) continue;
      notices.dismiss(noticeOf(appId));
      boxes.get(appId)?.abort();
    }
  }

  disposables.defer(downloads.onRoomNeeded(asked));
  disposables.defer(downloads.onListChange(tidy));
  disposables.defer(settings.onChange(() => void downloads.roomChanged()));
  return answer;
}
