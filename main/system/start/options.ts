/** Larder's own options: the list that `--help` prints, and what a misspelt one was meant to be. */
import { BRAND } from '../../../preload/contract/brand.ts';

interface Option {
  /** What stands behind `=`, in capitals; `null`: nothing. */
  readonly value: string | null;
  readonly help: string;
}

/** README, "Options", in the words of a terminal. */
export const OPTIONS: Readonly<Record<string, Option>> = {
  'backend-url': { value: 'URL', help: 'the source of mini-programs (a backend: details, packages, codes)' },
  'user-data-dir': { value: 'DIR', help: 'the folder where the data is kept' },
  open: { value: 'ID|LINK', help: 'open this mini-program; may be repeated' },
  dev: { value: null, help: 'developer mode: http: and private addresses, DevTools, fetch triggers' },
  'open-dir': {
    value: 'DIR|URL',
    help: 'with --dev: run what is in this folder or dev server; may be repeated',
  },
  'dev-clock-offset': { value: 'TIME', help: 'with --dev: how much later it seems to be: 13h, 8d' },
  'update-url': { value: 'URL', help: 'with --dev: look for updates there' },
  'log-json': { value: null, help: 'print each fetch event as a line of JSON on standard output' },
  headless: { value: null, help: 'show no windows' },
  hidden: { value: null, help: 'start without a window until somebody asks for one' },
  safe: { value: null, help: 'start without pictures, and run nothing of mini-programs' },
  'fetch-now': {
    value: 'APPID',
    help: 'fetch its periodic data now, print the events, end with 0 or 1',
  },
  diagnostics: { value: null, help: 'print a report on this computer and end' },
  help: { value: null, help: 'print this list and end' },
};

const NAMES = Object.keys(OPTIONS);

export const asksForHelp = (args: readonly string[]): boolean => args.includes('--help');

export function helpText(): string {
  const rows = Object.entries(OPTIONS).map(([name, { value, help }]) => [`--${name}${value ? `=${value}` : ''}`, help]);
  const width = Math.max(...rows.map(([option = '']) => option.length));
  const lines = rows.map(([option = '', help = '']) => `  ${option.padEnd(width)}  ${help}`);
  return [`Options of ${BRAND.name}:`, ...lines, 'Those of Chromium and Node.js work, too.'].join('\n');
}

/** `openDir`, `open_dir` and `OPEN-DIR` are the same letters. */
const lettersOf = (name: string): string => name.toLowerCase().replace(/[-_]/g, '');

/** One letter of a short name, two of a long one: `--env` of Node.js is no `--dev`. */
const allowedEdits = (known: string): number => (known.length < 8 ? 1 : 2);

/**
 * The option of Larder that `name` was meant to be; `null` when it is one, or nothing like one: Chromium and Node.js
 * have a thousand of their own, which must pass.
 */
export function misspeltOption(name: string): string | null {
  if (NAMES.includes(name)) return null;
  const letters = lettersOf(name);
  const begun = name.length >= 4 ? NAMES.find((known) => known.startsWith(`${name}-`)) : undefined;
  if (begun) return begun;
  const [nearest] = NAMES.map((known) => ({ known, edits: editsBetween(letters, lettersOf(known)) }))
    .filter(({ known, edits }) => edits <= allowedEdits(known))
    .sort((a, b) => a.edits - b.edits);
  return nearest?.known ?? null;
}

/** Letters to add, drop, replace or swap with their neighbour (optimal string alignment). */
function editsBetween(a: string, b: string): number {
  // A long argument is no misspelt option, and costs the square of its length.
  if (Math.abs(a.length - b.length) > 2) return Infinity;
  const rows: number[][] = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Infinity;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]![j] = Math.min(replaced, at(i - 1, j) + 1, at(i, j - 1) + 1, isSwapped ? at(i - 2, j - 2) + 1 : Infinity);
    }
  }
  return at(a.length, b.length);
}
