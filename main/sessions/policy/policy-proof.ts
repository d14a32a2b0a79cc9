/**
 * A policy that Larder gave a document can be told from one that somebody made up: a keyed hash of its script
 * sources goes with it. A service worker keeps documents in its cache and shows them when the package and the service
 * domains are others; their own inline scripts run then, and nobody else's.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { POLICY_HEADER, POLICY_PROOF_HEADER } from '../../../preload/contract/policy.ts';

const SCRIPT_SOURCES = /(?<=^|; )script-src [^;,]*/;

export interface PolicyProofs {
  /** The header that goes with `policy`. */
  headerFor(origin: string, policy: string): Readonly<Record<string, string>>;
  /** `policy` for a request that shows the one it got before: with that one's scripts, when Larder made it for `origin`. */
  renew(origin: string, policy: string, headers: Headers): string;
}

/** `key`: the same at each start, or documents in caches lose their inline scripts. */
export function createPolicyProofs(key: Buffer): PolicyProofs {
  const proofOf = (origin: string, sources: string): Buffer =>
    createHmac('sha256', key).update(`${origin}\n${sources}`).digest();
  return {
    headerFor(origin, policy) {
      const sources = SCRIPT_SOURCES.exec(policy)?.[0] ?? '';
      return { [POLICY_PROOF_HEADER]: proofOf(origin, sources).toString('base64url') };
    },
    renew(origin, policy, headers) {
      const given = Buffer.from(headers.get(POLICY_PROOF_HEADER) ?? '', 'base64url');
      const sources = SCRIPT_SOURCES.exec(headers.get(POLICY_HEADER) ?? '')?.[0];
      if (sources === undefined) return policy;
      const proof = proofOf(origin, sources);
      return given.length === proof.length && timingSafeEqual(given, proof)
        ? policy.replace(SCRIPT_SOURCES, () => sources)
        : policy;
    },
  };
}
