import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appIdOfHost, hostOfAppId, isAppId } from '../../../main/models/app-id.ts';

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const appIds = fc.string({ unit: fc.constantFrom(...BASE62), minLength: 1, maxLength: 48 });
/** Ids that look like something else: numbers, devices, Punycode, host names. */
const oddIds = fc.constantFrom(
  '0',
  '123',
  '0x',
  '0x1f',
  '0X1F',
  '0xg',
  '08',
  'con',
  'CON',
  'nul',
  'com1',
  'LPT9',
  'xn',
  'localhost',
  '4294967296',
  'Z'.repeat(48),
  'z'.repeat(48),
);
const anyId = fc.oneof(appIds, oddIds);

describe('hostOfAppId', () => {
  it('gives a host that appIdOfHost reads back', () => {
    fc.assert(
      fc.property(anyId, (appId) => appIdOfHost(hostOfAppId(appId)) === appId),
      { numRuns: 2000 },
    );
  });

  it('gives different hosts to ids that differ only in case', () => {
    const samePair = fc.tuple(anyId, fc.infiniteStream(fc.boolean())).map(([id, flips]) => {
      const other = [...id]
        .map((c) => (flips.next().value ? (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()) : c))
        .join('');
      return [id, other] as const;
    });
    fc.assert(
      fc.property(samePair, ([a, b]) => (hostOfAppId(a) === hostOfAppId(b)) === (a === b)),
      { numRuns: 2000 },
    );
  });

  it('gives a host that the URL parser keeps as it is, for http-like and for other schemes', () => {
    fc.assert(
      fc.property(anyId, (appId) => {
        const host = hostOfAppId(appId);
        expect(host).toMatch(/^[0-9a-z](?:[0-9a-z-]{0,61}[0-9a-z])?$/);
        expect(new URL(`https://${host}`).host).toBe(host);
        expect(new URL(`mp://${host}/`).host).toBe(host);
      }),
      { numRuns: 2000 },
    );
  });

  it.each(['con', 'prn', 'aux', 'nul', 'com1', 'lpt9', 'CON'])(
    'gives a folder name that Windows can make when the id is "%s"',
    (appId) => {
      expect(hostOfAppId(appId)).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i);
    },
  );

  it('keeps a lower-case id as it is', () => {
    expect(hostOfAppId('market1')).toBe('market1');
  });

  it.each(['', 'a b', 'a-b', 'a.b', 'ä', 'a'.repeat(49), '../x'])('throws when "%s" is not an app id', (appId) => {
    expect(isAppId(appId)).toBe(false);
    expect(() => hostOfAppId(appId)).toThrow(RangeError);
  });
});

describe('appIdOfHost', () => {
  it.each(['', 'a.b', 'Abc', 'abc-0', '123', 'abc-zzzzzzzz', 'a-b-c', 'con', 'abc-', '-1', 'abc-08', 'xn--abc'])(
    'answers null when no app id has the host "%s"',
    (host) => {
      expect(appIdOfHost(host)).toBeNull();
    },
  );

  it('accepts exactly the hosts that hostOfAppId makes', () => {
    const hosts = fc.string({ unit: fc.constantFrom(...'0123456789abcxyz-'), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(hosts, (host) => {
        const appId = appIdOfHost(host);
        if (appId !== null) expect(hostOfAppId(appId)).toBe(host);
      }),
      { numRuns: 3000 },
    );
  });
});
