/** Where an arrow key leads in a grid whose number of columns the window decides. */

export type GridKey = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End';

const GRID_KEYS: readonly string[] = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'];

export function isGridKey(key: string): key is GridKey {
  return GRID_KEYS.includes(key);
}

/** How many tiles stand in the first row, from the top edge of each tile in order. */
export function columnsOf(tops: readonly number[]): number {
  const first = tops[0];
  if (first === undefined) return 1;
  const next = tops.findIndex((top) => Math.abs(top - first) > 1);
  return next < 0 ? tops.length : next;
}

/** The index to move to. Down from above a gap in the last row goes to the last tile. */
export function stepInGrid(
  key: GridKey,
  at: { index: number; count: number; columns: number; rightToLeft: boolean },
): number {
  const { index, count, columns, rightToLeft } = at;
  const last = count - 1;
  const keep = (next: number): number => (next < 0 || next > last ? index : next);
  switch (key) {
    case 'ArrowRight':
      return keep(rightToLeft ? index - 1 : index + 1);
    case 'ArrowLeft':
      return keep(rightToLeft ? index + 1 : index - 1);
    case 'ArrowUp':
      return keep(index - columns);
    case 'ArrowDown': {
      const isLastRow = Math.floor(index / columns) === Math.floor(last / columns);
      return isLastRow ? index : Math.min(index + columns, last);
    }
    case 'Home':
      return 0;
    case 'End':
      return last;
  }
}
