/** What a mini-program may cost, and whether it keeps to that: a pure function of what was measured. */

export interface Measured {
  /** From the click to the loaded page, with nothing on the computer. */
  readonly firstOpenMs: number;
  /** The same with the package installed. */
  readonly localOpenMs: number;
  /** Of the start page, from its beginning; `null`: it painted nothing. */
  readonly largestPaintMs: number | null;
  readonly packageBytes: number;
  /** Of the package's scripts that the start page loads. */
  readonly scriptBytes: number;
  /** Files of the package that the start page loads, itself too. */
  readonly files: number;
  /** Requests to servers until the page was there: of Larder for it, and its own. */
  readonly requests: number;
  /** `none`: no `preFetchUrl`. */
  readonly preFetch: 'used' | 'unused' | 'failed' | 'none';
}

export interface BudgetRow {
  readonly what: string;
  readonly value: string;
  readonly limit: string;
  /** `null`: it is only told. */
  readonly isKept: boolean | null;
}

export const BUDGET = {
  firstOpenMs: 3000,
  localOpenMs: 1500,
  largestPaintMs: 2500,
  packageBytes: 2_000_000,
  scriptBytes: 300_000,
} as const;

export function budgetRows(measured: Measured): BudgetRow[] {
  const { largestPaintMs, preFetch } = measured;
  const time = (what: string, value: number, limit: number): BudgetRow => ({
    what,
    value: `${Math.round(value)} ms`,
    limit: `< ${limit} ms`,
    isKept: value < limit,
  });
  const size = (what: string, value: number, limit: number): BudgetRow => ({
    what,
    value: kilobytes(value),
    limit: `< ${kilobytes(limit)}`,
    isKept: value < limit,
  });
  const told = (what: string, value: string): BudgetRow => ({ what, value, limit: '', isKept: null });
  return [
    time('first open', measured.firstOpenMs, BUDGET.firstOpenMs),
    time('open again', measured.localOpenMs, BUDGET.localOpenMs),
    largestPaintMs === null
      ? { what: 'largest paint', value: 'nothing', limit: `< ${BUDGET.largestPaintMs} ms`, isKept: false }
      : time('largest paint', largestPaintMs, BUDGET.largestPaintMs),
    size('package', measured.packageBytes, BUDGET.packageBytes),
    size('scripts at start', measured.scriptBytes, BUDGET.scriptBytes),
    preFetch === 'none'
      ? told('pre-fetch', 'none (preFetchUrl)')
      : { what: 'pre-fetch', value: preFetch, limit: 'used', isKept: preFetch === 'used' },
    told('files at start', String(measured.files)),
    told('requests', String(measured.requests)),
  ];
}

/** A line for each row, in columns. */
export function budgetLines(rows: readonly BudgetRow[]): string[] {
  const width = (column: (row: BudgetRow) => string): number => Math.max(...rows.map((row) => column(row).length));
  const [what, value, limit] = [width((row) => row.what), width((row) => row.value), width((row) => row.limit)];
  const mark = ({ isKept }: BudgetRow): string => (isKept === null ? '' : isKept ? 'ok' : 'TOO MUCH');
  return rows.map((row) =>
    `  ${row.what.padEnd(what)}  ${row.value.padStart(value)}  ${row.limit.padEnd(limit)}  ${wordFor(row, mark(row))}`.trimEnd(),
  );
}

const wordFor = ({ what }: BudgetRow, mark: string): string =>
  mark === 'TOO MUCH' && what === 'pre-fetch' ? 'NOT USED' : mark;

function kilobytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
