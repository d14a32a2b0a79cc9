/** Who a one-time code was made for: what a backend with accounts knows. */
import type { BackendAuthorization } from './backend.ts';

export interface Users {
  /** The subject of an `Authorization` header; `null`: there is none, `undefined`: it does not count. */
  of(authorization: string | undefined): Promise<string | null | undefined>;
  remember(code: string, subject: string): void;
  /** Once for each code; `null`: it was made for nobody. */
  redeem(code: string): string | null;
}

/** A token counts when the provider tells its user. A backend that others use too would look at its audience. */
export function createUsers({ issuer }: BackendAuthorization): Users {
  const subjects = new Map<string, string>();
  let userinfo: Promise<string> | null = null;

  const discover = async (): Promise<string> => {
    const answer = await fetch(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    const { userinfo_endpoint: endpoint } = (await answer.json()) as { userinfo_endpoint?: unknown };
    if (typeof endpoint !== 'string') throw new Error(`The provider "${issuer}" names no userinfo endpoint.`);
    return endpoint;
  };

  return {
    async of(authorization) {
      if (authorization === undefined) return null;
      userinfo ??= discover();
      const answer = await fetch(await userinfo, { headers: { authorization } });
      if (!answer.ok) return undefined;
      const { sub } = (await answer.json()) as { sub?: unknown };
      return typeof sub === 'string' ? sub : undefined;
    },
    remember: (code, subject) => void subjects.set(code, subject),
    redeem(code) {
      const subject = subjects.get(code) ?? null;
      subjects.delete(code);
      return subject;
    },
  };
}
