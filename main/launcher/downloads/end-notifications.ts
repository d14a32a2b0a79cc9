/** Tells the user, outside Larder's windows, how a download in the background ended. */
import type { DownloadItem } from '../../../preload/contract/downloads.ts';
import { localized, type TranslateMessage } from '../../../preload/contract/messages/index.ts';
import { downloadFailure } from '../../../preload/contract/download-failure.ts';
import { cleanText } from '../../models/display-name.ts';

export interface EndNotificationsOptions {
  /** The user's switch. */
  isOn(): boolean;
  /** The user looks at the mini-program or at the Downloads page: they tell it better. */
  isSeen(appId: string): boolean;
  readonly t: TranslateMessage;
  show(notification: EndNotification): void;
}

export interface EndNotification {
  readonly title: string;
  readonly body: string;
  /** What ended; `null`: several, so that the Downloads page is the answer to a click. */
  readonly item: DownloadItem | null;
}

export interface EndNotifications {
  /** Call with every state of the downloads, the first one too. */
  update(items: readonly DownloadItem[]): void;
  dispose(): void;
}

/** The mini-program may give its download a better title at the end; it is not waited for longer. */
const WAIT_FOR_PROGRAM_MS = 10_000;
/** What ends within this time is told together. */
const TOGETHER_MS = 1000;
/** More than this of one mini-program are one notification. */
const MAX_SINGLE = 2;
/** Characters of a title or a name: systems show fewer. */
const MAX_TEXT = 120;

export function createEndNotifications({ isOn, isSeen, t, show }: EndNotificationsOptions): EndNotifications {
  /** Ended, and nothing is to be told any more. */
  const done = new Set<string>();
  const waits = new Map<string, NodeJS.Timeout>();
  let pending: DownloadItem[] = [];
  let flushTimer: NodeJS.Timeout | null = null;
  let latest: ReadonlyMap<string, DownloadItem> = new Map();
  let isFirst = true;

  function tell(id: string): void {
    clearTimeout(waits.get(id));
    waits.delete(id);
    done.add(id);
    const item = latest.get(id);
    if (!item || item.state === 'aborted') return;
    pending.push(item);
    flushTimer ??= setTimeout(flush, TOGETHER_MS);
  }

  function flush(): void {
    flushTimer = null;
    const ended = pending.filter(({ appId }) => isOn() && !isSeen(appId));
    pending = [];
    for (const items of Map.groupBy(ended, ({ appId }) => appId).values()) {
      if (items.length <= MAX_SINGLE) for (const item of items) show(single(latest.get(item.id) ?? item, t));
      else show(summary(items, t));
    }
  }

  return {
    update(items) {
      latest = new Map(items.map((item) => [item.id, item]));
      for (const id of [...done, ...waits.keys()]) {
        if (latest.has(id)) continue;
        clearTimeout(waits.get(id));
        waits.delete(id);
        done.delete(id);
      }
      for (const { id, endedAt, canForget } of items) {
        if (endedAt === null || done.has(id)) continue;
        if (canForget && isFirst) done.add(id);
        else if (canForget) tell(id);
        // One that ended in an earlier run was told then, unless its mini-program learns of it only now.
        else if (!isFirst && !waits.has(id))
          waits.set(
            id,
            setTimeout(() => tell(id), WAIT_FOR_PROGRAM_MS),
          );
      }
      isFirst = false;
    },
    dispose() {
      for (const timer of waits.values()) clearTimeout(timer);
      if (flushTimer) clearTimeout(flushTimer);
    },
  };
}

function single(item: DownloadItem, t: TranslateMessage): EndNotification {
  const title = cleanText(item.title, MAX_TEXT) || t('downloads.untitled');
  const state = item.state === 'failed' ? localized(t, downloadFailure(item)) : t('downloads.state.succeeded');
  return { title, body: t('downloads.notification.body', { name: cleanText(item.name, MAX_TEXT), state }), item };
}

function summary(items: readonly DownloadItem[], t: TranslateMessage): EndNotification {
  const failed = items.filter(({ state }) => state === 'failed').length;
  return {
    title: cleanText(items[0]?.name ?? '', MAX_TEXT),
    body: t('downloads.notification.several', { done: items.length - failed, failed }),
    item: null,
  };
}
