import { describe, expect, it } from 'vitest';
import { miniProgramPolicy, serviceDomainSources } from '../../../../main/sessions/policy/content-security-policy.ts';

const directive = (policy: string, name: string): string =>
  policy.split('; ').find((part) => part.startsWith(`${name} `)) ?? '';

describe('miniProgramPolicy', () => {
  const domains = [
    { domain: 'api.example.com', certificates: [] },
    { domain: '*.cdn.example:8443', certificates: [] },
  ];

  it('lists the service domains for connections and images, encrypted only, when not in --dev', () => {
    const policy = miniProgramPolicy(domains, false);
    for (const name of ['connect-src', 'img-src', 'media-src']) {
      expect(directive(policy, name)).toContain(
        'https://api.example.com wss://api.example.com https://*.cdn.example:8443 wss://*.cdn.example:8443',
      );
      expect(directive(policy, name)).not.toMatch(/http:|ws:/);
    }
    expect(directive(policy, 'script-src')).toBe("script-src 'self' 'wasm-unsafe-eval'");
  });

  it('adds the unencrypted forms when in --dev', () => {
    expect(serviceDomainSources([{ domain: '127.0.0.1:8080', certificates: [] }], true)).toEqual(
      ['https', 'wss', 'http', 'ws'].map((scheme) => `${scheme}://127.0.0.1:8080`),
    );
  });

  it('lets no domain entry add a directive or a keyword', () => {
    for (const domain of ["x.example; script-src 'unsafe-inline'", "'unsafe-inline'", 'a b', '*', '', 'x.example,y']) {
      expect(serviceDomainSources([{ domain, certificates: [] }], false)).toEqual([]);
    }
  });

  it('allows exactly the inline scripts of the document', () => {
    const policy = miniProgramPolicy([], false, { scripts: ["'sha256-a'"], handlers: ["'sha256-b'"] });
    expect(directive(policy, 'script-src')).toBe(
      "script-src 'self' 'wasm-unsafe-eval' 'sha256-a' 'unsafe-hashes' 'sha256-b'",
    );
  });

  /** Destinations of the Fetch standard (https://fetch.spec.whatwg.org/#concept-request-destination), and what each may come from. */
  const DESTINATIONS: [destinations: string, directive: string, sources: string][] = [
    ['audio, video, track', 'media-src', "'self' data: blob: SERVICES"],
    ['audioworklet, paintworklet, script, xslt', 'script-src', "'self' 'wasm-unsafe-eval'"],
    ['serviceworker, sharedworker, worker', 'worker-src', "'self' blob:"],
    ['frame, iframe', 'frame-src', "'self' data: blob:"],
    ['font', 'font-src', "'self' data: blob:"],
    ['image', 'img-src', "'self' data: blob: SERVICES"],
    ['style', 'style-src', "'self' 'unsafe-inline' data: blob:"],
    ['embed, object', 'object-src', "'self' data: blob:"],
    ['"" (fetch, XMLHttpRequest, WebSocket, EventSource, beacons)', 'connect-src', "'self' data: blob: SERVICES"],
    ['manifest and what comes later', 'default-src', "'self'"],
    ['forms', 'form-action', "'self'"],
    ['ancestors', 'frame-ancestors', "'self'"],
    ['the base', 'base-uri', "'self'"],
  ];
  it('says for each destination where it may come from, and nothing else', () => {
    const services = 'https://a.example wss://a.example';
    const policy = miniProgramPolicy([{ domain: 'a.example', certificates: [] }], false);
    const expected = DESTINATIONS.map(([, name, sources]) => `${name} ${sources.replace('SERVICES', services)}`);
    expect(policy.split('; ').sort()).toEqual(expected.sort());
  });
});
