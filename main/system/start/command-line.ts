/** The documented options (README, "Options"), parsed from `process.argv`. */
import { BRAND } from '../../../preload/contract/brand.ts';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readBackendUrl } from '../../network/rules/backend-url.ts';
import { isAppId } from '../../models/app-id.ts';
import { AppError } from '../../support/errors.ts';
import { isAllowedUpdateUrl } from '../updates/update-feed.ts';
import { misspeltOption } from './options.ts';

export interface CommandLine {
  /** Absolute http(s) URL without a trailing slash, or `null` when not given. */
  readonly backendUrl: string | null;
  readonly userDataDir: string | null;
  /** App ids and links, in the order given. */
  readonly open: readonly string[];
  /** Links that the system hands over: anybody may have written them, on any page. */
  readonly links: readonly string[];
  /** Absolute folders of mini-programs that run without a package, or addresses of dev servers. */
  readonly openDir: readonly string[];
  readonly dev: boolean;
  /** How much later than now the app believes it is, in ms. */
  readonly clockOffsetMs: number;
  readonly logJson: boolean;
  readonly headless: boolean;
  /** Started with the system: no window until somebody asks for one. */
  readonly hidden: boolean;
  /** Where a developer's copy looks for updates; `null`: nowhere. */
  readonly updateUrl: string | null;
  /** Prints a report on this computer and ends. */
  readonly diagnostics: boolean;
  /** Starts without pictures, and without anything of mini-programs that runs. */
  readonly safe: boolean;
  /** Makes one periodic fetch for this mini-program, without windows, and ends; `null`: no. */
  readonly fetchNow: string | null;
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
/** `--open-dir` takes a dev server's address, too. */
const SERVER = /^https?:\/\//i;

/** Whether an argument is a link of the brand, which the system hands over. */
export const isLink = (arg: string): boolean => arg.toLowerCase().startsWith(`${BRAND.scheme}:`);

/** Parses `13h`, `8d`, `1d12h`, `90s` into ms; `null` when it is none. */
export function parseDuration(text: string): number | null {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ''] ?? 0);
  }
  return Number.isSafeInteger(Math.round(total)) ? Math.round(total) : null;
}

/**
 * Checks a backend URL and drops its trailing slashes. `http:` reaches this computer only, but in `--dev`:
 * the details name packages and hosts. Throws `AppError('invalid-argument')`.
 */
export function parseBackendUrl(text: string, dev: boolean): string {
  const reading = readBackendUrl(text, dev);
  if (reading.ok) return reading.url;
  const expected =
    reading.problem === 'insecure'
      ? 'http: is for this computer only; use https:, or --dev while developing'
      : 'expected http://HOST or https://HOST without credentials';
  throw new AppError('invalid-argument', `Cannot use the backend URL "${redactUrl(text)}": ${expected}.`);
}

function redactUrl(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//…@').slice(0, 200);
}

/**
 * Reads the options from `args` (without the executable). Options that are nothing like Larder's belong
 * to Chromium and are left alone; a misspelt one is refused. Throws `AppError('invalid-argument')` with one clear sentence.
 */
export function parseCommandLine(args: readonly string[], workingDirectory: string): CommandLine {
  const values = new Map<string, string[]>();
  const open: string[] = [];
  const links: string[] = [];
  const openDir: string[] = [];
  // None is declared: a value stands behind "=" only, and the next argument is never one.
  const { tokens } = parseArgs({ args: [...args], strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional' && isLink(token.value)) links.push(token.value);
    // macOS passes -psn_0_1234, which would read as a row of short options.
    if (token.kind !== 'option' || !token.rawName.startsWith('--')) continue;
    const { name, value = '' } = token;
    const meant = misspeltOption(name);
    if (meant)
      throw new AppError(
        'invalid-argument',
        `Cannot read the option --${name}: did you mean --${meant}? --help lists all.`,
      );
    if (name === 'open' && value) open.push(value);
    if (name === 'open-dir' && value) openDir.push(SERVER.test(value) ? value : path.resolve(workingDirectory, value));
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  const last = (name: string): string | null => values.get(name)?.at(-1) ?? null;
  const valued = (name: string): string | null => {
    const value = last(name);
    if (value === '')
      throw new AppError('invalid-argument', `Cannot read the option --${name}: it needs a value (--${name}=…).`);
    return value;
  };
  const flag = (name: string): boolean => {
    const value = last(name);
    if (value !== null && value !== '')
      throw new AppError('invalid-argument', `Cannot read the option --${name}: it takes no value.`);
    return value !== null;
  };

  if (values.get('open')?.includes('')) {
    throw new AppError('invalid-argument', 'Cannot read the option --open: it needs an app id or a link (--open=…).');
  }
  if (values.get('open-dir')?.includes('')) {
    throw new AppError(
      'invalid-argument',
      'Cannot read the option --open-dir: it needs the folder of a mini-program, or a dev server (--open-dir=…).',
    );
  }
  const dev = flag('dev');
  if (openDir.length > 0 && !dev) {
    throw new AppError('invalid-argument', 'Cannot open a folder: --open-dir works only together with --dev.');
  }
  const offset = valued('dev-clock-offset');
  const clockOffsetMs = offset === null ? 0 : parseDuration(offset);
  if (clockOffsetMs === null) {
    throw new AppError(
      'invalid-argument',
      `Cannot read --dev-clock-offset "${offset}": expected a duration such as 13h or 8d.`,
    );
  }
  if (clockOffsetMs > 0 && !dev) {
    throw new AppError('invalid-argument', 'Cannot move the clock: --dev-clock-offset works only together with --dev.');
  }
  const updateUrl = valued('update-url');
  if (updateUrl !== null && !dev) {
    throw new AppError(
      'invalid-argument',
      'Cannot look for updates elsewhere: --update-url works only together with --dev.',
    );
  }
  if (updateUrl !== null && !isAllowedUpdateUrl(updateUrl, true)) {
    throw new AppError(
      'invalid-argument',
      `Cannot look for updates at "${redactUrl(updateUrl)}": expected https://HOST, or http: on this computer, without credentials.`,
    );
  }
  const fetchNow = valued('fetch-now');
  if (fetchNow !== null && !isAppId(fetchNow)) {
    throw new AppError(
      'invalid-argument',
      'Cannot read the option --fetch-now: it needs the id of a mini-program (--fetch-now=APPID).',
    );
  }
  const backendUrl = valued('backend-url');
  const userDataDir = valued('user-data-dir');
  return {
    backendUrl: backendUrl === null ? null : parseBackendUrl(backendUrl, dev),
    userDataDir: userDataDir === null ? null : path.resolve(workingDirectory, userDataDir),
    open,
    links,
    openDir,
    dev,
    clockOffsetMs,
    logJson: flag('log-json'),
    // Chromium's own switch may carry a value (--headless=new).
    headless: last('headless') !== null,
    hidden: flag('hidden'),
    updateUrl,
    diagnostics: flag('diagnostics'),
    safe: flag('safe'),
    fetchNow,
  };
}
