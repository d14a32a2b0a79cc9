import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './larder-test.ts';

test('a data folder that cannot be used ends the start with one line and code 1', async ({
  dataFolder,
  startLarder,
}) => {
  const file = path.join(dataFolder, 'larder');
  await mkdir(dataFolder, { recursive: true });
  await writeFile(file, 'mine');
  const failure: unknown = await startLarder({ dataFolder: file }).catch((error: unknown) => error);
  const { message } = failure as Error;
  expect(message).toContain('the process exited with 1');
  expect(message.split('\n').filter((line) => line.startsWith('larder: '))).toEqual([
    `larder: error: Larder cannot start. Cannot use the data folder "${file}": there is a file in its place.`,
  ]);
  expect(message).not.toMatch(/^\s+at /m);
  expect(await readdir(dataFolder)).toEqual(['larder']);
  expect(await readFile(file, 'utf8')).toBe('mine');
});
