/** What the page does with one answer that was fetched before it asked: Activity shows it, authors are told of waste. */
import type { AnswerUse, UseOfAnswer } from '../../network/client/request-observer.ts';
import { createListeners } from '../../support/listeners.ts';

export interface AnswerUseMarks extends AnswerUse {
  /** The answer is here, and it is data. */
  arrived(): void;
  /** A page that could ask is shown. */
  pageShown(): void;
  /** `waited`: the page asked before the answer was there. */
  taken(waited: boolean): void;
  /** Nobody can ask any more. */
  end(): void;
}

/** `onUnused`: called once, when the page did not ask within `unusedAfterMs` of having both page and answer. */
export function createAnswerUse(onUnused: () => void, unusedAfterMs: number): AnswerUseMarks {
  const listeners = createListeners<[UseOfAnswer]>(() => {});
  let use: UseOfAnswer | null = null;
  let hasArrived = false;
  let isShown = false;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | null = null;

  const mark = (next: UseOfAnswer): void => {
    use = next;
    listeners.notify(next);
  };
  const unused = (): void => {
    if (use !== null) return;
    mark('unused');
    onUnused();
  };
  const watch = (): void => {
    if (timer || isOver || !hasArrived || !isShown) return;
    timer = setTimeout(unused, unusedAfterMs);
    timer.unref();
  };

  return {
    onChange: listeners.add,
    arrived() {
      hasArrived = true;
      watch();
    },
    pageShown() {
      isShown = true;
      watch();
    },
    taken(waited) {
      if (use === null || use === 'unused') mark(waited ? 'late' : 'used');
    },
    end() {
      isOver = true;
      if (timer) clearTimeout(timer);
      if (hasArrived && isShown) unused();
    },
  };
}
