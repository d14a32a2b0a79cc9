/** How the guard of a service worker's answers and the scheme handler speak of a document's policy. */

/** Of a document with inline scripts: that Larder made its list of hashes. Goes with the answer, into caches too. */
export const POLICY_PROOF_HEADER = 'container-policy-proof';
/** Of a request for a policy: the one that the answer has, to be renewed. */
export const POLICY_HEADER = 'container-policy';

/** Of a request of a worker's to its own origin: `host directive` of what its policy refused. No preload runs in most workers. */
export const REFUSED_REQUEST_HEADER = 'container-refused-request';
/** Where such a request goes: nobody has a file there. */
export const REFUSED_REQUEST_PATH = '/.container-refused-request';

/** Of what a page's preload or a worker tells of refused requests. */
export const REFUSED_REQUEST_LIMITS = {
  /** Hosts of one document. */
  hosts: 20,
  /** Characters. */
  hostLength: 300,
  directiveLength: 40,
} as const;
