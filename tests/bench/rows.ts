/** The rows of the bench, in the order of the table of promises. */
import { DATA_IN_PAGE } from './data-in-page.ts';
import { DELIVERY } from './delivery.ts';
import { DEPARTURE } from './departure.ts';
import type { BenchRow } from './figure.ts';
import { KILLED_WRITES } from './killed-writes.ts';
import { SIMULATED_YEAR } from './simulated-year.ts';
import { SWEEP } from './sweep.ts';

export const BENCH_ROWS: readonly BenchRow[] = [
  DEPARTURE,
  DATA_IN_PAGE,
  DELIVERY,
  SWEEP,
  SIMULATED_YEAR,
  // The rows of the Background Fetch API stand here.
  KILLED_WRITES,
];
