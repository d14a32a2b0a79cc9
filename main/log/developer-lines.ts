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

/** A request that Chromium says was refused. */
export interface RefusedRequest {
  readonly host: string;
  /** As in the event `page-request-refused`. */
  readonly message: string;
  /** Chromium has a line before it that says the same. */
  readonly isSecondLine: boolean;
}

export interface DeveloperLines {
  /** The logger to use instead: a problem that it was told already is not told again. */
  readonly logger: Logger;
  note(event: LarderEvent): void;
  /** `refused`: what a line of Chromium's says, which then is told as the event of the same is, once for both. */
  console(line: ConsoleLine, refused?: RefusedRequest | null): void;
}

export function createDeveloperLines(logger: Logger, monotonicNow?: () => number): DeveloperLines {
  let lastWarning = '';
  /** The same line in a loop is one line a second. */
  const quiet = createQuietLog((line) => logger.warning(line));
  const quietInfo = createQuietLog((line) => logger.info(line));
  /** Different lines in a loop become fewer, too. */
  const allowances = createAllowances(EVENT_LIMITS, monotonicNow);
  /** Lines about refused requests, and who said each last: the same comes from the console and as an event. */
  const refusals = new Map<string, 'console' | 'event'>();
  const remember = (line: string, by: 'console' | 'event'): void => {
    // More hosts than anybody reads of: from here on some may be told twice.
    if (refusals.size >= LOG_LIMITS.subjects) refusals.clear();
    refusals.set(line, by);
  };
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
      if (line !== null && event.event === 'page-request-refused') {
        if (refusals.has(line)) return;
        remember(line, 'event');
      }
      if (line !== null && !(event.event === 'problem' && event.message === lastWarning)) logger.warning(line);
    },
    console(written, refused = null) {
      if (written.level === 'debug') return;
      const known = refused && refusalLine(written.appId, refused);
      const saidBy = known === null ? undefined : refusals.get(known);
      if (refused?.isSecondLine && saidBy) return;
      if (known !== null && !refused?.isSecondLine) {
        remember(known, 'console');
        if (saidBy === 'event') return;
      }
      const leftOut = allowances.take(written.appId);
      if (leftOut === null) return;
      if (leftOut > 0) logger.warning(`${written.appId}: ${leftOut} lines of its console were left out here`);
      const line = known === null || refused?.isSecondLine ? consoleLine(written) : known + placeOf(written);
      (written.level === 'info' ? quietInfo : quiet).say(line, line);
    },
  };
}

function consoleLine(written: ConsoleLine): string {
  const { appId, level, message } = written;
  return `${appId}: console ${level}: ${withoutControls(message.slice(0, LOG_LIMITS.lineLength))}${placeOf(written)}`;
}

function placeOf({ source, line }: ConsoleLine): string {
  // The origin is the mini-program's own; a query may hold anything.
  const path = URL.canParse(source) ? new URL(source).pathname : '';
  return path === '' ? '' : ` (${path}:${line})`;
}

function refusalLine(appId: string, { host, message }: Pick<RefusedRequest, 'host' | 'message'>): string {
  return `${appId}: the page's request to ${host} was refused: ${message}`;
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
      return refusalLine(event.appId, event);
    case 'permission-refused':
      return `${event.appId}: the page asked for "${event.permission}", which no mini-program is given`;
    case 'problem':
      return `${event.appId === undefined ? '' : `${event.appId}: `}${event.message}`;
    default:
      return null;
  }
}
