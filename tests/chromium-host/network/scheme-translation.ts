/**
 * Custom schemes inside Chromium: `mp://host/x` is `https://host.mp.localhost/x` there. Everything
 * that crosses the host's edge is translated here, in both directions.
 */
import type { CustomScheme } from 'electron';

export interface SchemeTranslation {
  register(schemes: readonly CustomScheme[]): void;
  readonly schemes: readonly CustomScheme[];
  isCustom(url: string): boolean;
  /** `mp://host/x` -> `https://host.mp.localhost/x`; any other URL is returned as it is. */
  toChromium(url: string): string;
  /** The reverse. */
  fromChromium(url: string): string;
  /** Sources of a Content-Security-Policy that name custom schemes. */
  policyToChromium(policy: string): string;
}

export function createSchemeTranslation(): SchemeTranslation {
  const schemes = new Map<string, CustomScheme>();

  const isStandard = (scheme: string): boolean => schemes.get(scheme)?.privileges?.standard === true;
  const split = (url: string): { scheme: string; host: string; rest: string } | null => {
    const match = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)([^]*)$/i.exec(url);
    const scheme = match?.[1]?.toLowerCase() ?? '';
    if (!match || !isStandard(scheme)) return null;
    // Ports in URLs of a custom standard scheme are dropped.
    const host = (match[2] ?? '').replace(/^.*@/, '').replace(/:\d*$/, '').toLowerCase();
    return { scheme, host, rest: match[3] ?? '' };
  };

  return {
    get schemes() {
      return [...schemes.values()];
    },
    register(list) {
      for (const scheme of list) schemes.set(scheme.scheme, scheme);
    },
    isCustom: (url) => split(url) !== null,
    toChromium(url) {
      const parts = split(url);
      if (!parts) return url;
      const rest = parts.rest.startsWith('/') ? parts.rest : `/${parts.rest}`;
      return `https://${parts.host}.${parts.scheme}.localhost${rest}`;
    },
    fromChromium(url) {
      const match = /^https:\/\/([^/?#:]+)\.([a-z][a-z0-9+-]*)\.localhost(?=[/?#]|$)([^]*)$/.exec(url);
      return match && isStandard(match[2] ?? '') ? `${match[2]}://${match[1]}${match[3]}` : url;
    },
    policyToChromium(policy) {
      return policy.replace(
        /(?<=[\s;,]|^)([a-z][a-z0-9+.-]*):(?:\/\/([^\s;,/]+)([^\s;,]*))?(?=[\s;,]|$)/gi,
        (source, scheme: string, host?: string, path?: string) => {
          const name = scheme.toLowerCase();
          if (!isStandard(name)) return source;
          return `https://${host ?? '*'}.${name}.localhost${path ?? ''}`;
        },
      );
    },
  };
}
