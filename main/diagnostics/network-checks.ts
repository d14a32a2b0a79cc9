/** What lies between this computer and the backend. */
import type { BackendHttp } from '../network/client/backend-http.ts';
import { checkBackend } from '../catalog/details/backend-check.ts';
import type { Clock } from '../support/clock.ts';
import { parseProxyList } from '../network/connections/proxies.ts';
import { ok, problem, warning, type Check, type Finding } from './types.ts';
import { systemTimeZone, type TimeZone } from '../support/time-zone.ts';

export interface NetworkCheckOptions {
  /** In use; `null`: none is set up. */
  backendUrl(): string | null;
  readonly http: BackendHttp;
  resolveProxy(url: string): Promise<string>;
  /** Ids that a good backend may know. */
  knownIds(): Promise<readonly string[]>;
  readonly clock: Clock;
  readonly timeZone?: () => TimeZone;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** A clock that is further off makes times in the launcher wrong; ten minutes, certificates and codes. */
const OFF_MS = 60_000;
const FAR_OFF_MS = 10 * 60_000;
const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** The clock is compared with the `Date` of the backend's answer: the check of the backend comes first. */
export function networkChecks(options: NetworkCheckOptions): Check[] {
  const { clock, timeZone = systemTimeZone } = options;
  let backendTime: { readonly date: number; readonly at: number } | null = null;

  /** Notes when the answer came and what time it names. */
  const noting: BackendHttp = {
    async get(url, request) {
      const answer = await options.http.get(url, request);
      const date = Date.parse(answer.headers.date ?? '');
      if (!Number.isNaN(date)) backendTime = { date, at: clock.now() };
      return answer;
    },
  };

  async function checkTheBackend(signal: AbortSignal): Promise<Finding> {
    backendTime = null;
    const url = options.backendUrl();
    if (url === null) return warning('diagnostics.backend.none', {}, 'diagnostics.hint.backend-none');
    const { host, protocol } = new URL(url);
    const startedAt = performance.now();
    const verdict = await checkBackend(url, { http: noting, knownIds: await options.knownIds(), signal });
    const ms = Math.round(performance.now() - startedAt);
    if (!verdict.ok) {
      return problem(
        `diagnostics.backend.${verdict.problem}`,
        { host, status: verdict.status ?? 0, proxy: verdict.proxy ?? '' },
        verdict.proxy === undefined ? 'diagnostics.hint.backend' : 'diagnostics.hint.proxy',
      );
    }
    return protocol === 'https:'
      ? ok('diagnostics.backend.ok', { host, ms })
      : ok('diagnostics.backend.plain', { host, ms });
  }

  function checkClock(): Finding {
    const { name: zone, isKnown } = timeZone();
    if (!isKnown) return warning('diagnostics.clock.no-zone', { zone }, 'diagnostics.hint.clock-zone');
    if (!backendTime) return ok('diagnostics.clock.unknown', { zone });
    const offMs = Math.abs(backendTime.at - backendTime.date);
    const seconds = Math.round(offMs / 1000);
    if (offMs > FAR_OFF_MS) return problem('diagnostics.clock.off', { seconds, zone }, 'diagnostics.hint.clock');
    if (offMs > OFF_MS) return warning('diagnostics.clock.off', { seconds, zone }, 'diagnostics.hint.clock');
    return ok('diagnostics.clock.ok', { zone });
  }

  async function checkProxy(): Promise<Finding> {
    const url = options.backendUrl() ?? 'https://backend.example/';
    const [first = null] = parseProxyList(await options.resolveProxy(url));
    const variables = PROXY_VARIABLES.filter((name) => options.environment[name]).join(', ');
    if (first !== null) return ok('diagnostics.proxy.used', { proxy: hostOf(first) });
    return variables === '' ? ok('diagnostics.proxy.direct') : ok('diagnostics.proxy.direct-although', { variables });
  }

  return [
    { id: 'proxy', run: checkProxy },
    { id: 'backend', run: checkTheBackend },
    { id: 'clock', run: checkClock },
  ];
}

/** Without credentials. */
function hostOf(proxyUrl: string): string {
  return URL.canParse(proxyUrl) ? new URL(proxyUrl).host : '';
}
