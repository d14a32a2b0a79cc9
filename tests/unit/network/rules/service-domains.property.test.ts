import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closedRules, fenceEntries, urlOfEntry } from '../../../../main/network/rules/fence-rules.ts';
import { hostPattern, matchServiceDomain, parseDomainEntry } from '../../../../main/network/rules/service-domains.ts';
import { miniProgramPolicy } from '../../../../main/sessions/policy/content-security-policy.ts';
import { PROPERTY_RUNS } from '../../../fixtures/property-runs.ts';
import { textOf } from '../../../fixtures/strange-texts.ts';

const RUNS = { numRuns: PROPERTY_RUNS };
const domain = textOf([
  ...['api', '.', 'example', '.com', 'co.uk', '*', '*.', ':', '443', '8080', ':99999', '127.0.0.1', '0x7f.1', '[::1]'],
  ...['localhost', '/', '\\', '?', '#', '@', '%', ' ', '\t', '\n', ';', ',', "'self'", "'unsafe-inline'", 'https://'],
  ...['<-loopback>', '<local>', '|', '&', '=', '(', '"', 'ß', '例え', '\u3002', '\u00ad', '\u200d', '\0', 'A'],
]);
const domains = fc
  .array(domain, { maxLength: 4 })
  .map((texts) => texts.map((text) => ({ domain: text, certificates: [] })));

/** What a host with a port may be in a policy: nothing that ends a source, a directive or a header. */
const HOST = String.raw`(?:\*\.)?(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])`;
const SOURCE = new RegExp(`^(?:https|wss|http|ws)://${HOST}(?::[0-9]{1,5})?$`);
const DIRECTIVES = [
  ...['default-src', 'script-src', 'style-src', 'img-src', 'media-src', 'font-src', 'connect-src', 'worker-src'],
  ...['frame-src', 'object-src', 'base-uri', 'form-action', 'frame-ancestors'],
];

describe('an entry of the service domains', () => {
  it('is a host and a port, or none; read again it is the same', () => {
    let count = 0;
    fc.assert(
      fc.property(domain, (text) => {
        const entry = parseDomainEntry(text);
        if (!entry) return;
        count += 1;
        const again = hostPattern(entry) + (entry.port === null ? '' : `:${entry.port}`);
        expect(parseDomainEntry(again)).toEqual(entry);
        expect(again).toMatch(new RegExp(`^${HOST}(?::[0-9]{1,5})?$`));
      }),
      RUNS,
    );
    expect(count).toBeGreaterThan(PROPERTY_RUNS / 50);
  });

  it('allows its own host and no other', () => {
    fc.assert(
      fc.property(domains, fc.webUrl(), (list, stranger) => {
        for (const { domain: text } of list) {
          const entry = parseDomainEntry(text);
          if (!entry) continue;
          const host = hostPattern({
            ...entry,
            host: entry.wildcard ? `a.${entry.host}` : entry.host,
            wildcard: false,
          });
          const url = new URL(`https://${host}:${entry.port ?? 443}/`);
          expect(matchServiceDomain(url, list, { dev: false })).not.toBeNull();
        }
        const url = new URL(stranger);
        const found = matchServiceDomain(url, list, { dev: true });
        if (!found) return;
        const entry = parseDomainEntry(found.domain);
        expect(url.hostname === entry?.host || url.hostname.endsWith(`.${entry?.host}`)).toBe(true);
      }),
      RUNS,
    );
  });
});

describe('what is made of the service domains', () => {
  it('is a policy of the same directives, whose sources are keywords of Larder’s and listed hosts', () => {
    const plain = new Set(miniProgramPolicy([], false).split(/;? /));
    fc.assert(
      fc.property(domains, fc.boolean(), (list, dev) => {
        const policy = miniProgramPolicy(list, dev);

        expect(policy).not.toMatch(/[^\u0020-\u007e]|,/);
        expect(policy.split(';').map((part) => part.trim().split(' ')[0])).toEqual(DIRECTIVES);
        const listed = new Set(list.flatMap(({ domain: text }) => parseDomainEntry(text) ?? []).map(hostPattern));
        for (const source of policy.split(/;? /)) {
          if (plain.has(source)) continue;
          expect(source).toMatch(SOURCE);
          expect(dev || /^(?:https|wss):/.test(source)).toBe(true);
          expect(listed).toContain(source.replace(/^[a-z]+:\/\//, '').replace(/:[0-9]+$/, ''));
        }
      }),
      RUNS,
    );
  });

  it('is a list of exceptions of the fence that holds listed hosts only, each with a port', () => {
    fc.assert(
      fc.property(domains, fc.boolean(), (list, dev) => {
        const entries = fenceEntries(list, dev);
        const [first, ...rest] = closedRules(entries).proxyBypassRules.split(';');
        expect(first).toBe('<-loopback>');
        expect(rest).toEqual(entries);
        for (const entry of entries) {
          expect(entry).toMatch(new RegExp(`^${HOST}:[0-9]{1,5}$`));
          expect(matchServiceDomain(new URL(urlOfEntry(entry)), list, { dev })).not.toBeNull();
        }
      }),
      RUNS,
    );
  });
});
