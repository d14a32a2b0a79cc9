/** Draws starts as bars in the terminal, on one scale. */
import { bar, BAR_COLUMNS, LABEL_COLUMNS } from './bars.ts';
import type { DemoFigures, StartFigures } from './figures.ts';

interface Row {
  readonly label: string;
  readonly fromMs: number;
  /** Absent: a moment, not a span. */
  readonly toMs?: number;
}

export function formatWaterfall(figures: DemoFigures): string {
  const { withPreFetch, withoutPreFetch, savedMs } = figures;
  const scaleMs = Math.max(
    withPreFetch.dataInPageMs,
    withoutPreFetch.dataInPageMs,
    withPreFetch.pageLoadedMs,
    withoutPreFetch.pageLoadedMs,
    1,
  );
  return [
    `Market board, second start on ${figures.host === 'electron' ? 'Electron' : 'the Chromium host'}; its server takes ${figures.dataDelayMs} ms.`,
    '',
    'Pre-fetched',
    ...rowsOf(withPreFetch).map((row) => formatRow(row, scaleMs)),
    '',
    'Fetched after load (measured in the same run)',
    ...rowsOf(withoutPreFetch).map((row) => formatRow(row, scaleMs)),
    '',
    `Pre-fetch saved ${savedMs} ms: data in the page ${withPreFetch.dataInPageMs} ms after the click instead of ${withoutPreFetch.dataInPageMs} ms.`,
  ].join('\n');
}

function rowsOf(start: StartFigures): Row[] {
  const request = start.preFetch ?? start.ownFetch;
  const requestRow: Row[] = request ? [{ label: 'request', fromMs: request.outMs, toMs: request.answerMs }] : [];
  const pageRows: Row[] = [
    { label: 'window', fromMs: 0, toMs: start.windowMs },
    { label: 'page load', fromMs: start.pageStartMs, toMs: start.pageLoadedMs },
  ];
  return [
    { label: 'click', fromMs: 0 },
    ...(start.preFetch ? [...requestRow, ...pageRows] : [...pageRows, ...requestRow]),
    { label: 'data in page', fromMs: start.dataInPageMs },
  ];
}

function formatRow(row: Row, scaleMs: number): string {
  const columns = (ms: number): number => (ms / scaleMs) * BAR_COLUMNS;
  const from = Math.min(Math.floor(columns(row.fromMs)), BAR_COLUMNS - 1);
  const drawn = row.toMs === undefined ? '◆' : bar(Math.max(columns(row.toMs) - from, 0.125));
  const times = row.toMs === undefined ? `${row.fromMs} ms` : `${row.fromMs} → ${row.toMs} ms`;
  return `  ${row.label.padEnd(LABEL_COLUMNS)}${(' '.repeat(from) + drawn).padEnd(BAR_COLUMNS + 2)}${times}`;
}
