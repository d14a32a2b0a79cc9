/** Draws starts as bars in the terminal, on one scale. */
import { bar, BAR_COLUMNS, LABEL_COLUMNS } from './bars.ts';
import { PARTS, type DemoFigures, type Part, type RequestFigures, type StartFigures } from './figures.ts';

interface Row {
  readonly label: string;
  readonly fromMs: number;
  /** Absent: a moment, not a span. */
  readonly toMs?: number;
}

interface Scale {
  readonly fromMs: number;
  readonly toMs: number;
}

const PART_NAMES: Readonly<Record<Part, string>> = {
  dns: '· DNS',
  connect: '· connect',
  tls: '· TLS',
  firstByte: '· first byte',
  body: '· body',
};

export function formatWaterfall(figures: DemoFigures): string {
  const { afterHover, withPreFetch, withoutPreFetch, savedMs, savedAfterHoverMs, roundTripMs, dataDelayMs } = figures;
  const scale = scaleOf([afterHover, withPreFetch, withoutPreFetch]);
  const draw = (start: StartFigures): string[] => rowsOf(start).map((row) => formatRow(row, scale));
  return [
    `Market board, opened again on ${figures.host === 'electron' ? 'Electron' : 'the Chromium host'}: ` +
      `${roundTripMs} ms to its server and back, which takes ${dataDelayMs} ms itself.`,
    '',
    'Pre-fetched, after the pointer had rested on the tile: the connection was open before the click',
    ...draw(afterHover),
    '',
    'Pre-fetched at a sudden click',
    ...draw(withPreFetch),
    '',
    'Fetched after load (measured in the same run)',
    ...draw(withoutPreFetch),
    '',
    `Data in the page after the click: ${withoutPreFetch.dataInPageMs} ms when the page asks for it itself, ` +
      `${withPreFetch.dataInPageMs} ms pre-fetched, ${afterHover.dataInPageMs} ms after a rest on the tile.`,
    savedMs > 0
      ? `Pre-fetch saved ${savedMs} ms, and ${savedAfterHoverMs} ms with the connection that was open.`
      : `Pre-fetch saved nothing this time (${savedMs} ms): the computer was busy with something else. Try it again.`,
  ].join('\n');
}

function scaleOf(starts: readonly StartFigures[]): Scale {
  const opened = starts.flatMap(({ preFetch }) => preFetch?.openedAhead?.fromMs ?? []);
  const ends = starts.flatMap(({ dataInPageMs, pageLoadedMs }) => [dataInPageMs, pageLoadedMs]);
  return { fromMs: Math.min(0, ...opened), toMs: Math.max(1, ...ends) };
}

function rowsOf(start: StartFigures): Row[] {
  const request = start.preFetch ?? start.ownFetch;
  const pageRows: Row[] = [
    { label: 'window', fromMs: 0, toMs: start.windowMs },
    { label: 'page load', fromMs: start.pageStartMs, toMs: start.pageLoadedMs },
  ];
  const requestRows = request ? rowsOfRequest(request) : [];
  const ahead = request?.openedAhead;
  return [
    ...(ahead ? [{ label: 'connection', ...ahead }] : []),
    { label: 'click', fromMs: 0 },
    ...(start.preFetch ? [...requestRows, ...pageRows] : [...pageRows, ...requestRows]),
    { label: 'data in page', fromMs: start.dataInPageMs },
  ];
}

function rowsOfRequest({ outMs, answerMs, parts }: RequestFigures): Row[] {
  return [
    { label: 'request', fromMs: outMs, toMs: answerMs },
    ...PARTS.flatMap((part) => {
      const span = parts[part];
      return span ? [{ label: PART_NAMES[part], ...span }] : [];
    }),
  ];
}

function formatRow(row: Row, { fromMs, toMs }: Scale): string {
  const columns = (ms: number): number => ((ms - fromMs) / (toMs - fromMs)) * BAR_COLUMNS;
  const from = Math.min(Math.floor(columns(row.fromMs)), BAR_COLUMNS - 1);
  const drawn = row.toMs === undefined ? '◆' : bar(Math.max(columns(row.toMs) - from, 0.125));
  const times = row.toMs === undefined ? `${row.fromMs} ms` : `${row.fromMs} → ${row.toMs} ms`;
  return `  ${row.label.padEnd(LABEL_COLUMNS)}${(' '.repeat(from) + drawn).padEnd(BAR_COLUMNS + 2)}${times}`;
}
