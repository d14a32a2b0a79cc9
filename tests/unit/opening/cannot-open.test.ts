import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { reasonsNotToOpen } from '../../../main/opening/cannot-open.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

it('says of each input that cannot be opened why, and nothing of the others', async () => {
  const folder = createTemporaryFolder();
  const good = path.join(folder, 'good');
  mkdirSync(good);
  writeFileSync(path.join(good, 'manifest.json'), '{}');
  expect(
    await reasonsNotToOpen({
      open: ['SomeApp1', 'two words'],
      links: ['bnc://app.binance.com/mp/app?appId=SomeApp1', 'bnc://app.binance.com/mp/app'],
      openDir: [good, folder, path.join(folder, 'gone')],
    }),
  ).toEqual([
    'Cannot open “two words”: it is neither a mini-program ID nor a link.',
    'Cannot open “bnc://app.binance.com/mp/app”: it has no appId.',
    `Cannot open the folder “${folder}”: it has no manifest.json.`,
    `Cannot open the folder “${path.join(folder, 'gone')}”: it does not exist.`,
  ]);
});
