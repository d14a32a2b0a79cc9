import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FetchFolder } from '../../../../main/background-fetch/jobs/fetch-folder.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';

interface Case {
  readonly what: string;
  readonly remove: (folder: FetchFolder) => Promise<void>;
  readonly left: readonly string[];
}

const ALL = ['body-0-0', 'body-1-0', 'icon-01234567.png', 'journal.jsonl', 'nested', 'state.json'];
const without = (...gone: string[]): readonly string[] => ALL.filter((name) => !gone.includes(name));

const CASES: readonly Case[] = [
  { what: 'one body', remove: (folder) => folder.removeBody(1, 0), left: without('body-1-0') },
  { what: 'a body that is not there', remove: (folder) => folder.removeBody(7, 0), left: ALL },
  { what: 'a file by its name', remove: (folder) => folder.removeFile('body-0-0'), left: without('body-0-0') },
  { what: 'the content', remove: (folder) => folder.removeContent(), left: ['icon-01234567.png', 'state.json'] },
  {
    what: 'the content but what is read',
    remove: (folder) => folder.removeContent((name) => name === 'body-1-0'),
    left: ['body-1-0', 'icon-01234567.png', 'state.json'],
  },
  { what: 'leftovers', remove: (folder) => folder.removeLeftovers(), left: without('body-0-0', 'body-1-0') },
  { what: 'all', remove: (folder) => folder.removeAllBut(() => false), left: [] },
];

describe('the folder of a fetch', () => {
  it.each(CASES)(
    'removes $what, folders that others have put there too, and nothing else',
    async ({ remove, left }) => {
      const folder = createTemporaryFolder();
      for (const name of ALL.filter((one) => one !== 'nested')) writeFileSync(path.join(folder, name), 'x');
      mkdirSync(path.join(folder, 'nested', 'deep'), { recursive: true });
      await remove(new FetchFolder(folder));
      expect(readdirSync(folder).sort()).toEqual(left);
    },
  );
});
