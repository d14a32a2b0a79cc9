/** The measured rows as a table for the terminal, and as JSON for whoever compares runs. */
import { isMet, type Figure, type MeasuredRow } from './figure.ts';

const WHAT_COLUMNS = 62;
const VALUE_COLUMNS = 16;

/** Runs of others that wait for a processor falsify times: https://www.man7.org/linux/man-pages/man5/proc_loadavg.5.html */
export interface MachineLoad {
  readonly processors: number;
  /** The average of a minute, before and after; 0 on Windows, which has none. */
  readonly before: number;
  readonly after: number;
}

export function describeLoad({ processors, before, after }: MachineLoad): string {
  const busiest = Math.max(before, after);
  const verdict = busiest === 0 ? 'not known' : busiest <= processors * 0.75 ? 'quiet' : 'BUSY: times are too long';
  return `The machine: ${processors} processors, load ${before.toFixed(1)} before and ${after.toFixed(1)} after (${verdict})`;
}

export function formatTable(rows: readonly MeasuredRow[]): string {
  return rows
    .map((row) => [`${row.title}  [${row.name}, ${(row.tookMs / 1000).toFixed(1)} s]`, ...linesOf(row)].join('\n'))
    .join('\n\n');
}

export function toJson(rows: readonly MeasuredRow[], host: string | null, load?: MachineLoad): string {
  const withVerdict = rows.map((row) => ({
    ...row,
    figures: row.figures.map((figure) => ({ ...figure, isMet: isMet(figure) })),
  }));
  return `${JSON.stringify({ node: process.version, platform: `${process.platform}-${process.arch}`, host, load, rows: withVerdict }, null, 2)}\n`;
}

function linesOf({ figures, problem }: MeasuredRow): string[] {
  if (problem !== null) return [`  not measured: ${problem}`];
  return figures.map((figure) =>
    [
      `  ${figure.what.padEnd(WHAT_COLUMNS)}`,
      withUnit(figure.value, figure.unit).padStart(VALUE_COLUMNS),
      `   ${verdictOf(figure)}`,
    ].join(''),
  );
}

function verdictOf(figure: Figure): string {
  const target = [
    ...(figure.atLeast === undefined ? [] : [`at least ${withUnit(figure.atLeast, figure.unit)}`]),
    ...(figure.atMost === undefined
      ? []
      : [figure.atMost === 0 ? 'none' : `at most ${withUnit(figure.atMost, figure.unit)}`]),
  ].join(', ');
  const met = isMet(figure);
  return met === null ? '' : `${met ? 'met   ' : 'MISSED'} target: ${target}`;
}

function withUnit(value: number, unit: Figure['unit']): string {
  const digits = unit === '' ? 0 : unit === 'h' ? 4 : Number.isInteger(value) && unit === 'ms' ? 0 : 2;
  return `${value.toFixed(digits)}${unit === '' ? '' : ` ${unit}`}`;
}
