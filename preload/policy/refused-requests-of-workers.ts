/** Tells the container which hosts a worker's policy kept it from. */

/**
 * Runs in the worker, before its script, and uses nothing from outside itself but globals of the worker: Electron turns
 * it into text. What a page's own service worker does with these requests is the page's affair: few look at HEAD.
 */
export function tellRefusedRequestsOfWorker(
  header: string,
  path: string,
  limits: { readonly hosts: number; readonly hostLength: number },
): void {
  const ask = fetch;
  const { origin } = globalThis.location;
  const told = new Set<string>();
  addEventListener('securitypolicyviolation', (event) => {
    const { blockedURI, effectiveDirective, disposition } = event as SecurityPolicyViolationEvent;
    if (!event.isTrusted || disposition !== 'enforce') return;
    // `inline`, `eval` and the like are no requests.
    const host = URL.canParse(blockedURI) ? new URL(blockedURI).host : '';
    if (host === '' || host.length > limits.hostLength || told.has(host) || told.size >= limits.hosts) return;
    told.add(host);
    ask(origin + path, { method: 'HEAD', headers: { [header]: `${host} ${effectiveDirective}` } }).catch(() => {});
  });
}
