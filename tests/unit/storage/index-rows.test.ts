import { describe, expect, it } from 'vitest';
import { CELLS, isRowAt } from '../../../main/storage/index-rows.ts';

const VALUES = ['app', 'not an id', 'encrypted', 'plain', 0, 7, 1.5, -1, 2 ** 60, true, null, undefined, {}, []];
const COUNTS = [0, 7];
const FLAGS = [true];

/** What each cell may be of `VALUES`. */
const ALLOWED: readonly (readonly [cell: string, allowed: readonly unknown[]])[] = [
  ['app id', ['app', 'encrypted', 'plain']],
  ['time of the file', [0, 7, 1.5, -1, 2 ** 60]],
  ['bytes of the file', COUNTS],
  ['number of the file', [0, 7, 1.5, -1, 2 ** 60]],
  ['added', COUNTS],
  ['last opened', [...COUNTS, null]],
  ['data', [...COUNTS, null]],
  ['downloads allowed', FLAGS],
  ['room for downloads', [...COUNTS, null]],
  ['fetches without a window', COUNTS],
  ['token', ['encrypted', 'plain', null]],
  ['details', [...COUNTS, null]],
  ['has a URL for periodic fetch', FLAGS],
  ['is translated', FLAGS],
  ['periodic fetch is on', [...FLAGS, null]],
  ['last success', [...COUNTS, null]],
  ['failures', COUNTS],
  ['failed', [...COUNTS, null]],
  ['next try', [...COUNTS, null]],
  ['bytes of the texts', COUNTS],
];

describe('isRowAt', () => {
  const row = ALLOWED.map(([, allowed]) => allowed[0]);

  it('knows every cell', () => {
    expect(ALLOWED).toHaveLength(CELLS);
    expect(isRowAt(row, 0)).toBe(true);
    expect(isRowAt(['kind', 2, ...row], 2)).toBe(true);
    expect(isRowAt(row, 1)).toBe(false);
  });

  it.each(ALLOWED.map(([cell, allowed], at) => ({ cell, allowed, at })))(
    'takes what may be in the cell of "$cell", and nothing else',
    ({ allowed, at }) => {
      const taken = VALUES.filter((value) => isRowAt(row.with(at, value), 0));
      expect(taken).toEqual(VALUES.filter((value) => allowed.includes(value)));
    },
  );
});
