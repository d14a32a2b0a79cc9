/** The arguments of a request to a developer server, in the documented order. */
import type { SentArguments } from '../../../preload/contract/bn.ts';
import type { TemplateArgument, TemplateValues } from './templates.ts';
import { percentEncode } from './templates.ts';

/** The order on the wire. `cdnUrl` is never a query argument. */
const ORDER = [
  'appid',
  'token',
  'code',
  'timestamp',
  'path',
  'query',
  'lang',
  'version',
] as const satisfies readonly Exclude<TemplateArgument, 'cdnUrl'>[];

export interface ArgumentSource {
  readonly appId: string;
  /** `null` or `''`: none is set. */
  readonly token: string | null;
  /** Looked at only when there is no token; `null`: the backend gave none. */
  readonly code: string | null;
  /** ms since epoch, at the request */
  readonly timestamp: number;
  readonly path?: string | undefined;
  readonly query?: string | undefined;
  /** BCP 47 */
  readonly lang: string;
  readonly version: string;
}

/** At most one of `token` and `code`; `path` and `query` only when there is something in them. */
export function collectArguments(source: ArgumentSource): SentArguments {
  return {
    appid: source.appId,
    ...(source.token ? { token: source.token } : source.code ? { code: source.code } : {}),
    timestamp: source.timestamp,
    ...(source.path ? { path: source.path } : {}),
    ...(source.query ? { query: source.query } : {}),
    lang: source.lang,
    version: source.version,
  };
}

/** The values a template sees; `cdnUrl` is the container's setting, `null` when it has none. */
export function templateValues(sent: SentArguments, cdnUrl: string | null): TemplateValues {
  return { ...sent, timestamp: String(sent.timestamp), ...(cdnUrl === null ? {} : { cdnUrl }) };
}

/** Adds what the template did not use to the query of `url`, which keeps the arguments it has. */
export function appendArguments(url: URL, sent: SentArguments, used: ReadonlySet<TemplateArgument>): URL {
  const pairs = ORDER.filter((name) => !used.has(name) && sent[name] !== undefined).map(
    (name) => `${name}=${percentEncode(String(sent[name]))}`,
  );
  const result = new URL(url);
  const existing = result.search.replace(/^\?/, '').replace(/&+$/, '');
  result.search = [existing, ...pairs].filter((part) => part !== '').join('&');
  return result;
}
