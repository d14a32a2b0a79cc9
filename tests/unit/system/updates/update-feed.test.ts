import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  chooseFeed,
  isAllowedUpdateUrl,
  readBuiltIn,
  type FeedOptions,
} from '../../../../main/system/updates/update-feed.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const URL_ = 'https://updates.example/larder/';
const packaged: FeedOptions = {
  isAllowed: true,
  isPackaged: true,
  builtInUrl: URL_,
  devUrl: null,
  platform: 'linux',
  appImage: '/opt/Larder.AppImage',
};

describe('chooseFeed', () => {
  it.each([
    ['runs from its sources', { isPackaged: false }, 'not-installed'],
    ['was built without a feed', { builtInUrl: undefined }, 'no-feed'],
    ['was built with an empty feed', { builtInUrl: '' }, 'no-feed'],
    ['was built with an http feed', { builtInUrl: 'http://127.0.0.1:8080/' }, 'feed-not-secure'],
    ['was built with a feed that is no URL', { builtInUrl: 'updates' }, 'feed-not-secure'],
    ['is kept up to date by the administrator', { isAllowed: false }, 'managed'],
    ['is given a feed elsewhere by http', { isPackaged: false, devUrl: 'http://updates.example/' }, 'feed-not-secure'],
  ] as const)('is off when a copy %s', (_what, change, why) => {
    expect(chooseFeed({ ...packaged, ...change })).toBe(why);
  });

  it.each([
    ['an AppImage', {}, 'on-quit'],
    ['a deb or an unpacked archive', { appImage: undefined }, 'by-hand'],
    ['an installation on Windows', { platform: 'win32', appImage: undefined }, 'on-quit'],
    ['an application on macOS', { platform: 'darwin', appImage: undefined }, 'on-quit'],
  ] as const)('knows who installs when this is %s', (_what, change, installation) => {
    expect(chooseFeed({ ...packaged, ...change })).toEqual({ url: URL_, installation });
  });

  it('takes http on this computer when a developer names it', () => {
    expect(chooseFeed({ ...packaged, isPackaged: false, devUrl: 'http://127.0.0.1:8080/' })).toEqual({
      url: 'http://127.0.0.1:8080/',
      installation: 'on-quit',
    });
  });
});

describe('isAllowedUpdateUrl', () => {
  it.each([
    ['https://updates.example/a', false, true],
    ['https://user:word@updates.example/a', false, false],
    ['http://127.0.0.1/a', false, false],
    ['http://127.0.0.1/a', true, true],
    ['http://[::1]:80/a', true, true],
    ['http://localhost.example/a', true, false],
    ['http://127.0.0.1.example/a', true, false],
    ['file:///etc/passwd', true, false],
    ['nonsense', true, false],
  ])('%s, development %s: %s', (url, allowLoopback, expected) => {
    expect(isAllowedUpdateUrl(url, allowLoopback)).toBe(expected);
  });
});

describe('readBuiltIn', () => {
  it('reads what the packer wrote, and nothing when there is none', () => {
    const folder = createTemporaryFolder();
    expect(readBuiltIn(folder)).toEqual({});
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'larder' }));
    expect(readBuiltIn(folder)).toEqual({});
    writeFileSync(
      path.join(folder, 'package.json'),
      JSON.stringify({
        name: 'larder',
        distribution: { updateUrl: URL_, homepage: 'https://larder.example/', other: 1 },
      }),
    );
    expect(readBuiltIn(folder)).toEqual({ updateUrl: URL_, homepage: 'https://larder.example/' });
  });
});
