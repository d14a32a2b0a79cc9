/**
 * What a mini-program causes of `--log-json` and of the developer's lines, kept short and few. Only who writes is
 * held: the parts of Larder that listen to events get each of them.
 */
import { createAllowances } from '../support/allowances.ts';
import type { LarderEvent } from './event-log.ts';
import { cutLine } from './quiet-log.ts';

export const EVENT_LIMITS = {
  /** Events of one mini-program before they become fewer. */
  burst: 1_000,
  /** ms between events of one mini-program after that. */
  pauseMs: 10,
  /** Characters of a message; the rest is cut off. */
  messageLength: 1_000,
  /** Characters of a fetch's id, which its page chose. */
  idLength: 200,
  /** Mini-programs that are told apart. */
  subjects: 1_000,
} as const;

export function createQuietEvents(
  write: (event: LarderEvent) => void,
  monotonicNow?: () => number,
): (event: LarderEvent) => void {
  const allowances = createAllowances(EVENT_LIMITS, monotonicNow);
  return (event) => {
    const { appId } = event as { appId?: string | null };
    if (typeof appId !== 'string') {
      write(shortened(event));
      return;
    }
    const leftOut = allowances.take(appId);
    if (leftOut === null) return;
    if (leftOut > 0) {
      const message = `${leftOut} of its events were left out here: it causes more than the log takes.`;
      write({ event: 'problem', at: event.at, appId, message });
    }
    write(shortened(event));
  };
}

function shortened(event: LarderEvent): LarderEvent {
  const { messageLength, idLength } = EVENT_LIMITS;
  const { message, id } = event as { message?: string; id?: string };
  if ((message ?? '').length <= messageLength && (id ?? '').length <= idLength) return event;
  return {
    ...event,
    ...(message === undefined ? {} : { message: cutLine(message, messageLength) }),
    ...(id === undefined ? {} : { id: cutLine(id, idLength) }),
  } as LarderEvent;
}
