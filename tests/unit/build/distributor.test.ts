import configTools from 'app-builder-lib/out/util/config/config.js';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../build/bootstrap/prepare.mjs';
import { readBrand } from '../../../build/brand/read-brand.ts';
import { brandConfiguration } from '../../../build/pack/brand-configuration.ts';
import { missingParts, readDistributor } from '../../../build/pack/distributor.ts';

const quiet = { isEnabled: false } as Parameters<typeof configTools.validateConfiguration>[1];
const GIVEN = {
  LARDER_UPDATE_URL: 'https://updates.example/larder/',
  LARDER_HOMEPAGE: 'https://www.example/',
  LARDER_MAINTAINER: 'Somebody <somebody@example.com>',
  LARDER_WINDOWS_PUBLISHER: 'Somebody Ltd.',
};

describe('readDistributor', () => {
  it('has nothing when the environment says nothing', () => {
    const nobody = readDistributor({ LARDER_UPDATE_URL: '' });
    expect(nobody).toEqual({ updateUrl: null, homepage: null, maintainer: null, windowsPublisher: null });
    expect(missingParts(nobody)).toHaveLength(2);
    expect(missingParts(readDistributor(GIVEN))).toEqual([]);
  });

  it.each([
    ['LARDER_UPDATE_URL', 'http://updates.example/', /LARDER_UPDATE_URL must be an https:/],
    ['LARDER_UPDATE_URL', 'https://me:word@updates.example/', /it is "https:\/\/…@updates\.example\/"/],
    ['LARDER_UPDATE_URL', 'https://updates.example/?token=1', /without credentials, query/],
    ['LARDER_HOMEPAGE', 'www.example', /LARDER_HOMEPAGE must be/],
    ['LARDER_MAINTAINER', 'Somebody', /a name and an address/],
  ])('refuses %s=%s', (name, value, message) => {
    expect(() => readDistributor({ [name]: value })).toThrow(message);
  });
});

describe('brandConfiguration', () => {
  it('is what the schema of electron-builder accepts, together with electron-builder.yml', async () => {
    const base = await configTools.getConfig(ROOT, 'electron-builder.yml', null);
    const given = brandConfiguration(readBrand({}), readDistributor(GIVEN), '/x');
    await expect(configTools.validateConfiguration({ ...base, ...given }, quiet)).resolves.toBeUndefined();
    expect(given).toMatchObject({
      publish: { provider: 'generic', url: GIVEN.LARDER_UPDATE_URL },
      win: { signtoolOptions: { publisherName: ['Somebody Ltd.'] } },
    });
  });

  it('names no place for updates when none is given', () => {
    const given = brandConfiguration(readBrand({}), readDistributor({}), '/x');
    expect(given).not.toHaveProperty('publish');
    expect(given.extraMetadata).toMatchObject({ distribution: {}, homepage: 'https://larder.example/' });
  });
});
