/**
 * What proxies ask for: who knows the user's name and password for one, and when the user is asked. A proxy is named
 * by `host:port`; a password never appears in a message.
 */
import type { KeptCredentials, ProxyCredentials } from '../../models/proxy-credentials.ts';
import { createListeners } from '../../support/listeners.ts';

/** What a tunnel needs of it. */
export interface ProxyAccess {
  /** `Proxy-Authorization` for `proxy`, or `null`: nothing is known. */
  authorization(proxy: string): string | null;
  /**
   * `proxy` asked for Basic credentials although it was sent `sent`. True: there are others now, and one more try
   * is worth it. Never waits for the user.
   */
  refused(proxy: string, sent: string | null): Promise<boolean>;
}

/** Nobody knows anything, nobody is asked. */
export const NO_PROXY_ACCESS: ProxyAccess = { authorization: () => null, refused: () => Promise.resolve(false) };

/** What the user is asked. */
export interface ProxyQuestion {
  readonly proxy: string;
  /** What was typed or kept was not accepted. */
  readonly wasRefused: boolean;
}

export interface ProxySignIn extends ProxyAccess {
  /** Open questions, the oldest first. */
  questions(): readonly ProxyQuestion[];
  /** `null`: the user will not say. The question is not asked again in this run. */
  answer(proxy: string, credentials: ProxyCredentials | null): Promise<void>;
  /** For Chromium's own requests: known credentials, or the user's answer. `null`: there is none. */
  credentials(proxy: string, wereRefused: boolean): Promise<ProxyCredentials | null>;
  onChange(listener: () => void): () => void;
}

export function createProxySignIn(kept: KeptCredentials): ProxySignIn {
  const known = new Map<string, ProxyCredentials>();
  const asked = new Map<string, ProxyQuestion>();
  const declined = new Set<string>();
  const waiting = new Map<string, Set<(credentials: ProxyCredentials | null) => void>>();
  const listeners = createListeners();
  const loaded = kept.load().then((stored) => {
    for (const [proxy, credentials] of stored) if (!known.has(proxy)) known.set(proxy, credentials);
  });

  const authorization = (proxy: string): string | null => {
    const credentials = known.get(proxy);
    return credentials ? basic(credentials) : null;
  };

  const ask = (proxy: string, wasRefused: boolean): void => {
    if (asked.has(proxy) || declined.has(proxy)) return;
    asked.set(proxy, { proxy, wasRefused });
    listeners.notify();
  };

  const forget = async (proxy: string): Promise<void> => {
    known.delete(proxy);
    await kept.remove(proxy);
  };

  return {
    authorization,
    async refused(proxy, sent) {
      await loaded;
      if (authorization(proxy) !== sent) return authorization(proxy) !== null;
      if (sent !== null) await forget(proxy);
      ask(proxy, sent !== null);
      return false;
    },
    questions: () => [...asked.values()],
    async answer(proxy, credentials) {
      if (!asked.delete(proxy)) return;
      if (credentials) known.set(proxy, credentials);
      else declined.add(proxy);
      for (const resolve of waiting.get(proxy) ?? []) resolve(credentials);
      waiting.delete(proxy);
      listeners.notify();
      if (credentials) await kept.save(proxy, credentials);
    },
    async credentials(proxy, wereRefused) {
      await loaded;
      const there = known.get(proxy);
      if (there && !wereRefused) return there;
      if (there) await forget(proxy);
      ask(proxy, wereRefused);
      if (!asked.has(proxy)) return null;
      return new Promise((resolve) => waiting.set(proxy, (waiting.get(proxy) ?? new Set()).add(resolve)));
    },
    onChange: listeners.add,
  };
}

/** https://www.rfc-editor.org/rfc/rfc7617#section-2, in UTF-8. */
function basic({ userName, password }: ProxyCredentials): string {
  return `Basic ${Buffer.from(`${userName}:${password}`, 'utf8').toString('base64')}`;
}
