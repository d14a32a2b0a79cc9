/** docs/api/native-theme.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFixture, type FixtureHost } from './fixture-host.ts';

let host: FixtureHost;
beforeAll(async () => {
  host = await startFixture();
  await host.run(
    `serve(session.defaultSession, { '/': '<!doctype html><title>x</title>' }); globalThis.win = await open();`,
  );
});
afterAll(() => host.stop());

const IS_DARK = `return matchMedia('(prefers-color-scheme: dark)').matches`;

describe('native-theme.md: themeSource', () => {
  it('is what prefers-color-scheme matches, in pages that are open and in new ones', async () => {
    expect(await host.run(`return [electron.nativeTheme.themeSource, await inPage(win, "${IS_DARK}")]`)).toEqual([
      'system',
      false,
    ]);
    expect(
      await host.run(`
        let updates = 0;
        electron.nativeTheme.on('updated', () => (updates += 1));
        electron.nativeTheme.themeSource = 'dark';
        const second = await open();
        const seen = [await inPage(win, "${IS_DARK}"), await inPage(second, "${IS_DARK}"), electron.nativeTheme.shouldUseDarkColors, updates];
        electron.nativeTheme.themeSource = 'light';
        seen.push(await inPage(win, "${IS_DARK}"), electron.nativeTheme.shouldUseDarkColors, updates);
        second.destroy();
        return seen;`),
    ).toEqual([true, true, true, 1, false, false, 2]);
  });

  it('takes nothing but the three documented values', async () => {
    await expect(host.run(`electron.nativeTheme.themeSource = 'pink'`)).rejects.toThrow('themeSource must be');
  });
});
