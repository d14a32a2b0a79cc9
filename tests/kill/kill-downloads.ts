/** Downloads whose process is killed with SIGKILL at random moments, and what became of them. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { freeze } from '../fixtures/fault-server/kernel-queue.ts';
import { createRandom } from '../simulation/random.ts';
import { folderSize } from '../../main/disk-usage/folder-size.ts';
import { DownloadSource } from './download-source.ts';
import { endlessContent, hashOf, type FileContent } from './endless-content.ts';

const DOWNLOADER = path.join(import.meta.dirname, '..', 'fixtures', 'fault-server', 'killed-downloader.ts');
const MIB = 1024 * 1024;
/** 64 MiB in records of different lengths. */
const RECORD_BYTES = [24 * MIB, 20 * MIB, 12 * MIB, 5 * MIB + 12_345, 3 * MIB - 12_345];
export const DOWNLOAD_BYTES = RECORD_BYTES.reduce((sum, bytes) => sum + bytes, 0);
/** What the kernel held at the moment of the kill was never fetched; only Linux tells how much that was. */
export const COUNTS_QUEUES = process.platform === 'linux';

export interface KillDownloadsOptions {
  readonly folder: string;
  readonly downloads: number;
  /** For each download. */
  readonly kills: number;
  readonly seed: number;
  /** Of the records of each download. Default: 64 MiB in five. */
  readonly recordBytes?: readonly number[];
}

export interface KilledDownload {
  /** Hashes of the files as they are on the server. */
  readonly hashes: readonly string[];
  /** Each event that was told, in all the lives of its process and one more, with the hashes of what arrived. */
  readonly events: readonly { readonly kind: string; readonly hashes: readonly string[] }[];
  /** Bytes that were received before a kill and fetched again after it, for each kill; empty where the system does not tell. */
  readonly fetchedTwice: readonly number[];
  /** On the disk at the end, when the event is over and nobody reads. */
  readonly keptBytes: number;
}

export async function killDownloads({
  folder,
  downloads,
  kills,
  seed,
  recordBytes = RECORD_BYTES,
}: KillDownloadsOptions): Promise<readonly KilledDownload[]> {
  const random = createRandom(seed);
  const bytes = recordBytes.reduce((sum, record) => sum + record, 0);
  const killed: KilledDownload[] = [];
  for (let download = 0; download < downloads; download += 1) {
    const dataFolder = path.join(folder, String(download));
    await mkdir(dataFolder);
    const moments = Array.from({ length: kills }, () => Math.floor(random.next() * (bytes - 4 * MIB))).toSorted(
      (left, right) => left - right,
    );
    const files = recordBytes.map((size, index) => endlessContent(download * 10 + index, size));
    killed.push(await killDownload(dataFolder, files, moments));
  }
  return killed;
}

async function killDownload(
  folder: string,
  files: readonly FileContent[],
  moments: readonly number[],
): Promise<KilledDownload> {
  const source = new DownloadSource(files);
  await source.listen();
  try {
    const lines: string[] = [];
    for (const moment of moments) lines.push(...(await killAt(moment, folder, source)));
    lines.push(...(await runUntil('delivered', folder, source)));
    // Nothing is told again at the next start.
    lines.push(...(await runUntil('over', folder, source)));
    return {
      hashes: files.map(hashOf),
      keptBytes: await folderSize(folder, new AbortController().signal),
      events: lines
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as KilledDownload['events'][number]),
      fetchedTwice: source.fetchedTwice,
    };
  } finally {
    source.close();
  }
}

interface Downloader {
  readonly child: ChildProcess;
  readonly lines: () => string[];
  readonly closed: Promise<unknown>;
}

function startDownloader(folder: string, { port, fileCount }: DownloadSource): Downloader {
  const child = spawn(process.execPath, ['--no-warnings', DOWNLOADER, folder, String(port), String(fileCount)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, lines: () => output.split('\n'), closed: once(child, 'close') };
}

/** Kills the downloader once `bytes` have left the server. */
async function killAt(bytes: number, folder: string, source: DownloadSource): Promise<string[]> {
  const reached = new Promise<void>((resolve) => (source.atBytes = { bytes, reached: resolve }));
  const { child, lines, closed } = startDownloader(folder, source);
  await Promise.race([reached, closed]);
  source.atBytes = null;
  source.isHeld = true;
  if (COUNTS_QUEUES && child.exitCode === null) {
    await freeze(child.pid!);
    source.noteKill();
  }
  child.kill('SIGKILL');
  await closed;
  source.isHeld = false;
  return lines();
}

async function runUntil(line: string, folder: string, source: DownloadSource): Promise<string[]> {
  const { child, lines, closed } = startDownloader(folder, source);
  child.stdout!.on('data', () => void (lines().includes(line) && child.kill('SIGKILL')));
  await closed;
  return lines();
}
