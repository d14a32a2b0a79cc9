/** Tells the container which hosts the page's policy kept it from, so that its author and its user learn of it. */
import type { MessagePort } from '../call-gate.ts';
import { REFUSED_REQUEST_LIMITS } from '../contract/policy.ts';

type PolicyEvents = Pick<EventTarget, 'addEventListener'>;

/** Call it before the page's first script. A page may keep these events to itself: then nobody learns of them. */
export function tellRefusedRequests(target: PolicyEvents, port: Pick<MessagePort, 'invoke'>): void {
  const told = new Set<string>();
  target.addEventListener(
    'securitypolicyviolation',
    (event) => {
      const { blockedURI, effectiveDirective, disposition } = event as SecurityPolicyViolationEvent;
      if (!event.isTrusted || disposition !== 'enforce') return;
      // `inline`, `eval` and the like are no requests.
      const host = URL.canParse(blockedURI) ? new URL(blockedURI).host : '';
      if (host === '' || host.length > REFUSED_REQUEST_LIMITS.hostLength) return;
      if (told.has(host) || told.size >= REFUSED_REQUEST_LIMITS.hosts) return;
      told.add(host);
      port.invoke('bn:tell-refused-request', { host, directive: effectiveDirective }).catch(() => {});
    },
    true,
  );
}
