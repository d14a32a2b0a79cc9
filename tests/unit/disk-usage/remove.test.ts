import { expect, it } from 'vitest';
import { removeMiniProgram, type RemovalOwners } from '../../../main/disk-usage/remove.ts';
import { createNetworkSwitches } from '../../../main/network/client/network-switches.ts';

function owners(calls: string[], change: Partial<RemovalOwners> = {}): RemovalOwners {
  const note = (name: string) => (appId: string) => void calls.push(`${name} ${appId}`);
  const noteLater = (name: string) => (appId: string) => Promise.resolve(note(name)(appId));
  return {
    library: { cancelInstall: note('installation'), remove: noteLater('state') },
    closeWindow: note('window'),
    scheduler: { removed: note('sweep') },
    downloads: { removeApp: noteLater('downloads') },
    packages: { cancel: noteLater('package') },
    tokens: { clear: noteLater('token') },
    clearSite: noteLater('site'),
    switches: { set: (appId, condition) => void calls.push(`network ${appId} ${condition}`) },
    ...change,
  };
}

it('removeMiniProgram ends what uses the files first, and deletes the state last', async () => {
  const calls: string[] = [];
  await removeMiniProgram('abc', owners(calls));
  expect(calls).toEqual([
    'installation abc',
    'window abc',
    'sweep abc',
    'downloads abc',
    'package abc',
    'token abc',
    'site abc',
    'network abc normal',
    'state abc',
  ]);
});

it('removeMiniProgram deletes the state when the secret store does not answer', async () => {
  const calls: string[] = [];
  const tokens = { clear: () => Promise.reject(new Error('locked')) };
  await removeMiniProgram('abc', owners(calls, { tokens }));
  expect(calls.at(-1)).toBe('state abc');
});

it.each(['offline', 'slow'] as const)('removeMiniProgram ends the switch that says %s', async (condition) => {
  const switches = createNetworkSwitches();
  const told: string[] = [];
  switches.set('abc', condition);
  switches.set('other', condition);
  switches.onChange((appId) => told.push(`${appId} ${switches.of(appId)}`));
  await removeMiniProgram('abc', owners([], { switches }));
  expect([switches.of('abc'), switches.of('other'), told]).toEqual(['normal', condition, ['abc normal']]);
});
