/** base/files/file_util_posix.cc, `GetHomeDir` and `GetCurrentDirectory`: neither ends a process that has no such folder. */
import os from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { homeFolder, workingFolder } from '../app/system-folders.ts';

afterEach(() => vi.restoreAllMocks());

describe('folders that the system does not have', () => {
  it.each([
    ['names none', (): string => ''],
    [
      'knows no such account',
      (): string => {
        throw new Error('uv_os_homedir returned ENOENT');
      },
    ],
  ])('home is the folder for temporary files when the system %s', (_what, answer) => {
    vi.spyOn(os, 'homedir').mockImplementation(answer);
    expect(homeFolder()).toBe(os.tmpdir());
  });

  it('the working folder is empty when it was deleted', () => {
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('uv_cwd');
    });
    expect(workingFolder()).toBe('');
  });
});
