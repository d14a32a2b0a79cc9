/** The rows of the bench, in the order of the table of promises. */
import { COLD_STARTS } from './cold-starts.ts';
import { DATA_IN_PAGE } from './data-in-page.ts';
import { DELIVERY } from './delivery.ts';
import { DELTAS } from './deltas.ts';
import { LARGE_BODY } from './large-body.ts';
import { PAGE_RULES } from './page-rules.ts';
import { DEPARTURE } from './departure.ts';
import { FIRST_FETCH } from './downloads/first-fetch.ts';
import { KILLED_DOWNLOAD } from './downloads/killed-download.ts';
import { KILLED_GIGABYTES } from './downloads/killed-gigabytes.ts';
import { LARGE_DOWNLOAD } from './downloads/large-download.ts';
import { LARGE_UPLOAD } from './downloads/large-upload.ts';
import { READ_IN_WORKER } from './downloads/read-in-worker.ts';
import { MANY_RECORDS } from './downloads/many-records.ts';
import { HTTP2_LARGE, HTTP2_RECORDS } from './downloads/over-http2.ts';
import type { BenchRow } from './figure.ts';
import { KILLED_WRITES } from './killed-writes.ts';
import { MAIN_BUNDLE } from './main-bundle.ts';
import { ROUND_TRIPS } from './round-trips.ts';
import { NOISY_NEIGHBOUR } from './noisy-neighbour.ts';
import { SIMULATED_YEAR } from './simulated-year.ts';
import { SWEEP } from './sweep.ts';

export const BENCH_ROWS: readonly BenchRow[] = [
  DEPARTURE,
  PAGE_RULES,
  ROUND_TRIPS,
  DATA_IN_PAGE,
  DELIVERY,
  LARGE_BODY,
  MAIN_BUNDLE,
  SWEEP,
  DELTAS,
  SIMULATED_YEAR,
  LARGE_DOWNLOAD,
  LARGE_UPLOAD,
  READ_IN_WORKER,
  MANY_RECORDS,
  HTTP2_RECORDS,
  HTTP2_LARGE,
  FIRST_FETCH,
  KILLED_DOWNLOAD,
  KILLED_GIGABYTES,
  KILLED_WRITES,
  COLD_STARTS,
  NOISY_NEIGHBOUR,
];
