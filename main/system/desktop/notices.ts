/** Messages of the application as a whole, shown in the launcher until the user dismisses them. */
import type { Notice } from '../../../preload/contract/launcher.ts';
import { createListeners } from '../../support/listeners.ts';
import { cutLine } from '../../log/quiet-log.ts';

export interface Notices {
  list(): readonly Notice[];
  /** A notice with the same id replaces the one before. `act`: what its action does. */
  add(notice: Notice, act?: () => void): void;
  /** The user chose the action of a notice; one that is gone has none. */
  act(id: string): void;
  dismiss(id: string): void;
  onChange(listener: () => void): () => void;
}

/** Messages that are shown at a time; the oldest go, but those that are told a single time. */
export const NOTICES_AT_ONCE = 30;

export interface NoticeMemory {
  /** True when this notice was dismissed for good in an earlier run. */
  wasDismissed(id: string): boolean;
  markDismissed(id: string): void;
}

/** That tokens do not outlive Larder on this computer. */
export const TOKENS_IN_MEMORY = 'tokens-in-memory';
/** That closing the last window does not end Larder. */
export const RUNS_IN_BACKGROUND = 'runs-in-background';
/** That Larder runs in safe mode. */
export const RUNS_SAFELY = 'runs-safely';
/** That the launcher shows letters in place of pictures. */
export const WITHOUT_PICTURES = 'without-pictures';
/** That nothing but Chromium itself holds mini-programs in this start. */
export const WITHOUT_SANDBOX = 'without-sandbox';
/** That the system shows no notifications of Larder. */
export const NO_NOTIFICATIONS = 'no-notifications';
/** Told a single time. */
export const ONCE_ONLY: ReadonlySet<string> = new Set([
  TOKENS_IN_MEMORY,
  RUNS_IN_BACKGROUND,
  WITHOUT_SANDBOX,
  NO_NOTIFICATIONS,
]);

/** `onceIds`: notices told a single time; dismissing them is remembered by `memory`. */
export function createNotices(memory: NoticeMemory, onceIds: ReadonlySet<string>): Notices {
  const notices = new Map<string, { readonly notice: Notice; readonly act: () => void }>();
  const listeners = createListeners();
  const changed = listeners.notify;
  return {
    list: () => [...notices.values()].map(({ notice }) => notice),
    add(notice, act = () => {}) {
      if (onceIds.has(notice.id) && memory.wasDismissed(notice.id)) return;
      const oldest = [...notices.keys()].find((id) => !onceIds.has(id));
      if (!notices.has(notice.id) && notices.size >= NOTICES_AT_ONCE && oldest !== undefined) notices.delete(oldest);
      notices.set(notice.id, { notice: { ...notice, text: shortText(notice.text) }, act });
      changed();
    },
    act: (id) => notices.get(id)?.act(),
    dismiss(id) {
      if (!notices.delete(id)) return;
      if (onceIds.has(id)) memory.markDismissed(id);
      changed();
    },
    onChange: listeners.add,
  };
}

/** Texts with values have their length from those who give the values. */
function shortText(text: Notice['text']): Notice['text'] {
  return typeof text === 'string' ? cutLine(text) : text;
}
