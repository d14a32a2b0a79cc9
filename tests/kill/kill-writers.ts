/** Kills writing processes in the middle of whatever they do, and says what that has cost. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { bundleProcess } from '../fakes/bundled-process.ts';
import { createRandom, type Random } from '../simulation/random.ts';
import {
  NOTHING_WRITTEN,
  openWrittenStorage,
  temporaryFiles,
  WRITE_KINDS,
  type Numbers,
  type WriteKind,
} from './written.ts';

export interface KillOptions {
  /** An empty folder for everything that is written. */
  readonly folder: string;
  readonly kills: number;
  /** Decides what is written and when it is killed. */
  readonly seed: number;
  /** Writers at the same time, each with a data folder of its own. */
  readonly lanes: number;
}

export interface KillReport {
  readonly kills: Readonly<Record<WriteKind, number>>;
  /** Kills that left a file half-way behind: proof that they hit a write. */
  readonly inTheMiddle: number;
  readonly commits: number;
  /** One line for each committed write that is not there. */
  readonly lost: readonly string[];
  /** One line for each thing that cannot be read, or that is of two writes. */
  readonly unreadable: readonly string[];
}

const WRITER = path.join(import.meta.dirname, '..', 'fakes', 'state-writer.ts');
/** So many commits at most before a kill: each round starts a process, and that is what takes long. */
const MOST_COMMITS = 4;
/** About twice as long as the slowest write takes, in ms. */
const LONGEST_WRITE_MS = 12;

/** Throws when a writer ends by itself. */
export async function killWriters({ folder, kills, seed, lanes }: KillOptions): Promise<KillReport> {
  const writer = await bundleProcess(WRITER, folder);
  const report = {
    kills: { ...NOTHING_WRITTEN },
    inTheMiddle: 0,
    commits: 0,
    lost: [] as string[],
    unreadable: [] as string[],
  };
  let next = 0;
  const lane = async (index: number): Promise<void> => {
    const random = createRandom(seed + index);
    const dataFolder = path.join(folder, `lane-${index}`);
    await mkdir(dataFolder);
    let committed: Numbers = NOTHING_WRITTEN;
    while (next < kills) {
      const kind = WRITE_KINDS[next % WRITE_KINDS.length]!;
      next += 1;
      const { last, commits } = await killOne(writer, dataFolder, kind, random);
      report.kills[kind] += 1;
      report.commits += commits;
      report.inTheMiddle += temporaryFiles(dataFolder).length > 0 ? 1 : 0;
      committed = { ...committed, [kind]: Math.max(committed[kind], last) };

      const storage = await openWrittenStorage(dataFolder);
      const { numbers, unreadable } = await storage.read();
      report.unreadable.push(...unreadable);
      for (const each of WRITE_KINDS) {
        // The write that was under way may be there, as a whole; its number was not printed.
        const latest = committed[each] + (each === kind ? 1 : 0);
        if (numbers[each] < committed[each]) report.lost.push(`${each} ${committed[each]}: ${numbers[each]} is there`);
        if (numbers[each] > latest) report.unreadable.push(`${each} ${numbers[each]} was never written`);
      }
      committed = numbers;
      // This sweeps up what earlier kills have left, so that the next count is the next kill's.
      await storage.write('body', numbers.body + 1);
      committed = { ...committed, body: numbers.body + 1 };
    }
  };
  await Promise.all(Array.from({ length: lanes }, (_, index) => lane(index)));
  return report;
}

/** The last number that the writer printed before it was killed, or 0. */
async function killOne(
  writer: string,
  folder: string,
  kind: WriteKind,
  random: Random,
): Promise<{ last: number; commits: number }> {
  const commitsBefore = random.between(0, MOST_COMMITS);
  const waitMs = random.between(0, LONGEST_WRITE_MS);
  const child = spawn(process.execPath, [writer, folder, kind], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let problem = '';
  let isArmed = false;
  child.stderr.on('data', (chunk: Buffer) => (problem += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    if (isArmed || output.split('\n').length - 1 < commitsBefore + 1) return;
    isArmed = true;
    setTimeout(() => child.kill('SIGKILL'), waitMs);
  });
  const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
  if (signal !== 'SIGKILL') throw new Error(`The writer of "${kind}" ended by itself: ${problem}`);
  const printed = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  return { last: Number(printed.at(-1) ?? 0), commits: printed.length };
}
