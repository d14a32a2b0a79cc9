/** A quick look whether a download can work, before a tool retries for minutes. */

const LIMIT_MS = 8_000;

/**
 * True when `url`'s server answers anything within 8 s. Always true behind a proxy: the tools that
 * download know how to use it, this check does not.
 */
export async function isReachable(url: string, environment: NodeJS.ProcessEnv): Promise<boolean> {
  const proxied = [
    'https_proxy',
    'HTTPS_PROXY',
    'all_proxy',
    'ALL_PROXY',
    'npm_config_https_proxy',
    'npm_config_proxy',
  ].some((name) => environment[name]);
  if (proxied) return true;
  try {
    const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(LIMIT_MS) });
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
