/** Requests of Larder for the mini-program that failed while `check` ran, a line each. */
import type { LarderEvent } from '../runner/runner-api.ts';

/** Failures of a server that nobody reached. */
const UNREACHED: ReadonlySet<unknown> = new Set(['network-error', 'timeout', 'offline']);

/** Which request it was, and why; the same of both starts is one line. */
export function failedRequests(events: readonly LarderEvent[]): string[] {
  const lines = events.flatMap((event) => {
    const name = event['ok'] === false ? nameOf(event) : null;
    return name === null ? [] : [`${name} failed (${reasonOf(event)})${hintOf(event)}`];
  });
  return [...new Set(lines)];
}

function nameOf({ event, key }: LarderEvent): string | null {
  if (event === 'install-fetch-finished') return 'the install fetch';
  if (event !== 'prefetch-finished') return null;
  return typeof key === 'string' ? `the pre-fetch "${key}"` : 'the pre-fetch';
}

function reasonOf({ errCode, status }: LarderEvent): string {
  return typeof status === 'number' && errCode === 'bad-status' ? `${errCode} ${status}` : String(errCode);
}

function hintOf({ errCode }: LarderEvent): string {
  return UNREACHED.has(errCode) ? ': does its server run?' : '';
}
