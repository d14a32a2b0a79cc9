/** What can be the base URL of the MP backend. */

/** Why a text cannot be one. */
export type BackendUrlProblem = 'not-a-url' | 'has-credentials' | 'insecure';

export type BackendUrlReading =
  { readonly ok: true; readonly url: string } | { readonly ok: false; readonly problem: BackendUrlProblem };

/**
 * Reads a backend URL and drops its query, fragment and trailing slashes. `http:` reaches this computer
 * only, but in `--dev`: the details name packages and hosts.
 */
export function readBackendUrl(text: string, dev: boolean): BackendUrlReading {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) return { ok: false, problem: 'not-a-url' };
  if (url.username || url.password) return { ok: false, problem: 'has-credentials' };
  if (url.protocol === 'http:' && !dev && !isLoopbackHost(url.hostname)) return { ok: false, problem: 'insecure' };
  url.hash = '';
  url.search = '';
  return { ok: true, url: url.href.replace(/\/+$/, '') };
}

/** As people type it: without a scheme it is `https:`, on this computer `http:`. */
export function readTypedBackendUrl(text: string, dev: boolean): BackendUrlReading {
  const typed = text.trim();
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed)) return readBackendUrl(typed, dev);
  const secure = `https://${typed}`;
  const isLocal = URL.canParse(secure) && isLoopbackHost(new URL(secure).hostname);
  return readBackendUrl(isLocal ? `http://${typed}` : secure, dev);
}

/** The setting, when it may be used in this run: one of a run with `--dev` need not be. */
export function usableBackendUrl(setting: string | null, dev: boolean): string | null {
  const reading = setting === null ? null : readBackendUrl(setting, dev);
  return reading?.ok ? reading.url : null;
}

export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
