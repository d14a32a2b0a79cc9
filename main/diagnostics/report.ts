/** The report as Markdown in English, to be pasted into an issue, with nothing in it that is the user's alone. */
import { BRAND } from '../../preload/contract/brand.ts';
import { DIAGNOSTIC_CHECKS, type DiagnosticLine, type DiagnosticStatus } from '../../preload/contract/diagnostics.ts';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import type { Check } from './types.ts';

export interface ReportOptions {
  readonly lines: readonly DiagnosticLine[];
  /** ms since epoch */
  readonly at: number;
  readonly wasCancelled: boolean;
  /** The newest lines of the log file; empty: none. */
  readonly logEnd?: string;
  /** In English. */
  textOf(text: LocalizedText | string): string;
  redact(text: string): string;
}

const MARKS: Readonly<Record<DiagnosticStatus, string>> = { ok: 'ok', warning: '**warning**', problem: '**PROBLEM**' };

export function diagnosticsReport({ lines, at, wasCancelled, logEnd = '', textOf, redact }: ReportOptions): string {
  const count = (status: DiagnosticStatus): number => lines.filter((line) => line.status === status).length;
  const rows = lines.map(({ check, status, text, hint }) => {
    const found = hint ? `${textOf(text)} → ${textOf(hint)}` : textOf(text);
    return `| ${MARKS[status]} | ${textOf({ key: `diagnostics.check.${check}` })} | ${cell(redact(found))} |`;
  });
  return [
    `### ${BRAND.name} diagnostics`,
    '',
    `${new Date(at).toISOString()}, problems: ${count('problem')}, warnings: ${count('warning')}${wasCancelled ? ', cancelled before the end' : ''}`,
    '',
    '| | checked | found |',
    '|---|---|---|',
    ...rows,
    '',
    ...(logEnd === '' ? [] : ['### Log', '', '```', redact(logEnd.trimEnd()).replaceAll('```', '…'), '```', '']),
  ].join('\n');
}

/** One line, and no end of the cell. Directional isolates are for the screen. */
function cell(text: string): string {
  return text
    .replace(/[\u2066-\u2069]/g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('|', '\\|');
}

/** The order of the report, however the checks were put together. */
export function inReportOrder(checks: readonly Check[]): Check[] {
  return [...checks].sort((a, b) => DIAGNOSTIC_CHECKS.indexOf(a.id) - DIAGNOSTIC_CHECKS.indexOf(b.id));
}

export interface Owner {
  /** Absolute; of the user. */
  readonly home: string;
  readonly userName: string;
}

/** Takes the user's name and what may be a secret out of `text`: home folder, credentials and queries of URLs. */
export function createRedaction({ home, userName }: Owner): (text: string) => string {
  const homes = home.length > 1 ? [home, home.replaceAll('\\', '/')] : [];
  // A very short name would be found in other words.
  const name = userName.length >= 3 ? new RegExp(`(?<=[/\\\\])${escape(userName)}(?=[/\\\\]|\\b)`, 'gi') : null;
  return (text) => {
    let result = text;
    for (const folder of homes) result = result.replaceAll(folder, '~');
    if (name) result = result.replace(name, '…');
    return result.replace(/\/\/[^/@\s]+@/g, '//…@').replace(/(https?:\/\/[^\s?#]*)[?#][^\s]*/g, '$1');
  };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
