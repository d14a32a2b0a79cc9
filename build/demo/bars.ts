/** Bars for a terminal. */

export const BAR_COLUMNS = 56;
export const LABEL_COLUMNS = 15;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar as long as `columns`, to an eighth. */
export function bar(columns: number): string {
  const eighths = Math.round(columns * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
}
