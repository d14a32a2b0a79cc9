import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import configTools from 'app-builder-lib/out/util/config/config.js';
import type { Configuration } from 'electron-builder';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { readBrand } from '../../../build/brand/read-brand.ts';
import { brandConfiguration, writeInstallerFiles } from '../../../build/pack/brand-configuration.ts';
import { readDistributor } from '../../../build/pack/distributor.ts';
import { configuredTargets, perMachine } from '../../../build/pack/package-application.ts';
import { DEEP_LINK_PROTOCOL } from '../../../main/opening/deep-links.ts';

const quiet = { isEnabled: false } as Parameters<typeof configTools.validateConfiguration>[1];

let configuration: Configuration;
const removeLater: (() => void)[] = [];
afterAll(() => removeLater.forEach((remove) => remove()));
beforeAll(async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'larder-installer-'));
  removeLater.push(() => rmSync(folder, { recursive: true }));
  const brand = readBrand({});
  await writeInstallerFiles(brand, folder);
  const { win, mac, linux, nsis, ...rest } = await configTools.getConfig(ROOT, 'electron-builder.yml', null);
  const added = brandConfiguration(brand, readDistributor({}), folder);
  configuration = {
    ...{ ...rest, ...added, win: { ...win, ...added.win }, mac: { ...mac, ...added.mac } },
    ...{ linux: { ...linux, ...added.linux }, nsis: { ...nsis, ...added.nsis } },
  };
});

const targetsOf = (platform: 'linux' | 'mac' | 'win'): unknown => configuration[platform]?.target;
const forBoth = (...targets: string[]): unknown => targets.map((target) => ({ target, arch: ['x64', 'arm64'] }));

describe('electron-builder.yml with a brand', () => {
  it('is what the schema of electron-builder accepts', async () => {
    await expect(configTools.validateConfiguration(configuration, quiet)).resolves.toBeUndefined();
  });

  it('is accepted with installers for all users of Windows, too', async () => {
    const forAll = perMachine(configuration);
    expect(forAll).toMatchObject({ nsis: { perMachine: true }, msi: { perMachine: true } });
    expect(forAll.nsis?.include).toBe(configuration.nsis?.include);
    await expect(configTools.validateConfiguration(forAll, quiet)).resolves.toBeUndefined();
  });

  it.each([
    ['an unknown key', { hardenedRuntim: true }],
    ['an unknown fuse', { electronFuses: { runAsNod: false } }],
    ['a wrong type', { electronFuses: { runAsNode: 'no' } }],
  ])('is refused by that schema when it has %s', async (_what, wrong) => {
    await expect(
      configTools.validateConfiguration({ ...configuration, ...wrong } as Configuration, quiet),
    ).rejects.toThrow(/Invalid configuration object/);
  });

  it('makes every installer for x64 and arm64', () => {
    expect(targetsOf('win')).toEqual(forBoth('nsis'));
    expect(targetsOf('mac')).toEqual(forBoth('dmg', 'zip'));
    expect(targetsOf('linux')).toEqual(forBoth('AppImage', 'deb', 'tar.gz'));
  });

  it('gives the installers to the architectures that are asked for', async () => {
    expect(await configuredTargets('linux')).toEqual(['AppImage', 'deb', 'tar.gz']);
  });

  it('tells Linux users beside the program how it gets its sandbox', async () => {
    const [{ from, to }] = configuration.linux?.extraFiles as [{ from: string; to: string }];
    expect(to).toBe('SANDBOX.txt');
    const text = await readFile(path.resolve(ROOT, from), 'utf8');
    expect(text).toContain('sudo chmod 4755 chrome-sandbox');
    expect(text).toContain('userns,');
  });

  it('registers the links that the product opens', async () => {
    expect(configuration.protocols).toEqual([{ name: 'Larder mini-program link', schemes: [DEEP_LINK_PROTOCOL] }]);
    const script = await readFile(String(configuration.nsis?.include), 'utf8');
    const keys = [...script.matchAll(/"Software\\Classes\\(\w+)/g)].map(([, key]) => key);
    expect(keys.length).toBeGreaterThan(0);
    expect(new Set(keys)).toEqual(new Set([DEEP_LINK_PROTOCOL]));
  });

  it('asks macOS for the hardened runtime and for compiling to machine code only', async () => {
    expect(configuration.mac).toMatchObject({ hardenedRuntime: true });
    for (const file of [configuration.mac?.entitlements, configuration.mac?.entitlementsInherit]) {
      const text = await readFile(path.join(ROOT, file ?? ''), 'utf8');
      expect(
        [...text.matchAll(/<key>([^<]+)<\/key>\s*<(true|false)\/>/g)].map(([, key, value]) => [key, value]),
      ).toEqual([['com.apple.security.cs.allow-jit', 'true']]);
    }
  });

  it('names files that exist', () => {
    const { win, mac, linux, nsis } = configuration;
    for (const file of [win?.icon, mac?.icon, linux?.icon, mac?.entitlements, nsis?.include]) {
      expect(file && existsSync(path.resolve(ROOT, String(file))), String(file)).toBe(true);
    }
  });

  // electron-builder refuses a deb without them, after everything else is built.
  it('has what a Debian package must have', () => {
    expect(configuration.extraMetadata).toMatchObject({ homepage: expect.stringMatching(/^https:/) });
    expect(configuration.linux?.maintainer).toMatch(/^[^<]+ <[^@<>]+@[^@<>]+>$/);
  });
});
