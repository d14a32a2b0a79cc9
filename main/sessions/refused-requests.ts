/** Requests of a mini-program's own pages that its policy or the container refused: each host is told once for a mini-program. */
import type { EventLog } from '../log/event-log.ts';

/** `message`: why, as the end of a sentence. */
export type TellRefusedRequest = (appId: string, host: string, message: string) => void;

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
