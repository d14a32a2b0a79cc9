/** Which handler of which session answers a request for a URL of a custom scheme. */
import type { HostSession } from '../sessions/session.ts';
import type { SchemeHandler } from './scheme-server.ts';

const ERR_UNKNOWN_URL_SCHEME = -302;

function partsOf(url: string): { scheme: string; origin: string } {
  const match = /^([a-z][a-z0-9+.-]*):\/\/[^/?#]*/i.exec(url);
  return { scheme: match?.[1] ?? '', origin: match?.[0] ?? '' };
}

/** `lastUser`: the session that used an origin last; a request that names no session is its. */
export function createRoute(
  sessions: { byId(id: string): HostSession | undefined },
  lastUser: ReadonlyMap<string, HostSession>,
): (url: string, sessionId: string | undefined) => Promise<SchemeHandler | number> {
  // A service worker's own script names no session, and passes by `webRequest` in Electron, too.
  return async (url, sessionId) => {
    const { scheme, origin } = partsOf(url);
    const session = (sessionId && sessions.byId(sessionId)) || lastUser.get(origin) || null;
    const handler = session?.protocol.handlers.get(scheme);
    if (!handler) return ERR_UNKNOWN_URL_SCHEME;
    session?.origins.add(origin);
    return handler;
  };
}
