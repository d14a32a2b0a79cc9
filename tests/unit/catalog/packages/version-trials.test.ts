import { rmSync, writeFileSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Details } from '../../../../main/models/details-schema.ts';
import {
  hasUsedUpItsStarts,
  packageOfNextStart,
  packageToKeep,
} from '../../../../main/catalog/packages/version-trials.ts';
import type { InstalledPackage } from '../../../../main/models/state-schema.ts';
import { inEnglish } from '../../../../main/support/english.ts';
import { packageOf as stored } from '../../../fakes/opening.ts';
import { startPackageBackend, type PackageBackend } from '../../../fakes/package-backend.ts';
import { packageOf } from '../../../fakes/zip.ts';

const publish = async (backend: PackageBackend, version: string): Promise<Details> =>
  backend.publish(await packageOf({ appId: 'abc', version }), { version });
const stateOf = (backend: PackageBackend) => backend.store.get('abc')!;
const eventsOf = ({ events }: PackageBackend) =>
  events
    .map(({ event, at: _at, ...fields }) => [event, fields] as const)
    .filter(([event]) => /^(?:update|package)-/.test(event));
const start = async (backend: PackageBackend, details: Details, { loads = true } = {}): Promise<InstalledPackage> => {
  const installed = await backend.installer.ensureInstalled('abc', details);
  backend.installer.trials.begin('abc', installed);
  if (loads) backend.installer.trials.markHealthy('abc', installed);
  await backend.installer.updateSettled('abc');
  return installed;
};

/** 1.0.0 has loaded, 2.0.0 is pending. `said`: what the user was told. */
async function withUpdate() {
  const said: string[] = [];
  const backend = await startPackageBackend({ onWentBack: (_appId, text) => said.push(inEnglish(text)) });
  const first = await publish(backend, '1.0.0');
  await start(backend, first);
  const second = await publish(backend, '2.0.0');
  await start(backend, second);
  return { backend, first, second, said };
}

describe('the events of a package', () => {
  it('tell an update from a first installation', async () => {
    const { backend, second } = await withUpdate();
    await start(backend, second);
    const versions = { appId: 'abc', fromVersion: '1.0.0', version: '2.0.0' };
    const size = { bytes: second.packageSize, ms: expect.any(Number) as number };
    expect(eventsOf(backend)).toEqual([
      [
        'package-installed',
        { appId: 'abc', version: '1.0.0', bytes: expect.any(Number) as number, ms: expect.any(Number) as number },
      ],
      ['update-started', versions],
      ['update-installed', { ...versions, ...size }],
      ['update-adopted', versions],
    ]);
  });

  it('say why an update failed', async () => {
    const { backend } = await withUpdate();
    backend.events.length = 0;
    await start(backend, { ...(await publish(backend, '3.0.0')), packageSha256: 'f'.repeat(64) });
    expect(eventsOf(backend).map(([event, fields]) => [event, 'errCode' in fields && fields.errCode])).toEqual([
      ['update-adopted', false],
      ['update-started', false],
      ['update-failed', 'package-mismatch'],
    ]);
  });
});

describe('a version on trial', () => {
  it('is proven once its page has loaded, also after a restart', async () => {
    const { backend, second } = await withUpdate();
    const installed = await start(backend, second, { loads: false });
    const { trials } = backend.installer;
    expect(trials.isOnTrial('abc', installed)).toBe(true);
    trials.markHealthy('abc', installed);
    expect(trials.isOnTrial('abc', installed)).toBe(false);
    const later = backend.restart();
    expect(stateOf(later).installed).toMatchObject({
      version: '2.0.0',
      provenAt: expect.any(Number) as number,
      unprovenStarts: 0,
    });
    expect(await later.installer.trials.goBack('abc', installed, 'renderer-gone')).toBeNull();
    expect(stateOf(later)).toMatchObject({
      installed: { version: '2.0.0' },
      previous: { version: '1.0.0' },
      rejectedSha256: null,
    });
  });

  it('gives way to the version before when it does not start, and is not fetched again until the details name another', async () => {
    const { backend, second, said } = await withUpdate();
    const failed = await start(backend, second, { loads: false });
    backend.events.length = 0;
    expect(await backend.installer.trials.goBack('abc', failed, 'load-failed')).toMatchObject({ version: '1.0.0' });
    expect(eventsOf(backend)).toEqual([
      ['update-rolled-back', { appId: 'abc', fromVersion: '2.0.0', version: '1.0.0', errCode: 'load-failed' }],
    ]);
    expect(said).toEqual([
      'Version 2.0.0 of “Sample” did not start (its page could not be loaded). Larder went back to version 1.0.0 until the next update.',
    ]);
    expect(readdirSync(backend.packagesFolder)).toHaveLength(2);

    const later = backend.restart();
    const downloads = backend.server.requests.length;
    expect(await start(later, second)).toMatchObject({ version: '1.0.0' });
    expect(backend.server.requests).toHaveLength(downloads);
    expect(stateOf(later).rejectedSha256).toBe(second.packageSha256);
    const third = await publish(backend, '3.0.0');
    await start(later, third);
    expect(stateOf(later)).toMatchObject({ pending: { version: '3.0.0' }, rejectedSha256: null });
  });

  it('gives way at the start after two that ended with the process before its page had loaded', async () => {
    const { backend, second, said } = await withUpdate();
    for (const expected of ['2.0.0', '2.0.0', '1.0.0']) {
      expect(await start(backend.restart(), second, { loads: false })).toMatchObject({ version: expected });
    }
    expect(said).toHaveLength(1);
    expect(stateOf(backend.restart())).toMatchObject({
      installed: { version: '1.0.0' },
      rejectedSha256: second.packageSha256,
    });
  });

  it('stays after starts that were ended in order', async () => {
    const { backend, second } = await withUpdate();
    for (let starts = 0; starts < 3; starts += 1) {
      const later = backend.restart();
      const installed = await start(later, second, { loads: false });
      later.installer.trials.cancelTrial('abc', installed);
      expect(stateOf(later).installed).toMatchObject({ version: '2.0.0', unprovenStarts: 0 });
    }
  });

  it('stays when the version before is damaged', async () => {
    const { backend, second, said } = await withUpdate();
    const installed = await start(backend, second, { loads: false });
    rmSync(path.join(backend.installer.packageFolder('abc', stateOf(backend).previous!), 'index.html'));
    expect(await backend.installer.trials.goBack('abc', installed, 'renderer-gone')).toBeNull();
    expect(stateOf(backend)).toMatchObject({ installed: { version: '2.0.0' }, rejectedSha256: null });
    expect(said).toEqual([]);
  });

  it('does not take the place of the last version that has loaded when another update replaces it', async () => {
    const { backend, second } = await withUpdate();
    await start(backend, second, { loads: false });
    const third = await publish(backend, '3.0.0');
    await start(backend, third, { loads: false });
    await start(backend, third, { loads: false });
    expect(stateOf(backend)).toMatchObject({ installed: { version: '3.0.0' }, previous: { version: '1.0.0' } });
  });

  it('is installed all the same when the version before is lost later and no other can be had', async () => {
    const { backend, second } = await withUpdate();
    const failed = await start(backend, second, { loads: false });
    const before = await backend.installer.trials.goBack('abc', failed, 'renderer-gone');
    rmSync(path.join(backend.installer.packageFolder('abc', before!), 'index.html'));
    expect(await backend.installer.ensureInstalled('abc', second)).toMatchObject({ version: '2.0.0' });
  });
});

describe('damaged files', () => {
  it('keep what is known of the version when the same package is fetched again', async () => {
    const { backend, second } = await withUpdate();
    const installed = await start(backend, second);
    rmSync(path.join(backend.installer.packageFolder('abc', installed), 'index.html'));
    expect(await backend.installer.ensureInstalled('abc', second)).toMatchObject({
      version: '2.0.0',
      provenAt: expect.any(Number) as number,
    });
    expect(stateOf(backend).previous).toMatchObject({ version: '1.0.0' });
  });

  it('do not replace the good version before when another package is installed for them', async () => {
    const { backend, second } = await withUpdate();
    const installed = await start(backend, second);
    rmSync(path.join(backend.installer.packageFolder('abc', installed), 'index.html'));
    expect(await backend.installer.ensureInstalled('abc', await publish(backend, '3.0.0'))).toMatchObject({
      version: '3.0.0',
    });
    expect(stateOf(backend).previous).toMatchObject({ version: '1.0.0' });
  });
});

describe('a state file from before there were trials', () => {
  it('is read without loss, and its version is proven by the next start', async () => {
    const { backend, second } = await withUpdate();
    await start(backend, second);
    const file = path.join(backend.store.folderOf('abc'), 'state.json');
    const withoutTrials = (key: string, value: unknown): unknown =>
      ['provenAt', 'unprovenStarts', 'rejectedSha256'].includes(key) ? undefined : value;
    const text = readFileSync(file, 'utf8');
    const old = JSON.stringify(JSON.parse(text), withoutTrials);
    expect(JSON.stringify(JSON.parse(text))).not.toBe(old);
    writeFileSync(file, old);
    const later = backend.restart();
    expect(later.store.problems).toEqual([]);
    expect(stateOf(later)).toMatchObject({
      installed: { version: '2.0.0', provenAt: null, unprovenStarts: 0 },
      previous: { version: '1.0.0' },
      rejectedSha256: null,
    });
    await start(later, second);
    expect(stateOf(later).installed?.provenAt).not.toBeNull();
  });
});

describe('the choice of a version', () => {
  const proven = stored('1.0.0', { provenAt: 5 });
  const unproven = stored('2.0.0');
  const usedUp = stored('2.0.0', { unprovenStarts: 2 });
  const pending = stored('3.0.0');

  it.each([
    ['nothing when nothing is installed', { installed: null, pending: null, previous: null }, null],
    ['what is installed', { installed: unproven, pending: null, previous: proven }, unproven],
    ['what is pending, whatever is installed', { installed: usedUp, pending, previous: proven }, pending],
    [
      'the version before when the installed one has used up its starts',
      { installed: usedUp, pending: null, previous: proven },
      proven,
    ],
    ['what is installed when there is none before', { installed: usedUp, pending: null, previous: null }, usedUp],
  ])('starts %s', (_what, packages, expected) => {
    expect(packageOfNextStart(packages)).toBe(expected);
  });

  it.each([
    ['the installed one when it has loaded', { installed: proven, pending, previous: unproven }, proven],
    ['the one before when only that has loaded', { installed: unproven, pending, previous: proven }, proven],
    ['the installed one when neither has loaded', { installed: unproven, pending, previous: usedUp }, unproven],
    ['the one before when none is installed', { installed: null, pending, previous: proven }, proven],
  ])('keeps %s', (_what, packages, expected) => {
    expect(packageToKeep(packages)).toBe(expected);
  });

  it('counts starts of a version that has never loaded only', () => {
    expect([usedUp, { ...usedUp, provenAt: 5 }, unproven].map(hasUsedUpItsStarts)).toEqual([true, false, false]);
  });
});
