/**
 * Opens connections before anything is asked: when a person is about to open a mini-program, and while a code is
 * under way. Only to hosts that the kept details list, and only when nothing speaks against background traffic.
 */
import type { Details } from '../../models/details-schema.ts';
import type { MiniProgramState } from '../../models/state-schema.ts';
import { BACKEND, type ConnectionPool } from '../../network/connections/pool.ts';
import { parseProxyList, type Route } from '../../network/connections/proxies.ts';
import { matchServiceDomain } from '../../network/rules/service-domains.ts';

export interface WarmUp {
  /** The pointer rests on it, it has the focus, or a link to it has arrived. */
  beforeOpening(appId: string): void;
  /** The pre-fetch will follow at once, whatever the switches say: its request was asked for. */
  developerServer(appId: string, details: WarmUpDetails): void;
}

export type WarmUpDetails = Pick<Details, 'serviceDomains' | 'developmentSettings'>;

export interface WarmUpDependencies {
  readonly pool: Pick<ConnectionPool, 'openAhead'>;
  readonly dev: boolean;
  state(appId: string): Pick<MiniProgramState, 'details'> | undefined;
  hasToken(appId: string): boolean;
  backendUrl(): string | null;
  /** Background activity is on, and there is a network for it. */
  mayOpenAhead(appId: string): boolean;
  resolveProxy(url: string): Promise<string>;
}

/** Of one mini-program; its rules may name more, and a start needs few of them. */
const MAX_ORIGINS = 3;

export function createWarmUp(dependencies: WarmUpDependencies): WarmUp {
  const { pool, dev, backendUrl, resolveProxy } = dependencies;

  const firstRoute = async (url: URL): Promise<Route> => {
    const [route = null] = parseProxyList(await resolveProxy(`${url.origin}/`).catch(() => 'DIRECT'));
    return route;
  };

  const open = async (
    owner: string,
    url: URL,
    pins: readonly string[],
    addresses: 'checked' | 'any',
  ): Promise<void> => {
    pool.openAhead({ owner, url, pins, addresses, route: await firstRoute(url) });
  };

  const developerServer = (appId: string, { serviceDomains, developmentSettings }: WarmUpDetails): void => {
    const templates = [
      developmentSettings.preFetchUrl,
      ...(developmentSettings.preFetchRules ?? []).map(({ url }) => url),
    ];
    const origins = new Map(templates.flatMap((template) => originOf(template) ?? []).map((url) => [url.href, url]));
    for (const url of [...origins.values()].slice(0, MAX_ORIGINS)) {
      const domain = matchServiceDomain(url, serviceDomains, { dev });
      if (domain) void open(appId, url, domain.certificates, 'checked');
    }
  };

  return {
    developerServer,
    beforeOpening(appId) {
      const details = dependencies.state(appId)?.details?.value;
      if (!details || !dependencies.mayOpenAhead(appId)) return;
      developerServer(appId, details);
      const backend = URL.parse(backendUrl() ?? '');
      if (hasPreFetch(details) && backend && !dependencies.hasToken(appId)) void open(BACKEND, backend, [], 'any');
    },
  };
}

/** Arguments stand in the path and the query only: scheme, host and port of a template are what will be asked. */
function originOf(template: string | null | undefined): URL | null {
  const origin = /^https?:\/\/[^/?#{}\\]+/i.exec(template ?? '')?.[0];
  return origin === undefined ? null : URL.parse(`${origin}/`);
}

function hasPreFetch({ developmentSettings: { preFetchUrl, preFetchRules } }: WarmUpDetails): boolean {
  return Boolean(preFetchUrl) || Boolean(preFetchRules?.length);
}
