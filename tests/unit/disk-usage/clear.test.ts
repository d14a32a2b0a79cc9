import { describe, expect, it } from 'vitest';
import { DATA_KINDS, type DataKind } from '../../../preload/contract/settings.ts';
import { clearData, type DataOwners } from '../../../main/disk-usage/clear.ts';

function setUp(): { calls: string[]; owners: DataOwners } {
  const calls: string[] = [];
  const note =
    (name: string) =>
    (appId: string): Promise<void> => {
      calls.push(`${name} ${appId}`);
      return Promise.resolve();
    };
  const owners: DataOwners = {
    closeWindow: (appId) => void note('close')(appId),
    packages: { discard: note('package') },
    periodic: { forgetData: note('fetched') },
    tokens: { clear: note('token') },
    onTokenCleared: (appId) => void note('token cleared')(appId),
    clearSite: note('site'),
    downloads: { abortAll: note('abort'), removeApp: note('downloads') },
  };
  return { calls, owners };
}

const EXPECTED: Readonly<Record<DataKind, string[]>> = {
  package: ['close abc', 'package abc'],
  fetched: ['fetched abc'],
  token: ['token abc', 'token cleared abc'],
  site: ['close abc', 'site abc'],
  downloads: ['abort abc', 'downloads abc'],
};

describe('clearData', () => {
  it.each(DATA_KINDS)('asks the owner of "%s", and nobody else', async (kind) => {
    const { calls, owners } = setUp();
    await clearData('abc', kind, owners);
    expect(calls).toEqual(EXPECTED[kind]);
  });

  it('tells nobody of a token that could not be cleared', async () => {
    const { calls, owners } = setUp();
    await expect(
      clearData('abc', 'token', { ...owners, tokens: { clear: () => Promise.reject(new Error('disk')) } }),
    ).rejects.toThrow('disk');
    expect(calls).toEqual([]);
  });
});
