/** Requests of a mini-program's own pages that its policy or the container refused: each host is told once for a mini-program. */
import { REFUSED_REQUEST_LIMITS } from '../../preload/contract/policy.ts';
import type { EventLog } from '../log/event-log.ts';

/** `message`: why, as the end of a sentence. */
export type TellRefusedRequest = (appId: string, host: string, message: string) => void;

/** The end of a sentence. A policy names the host and nothing of its rule: which of the two it is cannot be told. */
export const NOT_A_SERVICE = 'it is not one of the service domains, or not asked by "https:" or "wss:"';
/** What may come from service domains at all. */
const SERVICE_DIRECTIVES: ReadonlySet<string> = new Set(['connect-src', 'img-src', 'media-src']);

/** Why a policy refuses what it does by this directive. */
export function policyReason(directive: string): string {
  return `${SERVICE_DIRECTIVES.has(directive) ? NOT_A_SERVICE : 'no mini-program may'} (${directive})`;
}

/** What Chromium writes to the console of who asked: with the address in full, which may hold anything. */
const VIOLATION =
  /^[A-Z][a-z]+(?: [a-z]+)* {1,2}'([^'\s].*)' violates the following Content Security Policy directive: "([a-z-]+)[^"]*"\.(?: Note that '([a-z-]+)' was not explicitly set, so '[a-z-]+' is used as a fallback\.)? The (?:action|request) has been blocked\.\s*$/s;
/** And once more for `fetch()`, behind the line above. */
const FETCH_VIOLATION =
  /^Fetch API cannot load (\S+)\. Refused to connect because it violates the document's Content Security Policy\.$/;

/** A line of Chromium's that says what `page-request-refused` says: of which request, and whether the line before said it. */
export interface ConsoleRefusal {
  readonly host: string;
  /** As of `page-request-refused`. */
  readonly message: string;
  readonly isSecondLine: boolean;
}

/** `null`: it is another line, or names no host. */
export function refusedByConsole(text: string): ConsoleRefusal | null {
  const fetched = FETCH_VIOLATION.exec(text);
  const [, address = '', directive = '', effective = directive] = VIOLATION.exec(text) ?? [];
  const host = URL.parse(fetched?.[1] ?? address)?.host ?? '';
  if (host === '' || host.length > REFUSED_REQUEST_LIMITS.hostLength) return null;
  return { host, message: policyReason(fetched ? 'connect-src' : effective), isSecondLine: fetched !== null };
}

/** What a worker says of itself: a host, and the directive of its policy. `null`: it is none. */
export function refusedByWorker(told: string): { readonly host: string; readonly message: string } | null {
  const { hostLength, directiveLength } = REFUSED_REQUEST_LIMITS;
  const [host = '', directive = '', ...more] = told.split(' ');
  const isDirective = /^[a-z-]+$/.test(directive) && directive.length <= directiveLength;
  const isHost = host.length <= hostLength && URL.parse(`http://${host}/`)?.host === host;
  return isHost && isDirective && more.length === 0 ? { host, message: policyReason(directive) } : null;
}

/** Hosts that are told of one mini-program in one run: more are no mistake of its author. */
const MAX_HOSTS = 50;

export function createRefusedRequests(events: EventLog): TellRefusedRequest {
  const told = new Map<string, Set<string>>();
  return (appId, host, message) => {
    const hosts = told.get(appId) ?? new Set();
    told.set(appId, hosts);
    if (hosts.has(host) || hosts.size >= MAX_HOSTS) return;
    hosts.add(host);
    events.emit('page-request-refused', { appId, host, message });
  };
}
