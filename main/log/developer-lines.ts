/** What a developer reads on the terminal with `--dev`: what went wrong with a mini-program, at once. */
import type { LarderEvent } from './event-log.ts';
import type { Logger } from './logger.ts';
import { createAllowances } from '../support/allowances.ts';
import { EVENT_LIMITS } from './quiet-events.ts';
import { createQuietLog, LOG_LIMITS } from './quiet-log.ts';

/** What a page or a worker wrote to its console, or Chromium for it. */
export interface ConsoleLine {
  readonly appId: string;
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly message: string;
  /** A URL, or nothing. */
  readonly source: string;
  /** From 1. */
  readonly line: number;
}

export interface DeveloperLines {
  /** The logger to use instead: a problem that it was told already is not told again. */
  readonly logger: Logger;
  note(event: LarderEvent): void;
  console(line: ConsoleLine): void;
}

export function createDeveloperLines(logger: Logger, monotonicNow?: () => number): DeveloperLines {
  let lastWarning = '';
  /** The same line in a loop is one line a second. */
  const quiet = createQuietLog((line) => logger.warning(line));
  const quietInfo = createQuietLog((line) => logger.info(line));
  /** Different lines in a loop become fewer, too. */
  const allowances = createAllowances(EVENT_LIMITS, monotonicNow);
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
    console(written) {
      if (written.level === 'debug') return;
      const leftOut = allowances.take(written.appId);
      if (leftOut === null) return;
      if (leftOut > 0) logger.warning(`${written.appId}: ${leftOut} lines of its console were left out here`);
      const line = consoleLine(written);
      (written.level === 'info' ? quietInfo : quiet).say(line, line);
    },
  };
}

function consoleLine({ appId, level, message, source, line }: ConsoleLine): string {
  // The origin is the mini-program's own; a query may hold anything.
  const path = URL.canParse(source) ? new URL(source).pathname : '';
  const place = path === '' ? '' : ` (${path}:${line})`;
  return `${appId}: console ${level}: ${withoutControls(message.slice(0, LOG_LIMITS.lineLength))}${place}`;
}

/** A stranger's text must not steer the terminal. */
function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

function lineOf(event: LarderEvent): string | null {
  switch (event.event) {
    case 'request-refused':
      return `${event.appId}: the ${event.kind} request was not sent. ${event.message} (${event.errCode})`;
    case 'background-fetch-record-failed':
      return `${event.appId}: background fetch "${event.id}" from ${event.host}: ${event.message} (${event.failureReason})`;
    case 'prefetch-unused':
      return `${event.appId}: the page did not ask for ${event.key === undefined ? 'its pre-fetch' : `the pre-fetch "${event.key}"`} (${event.bytes} bytes): bn.getBackgroundFetchData({ fetchType: 'pre'${event.key === undefined ? '' : `, key: '${event.key}'`} })`;
    case 'background-fetch-paused':
      return event.why === 'room'
        ? `${event.appId}: background fetch "${event.id}" waits: the user is asked for more space (Downloads)`
        : null;
    case 'background-fetch-refused':
      return `${event.appId}: background fetch "${event.id}" to ${event.host || 'no host'}: ${event.message}`;
    case 'page-request-refused':
      return `${event.appId}: the page's request to ${event.host} was refused: ${event.message}`;
    case 'permission-refused':
      return `${event.appId}: the page asked for "${event.permission}", which no mini-program is given`;
    case 'problem':
      return `${event.appId === undefined ? '' : `${event.appId}: `}${event.message}`;
    default:
      return null;
  }
}
