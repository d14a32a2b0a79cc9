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
