/** `npm run check -- DIR [--json] [--run=COMMAND]`: opens a mini-program over a slow network and compares what it costs with a budget. */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { StartError } from '../../bootstrap/messages.mjs';
import { fromWhereAsked, readArguments, shown } from '../arguments.ts';
import type { PackagePrinter } from '../package-mini-program.ts';
import { buildPackage } from '../package-zip.ts';
import { readMiniProgram, type ReadMiniProgram } from '../read-mini-program.ts';
import { runBeside, untilServed } from '../run-beside.ts';
import { openProgram } from '../runner/open-program.ts';
import type { LarderEvent, OpenedMiniProgram } from '../runner/runner-api.ts';
import { budgetLines, budgetRows, type Measured } from './budget.ts';
import { failedRequests } from './failed-requests.ts';
import { startSlowRelay, type SlowRelay } from './slow-relay.ts';
import { decodedPath } from '../../../main/catalog/packages/package-files.ts';

const USAGE = 'usage: npm run check -- DIR [--json] [--run=COMMAND]';
const ROUND_TRIP_MS = 100;
/** For what the page does after it has loaded. */
const SETTLED_MS = 1000;
const LOCAL_SERVER = /^http:\/\/(?:127\.0\.0\.1|localhost):(\d+)(?=\/)/;
const SCRIPT = /\.[cm]?js$/;

/** Answers whether all is well: the budget is kept, and nothing failed while it ran. Throws `StartError`. */
export async function checkMiniProgram(args: readonly string[], { say, print }: PackagePrinter): Promise<boolean> {
  const isJson = args.includes('--json');
  const { words } = readArguments(
    args.filter((arg) => arg !== '--json' && !arg.startsWith('--run=')),
    [],
    USAGE,
  );
  const [word] = words;
  if (word === undefined || words.length > 1) throw new StartError(`name the folder of one mini-program; ${USAGE}`);
  const folder = fromWhereAsked(word);
  const program = await readMiniProgram(folder, 'check');
  const { measured, problems } = await measureBeside(program, args);
  const rows = budgetRows(measured);
  const isKept = rows.every((row) => row.isKept !== false);
  const isWell = isKept && problems.length === 0;
  if (isJson) {
    print(JSON.stringify({ ok: isWell, measured, rows, problems, remarks: program.remarks }, null, 2));
    return isWell;
  }
  say(`${program.name} (${shown(folder)}), with ${ROUND_TRIP_MS} ms to its servers and back:`);
  for (const line of budgetLines(rows)) say(line);
  if (problems.length > 0) say('what did not work:');
  for (const problem of problems) say(`  ${problem}`);
  if (program.remarks.length > 0) say('to look at:');
  for (const remark of program.remarks) say(`  ${remark}`);
  say(isWell ? 'all is well' : 'not all is well');
  return isWell;
}

/** With the commands that `--run` names, of which one is its developer server. */
async function measureBeside(program: ReadMiniProgram, args: readonly string[]): ReturnType<typeof measure> {
  const beside = runBeside(args);
  try {
    const { preFetchUrl } = program.details.developmentSettings;
    const local = LOCAL_SERVER.exec(preFetchUrl ?? '');
    if (beside.count > 0 && local) await untilServed(`${local[0]}/`);
    return await measure(program);
  } finally {
    beside.end();
  }
}

async function measure(program: ReadMiniProgram): Promise<{ measured: Measured; problems: readonly string[] }> {
  const relays: SlowRelay[] = [];
  const relayTo = async (port: number): Promise<number> => {
    const relay = await startSlowRelay(port, ROUND_TRIP_MS);
    relays.push(relay);
    return relay.port;
  };
  let opened: OpenedMiniProgram | null = null;
  try {
    opened = await openProgram(await throughRelays(program, relayTo), { via: relayTo, isStartedFirst: true });
    const firstOpenMs = await openingTime(opened, 0);
    const page = await opened.reopen();
    const localOpenMs = await openingTime(opened, 1);
    await page.waitForTimeout(SETTLED_MS);
    const seen = await look(page);
    const files = seen.paths.flatMap((name) => fileOf(program, name));
    const ofStart = startOf(opened.events(), 1);
    const { bytes } = await buildPackage(program.files);
    return {
      measured: {
        firstOpenMs,
        localOpenMs,
        largestPaintMs: seen.largestPaintMs,
        packageBytes: bytes.length,
        scriptBytes: files
          .filter((name) => SCRIPT.test(name))
          .reduce((sum, name) => sum + (program.files[name]?.length ?? 0), 0),
        files: files.length + 1,
        requests: seen.foreign + ofStart.filter(({ event }) => event === 'prefetch-started').length,
        preFetch: preFetchOf(program, ofStart),
      },
      problems: [...failedRequests(opened.events()), ...opened.problems()],
    };
  } finally {
    await opened?.close();
    for (const relay of relays) await relay.close();
  }
}

/** A developer server on this computer is as far away as the backend. */
async function throughRelays(
  program: ReadMiniProgram,
  relayTo: (port: number) => Promise<number>,
): Promise<ReadMiniProgram> {
  const { details } = program;
  const settings = details.developmentSettings;
  const relays = new Map<string, string>();
  const relayed = async (url: string): Promise<string> => {
    const [origin = '', port] = LOCAL_SERVER.exec(url) ?? [];
    if (port === undefined) return url;
    const host = relays.get(port) ?? `127.0.0.1:${await relayTo(Number(port))}`;
    relays.set(port, host);
    return `http://${host}${url.slice(origin.length)}`;
  };
  const { preFetchUrl, installFetchUrl, preFetchRules } = settings;
  const rules: NonNullable<typeof preFetchRules> = [];
  for (const rule of preFetchRules ?? []) rules.push({ ...rule, url: await relayed(rule.url) });
  const developmentSettings = {
    ...settings,
    ...(preFetchUrl ? { preFetchUrl: await relayed(preFetchUrl) } : {}),
    ...(installFetchUrl ? { installFetchUrl: await relayed(installFetchUrl) } : {}),
    ...(preFetchRules ? { preFetchRules: rules } : {}),
  };
  const domains = [...relays.values()].map((domain) => ({ domain, certificates: [] }));
  return {
    ...program,
    details: { ...details, serviceDomains: [...details.serviceDomains, ...domains], developmentSettings },
  };
}

/** Of the cold start with this number, from 0. */
async function openingTime({ event, events }: OpenedMiniProgram, start: number): Promise<number> {
  const loads = (): readonly LarderEvent[] => startOf(events(), start).filter((one) => one.event === 'page-loaded');
  const loaded = await event('page-loaded', (one) => loads()[0] === one);
  return Number(loaded['at']) - Number(startOf(events(), start)[0]?.['at']);
}

function startOf(events: readonly LarderEvent[], start: number): readonly LarderEvent[] {
  const begins = events.flatMap(({ event }, index) => (event === 'miniprogram-opened' ? [index] : []));
  return events.slice(begins[start] ?? events.length, begins[start + 1]);
}

function preFetchOf({ details }: ReadMiniProgram, events: readonly LarderEvent[]): Measured['preFetch'] {
  if (!details.developmentSettings.preFetchUrl) return 'none';
  if (events.some(({ event, fetchType }) => event === 'data-delivered' && fetchType === 'pre')) return 'used';
  return events.some(({ event, ok }) => event === 'prefetch-finished' && ok === true) ? 'unused' : 'failed';
}

interface Seen {
  /** Of the own files that were loaded, without the page. */
  readonly paths: readonly string[];
  /** How many were asked of servers. */
  readonly foreign: number;
  readonly largestPaintMs: number | null;
}

function look(page: Page): Promise<Seen> {
  return page.evaluate(async () => {
    const largestPaintMs = await new Promise<number | null>((resolve) => {
      const observer = new PerformanceObserver((list) => resolve(list.getEntries().at(-1)?.startTime ?? null));
      observer.observe({ type: 'largest-contentful-paint', buffered: true });
      setTimeout(() => resolve(null), 500);
    });
    const urls = performance.getEntriesByType('resource').map(({ name }) => new URL(name));
    const own = urls.filter(({ origin }) => origin === location.origin);
    return { paths: own.map(({ pathname }) => pathname), foreign: urls.length - own.length, largestPaintMs };
  });
}

function fileOf({ files }: ReadMiniProgram, pathname: string): string[] {
  const name = decodedPath(path.posix.normalize(pathname).slice(1));
  return name !== null && Object.hasOwn(files, name) ? [name] : [];
}
