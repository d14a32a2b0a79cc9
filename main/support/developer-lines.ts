/** What a developer reads on the terminal with `--dev`: what went wrong with a mini-program, at once. */
import type { LarderEvent } from './event-log.ts';
import type { Logger } from './logger.ts';

export interface DeveloperLines {
  /** The logger to use instead: a problem that it was told already is not told again. */
  readonly logger: Logger;
  note(event: LarderEvent): void;
}

export function createDeveloperLines(logger: Logger): DeveloperLines {
  let lastWarning = '';
  return {
    logger: {
      ...logger,
      warning(message) {
        lastWarning = message;
        logger.warning(message);
      },
    },
    note(event) {
      const line = lineOf(event);
      if (line !== null && !(event.event === 'problem' && event.message === lastWarning)) logger.warning(line);
    },
  };
}

function lineOf(event: LarderEvent): string | null {
  switch (event.event) {
    case 'request-refused':
      return `${event.appId}: the ${event.kind} request was not sent. ${event.message} (${event.errCode})`;
    case 'background-fetch-record-failed':
      return `${event.appId}: background fetch "${event.id}" from ${event.host}: ${event.message} (${event.failureReason})`;
    case 'prefetch-unused':
      return `${event.appId}: the page did not ask for ${event.key === undefined ? 'its pre-fetch' : `the pre-fetch "${event.key}"`} (${event.bytes} bytes): bn.getBackgroundFetchData({ fetchType: 'pre'${event.key === undefined ? '' : `, key: '${event.key}'`} })`;
    case 'problem':
      return `${event.appId === undefined ? '' : `${event.appId}: `}${event.message}`;
    default:
      return null;
  }
}
