import { chmodSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { prepareDataFolder } from '../../../../main/system/start/data-folder.ts';
import { writeFileAtomically } from '../../../../main/storage/atomic-file.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

const modeOf = (folder: string): number => statSync(folder).mode & 0o777;

describe.skipIf(process.platform === 'win32')('the data folder', () => {
  it('is for its user alone when Larder makes it, and so is every folder in it', async () => {
    const folder = path.join(createTemporaryFolder(), 'new', 'data');
    prepareDataFolder(folder);
    await writeFileAtomically(path.join(folder, 'mini-programs', 'abc', 'state.json'), '{}');
    expect(modeOf(folder)).toBe(0o700);
    expect(modeOf(path.join(folder, 'mini-programs'))).toBe(0o700);
    expect(modeOf(path.join(folder, 'mini-programs', 'abc'))).toBe(0o700);
  });

  it('becomes so when it is one of ours from before', () => {
    const folder = path.join(createTemporaryFolder(), 'data');
    mkdirSync(path.join(folder, 'mini-programs'), { recursive: true });
    chmodSync(folder, 0o755);
    prepareDataFolder(folder);
    expect(modeOf(folder)).toBe(0o700);
  });

  it('stays as it is when somebody made it for something else', () => {
    const folder = path.join(createTemporaryFolder(), 'data');
    mkdirSync(folder);
    chmodSync(folder, 0o755);
    prepareDataFolder(folder);
    expect(modeOf(folder)).toBe(0o755);
  });
});
