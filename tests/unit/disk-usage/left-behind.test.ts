import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { hostOfAppId } from '../../../main/models/app-id.ts';
import { removePartitionsLeftBehind } from '../../../main/disk-usage/left-behind.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

it('removePartitionsLeftBehind deletes the partitions of removed mini-programs and no other', async () => {
  const root = createTemporaryFolder();
  const folders = {
    root,
    partitions: path.join(root, 'Partitions'),
    partitionName: (appId: string) => `mp-${hostOfAppId(appId)}`,
  };
  for (const name of [
    'mp-gone',
    `mp-${hostOfAppId('GoneToo')}`,
    'mp-here',
    'larder-launcher',
    'other-gone',
    'mp-Not-a-host',
  ]) {
    mkdirSync(path.join(folders.partitions, name), { recursive: true });
    writeFileSync(path.join(folders.partitions, name, 'Cookies'), 'x');
  }
  mkdirSync(path.join(root, 'mini-programs', 'here'), { recursive: true });
  await removePartitionsLeftBehind(folders);
  expect(readdirSync(folders.partitions).sort()).toEqual(['larder-launcher', 'mp-Not-a-host', 'mp-here', 'other-gone']);
  await removePartitionsLeftBehind({ ...folders, partitions: path.join(root, 'nothing') });
});
