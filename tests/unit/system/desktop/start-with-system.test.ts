import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { LoginItemSettings, Settings } from 'electron';
import { describe, expect, it } from 'vitest';
import { createStartWithSystem, wasStartedBySystem } from '../../../../main/system/desktop/start-with-system.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const loginItem = (wasOpenedAtLogin: boolean) => ({
  getLoginItemSettings: () => ({ wasOpenedAtLogin }) as LoginItemSettings,
});

describe('wasStartedBySystem', () => {
  it('believes the option, and on macOS the system, which passes none', () => {
    expect(wasStartedBySystem(loginItem(false), 'win32', true)).toBe(true);
    expect(wasStartedBySystem(loginItem(true), 'darwin', false)).toBe(true);
    expect(wasStartedBySystem(loginItem(false), 'darwin', false)).toBe(false);
    expect(wasStartedBySystem(loginItem(true), 'linux', false)).toBe(false);
  });
});

describe('createStartWithSystem', () => {
  it('registers the command with the hidden option when the system has login items', () => {
    const set: Settings[] = [];
    const app = { ...loginItem(false), setLoginItemSettings: (settings: Settings) => void set.push(settings) };
    createStartWithSystem({ app, platform: 'win32', command: ['C:\\Larder\\larder.exe'], configFolder: '' }).set(true);
    expect(set).toEqual([{ openAtLogin: true, path: 'C:\\Larder\\larder.exe', args: ['--hidden'] }]);
  });

  it('writes and deletes an autostart entry, quoted as the specification says, when the system is Linux', () => {
    const configFolder = createTemporaryFolder();
    const app = { ...loginItem(false), setLoginItemSettings: () => {} };
    const start = createStartWithSystem({
      app,
      platform: 'linux',
      command: ['/opt/my apps/100%/larder'],
      configFolder,
    });
    expect(start.get()).toBe(false);
    start.set(true);
    const file = path.join(configFolder, 'autostart', 'larder.desktop');
    expect(readFileSync(file, 'utf8')).toContain('\nExec="/opt/my apps/100%%/larder" --hidden\n');
    expect(start.get()).toBe(true);
    start.set(false);
    expect(existsSync(file)).toBe(false);
  });
});
