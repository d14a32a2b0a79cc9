import { describe, expect, it } from 'vitest';
import { createWarmUp, type WarmUpDependencies } from '../../../../main/data-fetch/launch/warm-up.ts';
import type { Details } from '../../../../main/models/details-schema.ts';
import type { ConnectionTarget } from '../../../../main/network/connections/pool.ts';

const DETAILS: Details = {
  appId: 'One',
  name: 'One',
  description: '',
  version: '1',
  packageUrl: 'https://cdn.example/p.zip',
  packageSha256: '0'.repeat(64),
  permissions: [],
  serviceDomains: [{ domain: 'api.example', certificates: ['sha256/pin'] }],
  developmentSettings: { preFetchUrl: 'https://api.example/data/{token}?a={code}' },
};

async function openedBy(
  options: Partial<WarmUpDependencies> & { readonly details?: Details } = {},
): Promise<readonly string[]> {
  const opened: ConnectionTarget[] = [];
  const { details = DETAILS, ...dependencies } = options;
  createWarmUp({
    pool: { openAhead: (target) => void opened.push(target) },
    dev: false,
    state: () => ({ details: { fetchedAt: 0, value: details } }),
    hasToken: () => false,
    backendUrl: () => 'https://backend.example/base',
    mayOpenAhead: () => true,
    resolveProxy: () => Promise.resolve('DIRECT'),
    ...dependencies,
  }).beforeOpening('One');
  await new Promise((resolve) => setImmediate(resolve));
  return opened.map(({ owner, url, pins, route }) => [owner, url.origin, ...pins, ...(route ? [route] : [])].join(' '));
}

const preFetchUrl = (url: string): Details => ({ ...DETAILS, developmentSettings: { preFetchUrl: url } });

describe('a warm-up before opening', () => {
  it('opens to the developer server with its pins, and to the backend when a code will be asked for', async () => {
    expect(await openedBy()).toEqual(['One https://api.example sha256/pin', 'the backend https://backend.example']);
  });

  it('opens nothing to the backend when there is a token', async () => {
    expect(await openedBy({ hasToken: () => true })).toEqual(['One https://api.example sha256/pin']);
  });

  it('goes the way that the system names', async () => {
    const resolveProxy = (): Promise<string> => Promise.resolve('PROXY proxy.example:8080; DIRECT');
    expect(await openedBy({ resolveProxy, hasToken: () => true })).toEqual([
      'One https://api.example sha256/pin http://proxy.example:8080',
    ]);
  });

  it.each<[string, Partial<WarmUpDependencies> & { readonly details?: Details }]>([
    ['background activity is off or there is no network', { mayOpenAhead: () => false }],
    ['no details are kept', { state: () => undefined }],
    ['there is no pre-fetch', { details: { ...DETAILS, developmentSettings: {} } }],
  ])('opens nothing when %s', async (_name, options) => {
    expect(await openedBy(options)).toEqual([]);
  });

  it.each([
    'https://other.example/data',
    'http://api.example/data',
    'https://{token}.example/',
    'https://api.example:8443/',
    'https://api.example@other.example/',
    'no URL',
  ])('never opens to what the details do not list: %s', async (url) => {
    expect(await openedBy({ details: preFetchUrl(url), hasToken: () => true })).toEqual([]);
  });
});
