import { expect, it } from 'vitest';
import { fileNameProblems } from '../../../../main/catalog/packages/package-entries.ts';

/** What some Windows reads as a device, whatever follows the dot. */
it.each([
  ...['con', 'CON.txt', 'con .txt', 'NUL ', 'nul  .tar.gz', 'aux\u00a0.js', 'prn. ', 'com1.js', 'LPT9 .x', 'com¹.js'],
  ...['CONIN$', 'conout$ .txt', 'clock$', 'folder/aux .txt', 'aux .d/file.txt', 'name.', 'name ', 'a:b', 'a\\b'],
])('a package has no file called %j', (name) => {
  expect(fileNameProblems([name])).toEqual([expect.any(String)]);
});

it.each(['console.js', 'con-1.txt', 'nullable.js', 'aux2.js', 'com10.js', 'my con.txt', 'a .txt', 'lpt.js'])(
  'a package may have a file called %j',
  (name) => {
    expect(fileNameProblems([name])).toEqual([null]);
  },
);
