import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { contentOf } from '../../fixtures/fault-server/content.ts';
import { freeze, queuedBytes } from '../../fixtures/fault-server/kernel-queue.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const DOWNLOADER = fileURLToPath(new URL('../../fixtures/fault-server/killed-downloader.ts', import.meta.url));
const MIB = 1024 * 1024;
/** 64 MiB in records of different lengths. */
const RECORD_BYTES = [24 * MIB, 20 * MIB, 12 * MIB, 5 * MIB + 12_345, 3 * MIB - 12_345];
const TOTAL_BYTES = RECORD_BYTES.reduce((sum, bytes) => sum + bytes, 0);
const DOWNLOADS = 5;
const KILLS_EACH = 10;
/** What the kernel held at the moment of the kill was never fetched; only Linux tells how much that was. */
const COUNTS_QUEUES = process.platform === 'linux';
const WRITE_BYTES = 32 * 1024;

/** The same "random" moments in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One answer, from the side of the server. */
interface Answer {
  readonly record: number;
  readonly clientPort: number;
  readonly response: ServerResponse;
  /** Where in the file the server is. */
  offset: number;
}

class Source {
  port = 0;
  /** Holds everything, so that nothing is sent while somebody counts. */
  isHeld = false;
  /** Called when so many bytes of the files have left. */
  atBytes: { readonly bytes: number; readonly reached: () => void } | null = null;
  /** For each kill, the bytes that were received before it and fetched again after it. */
  readonly fetchedTwice: number[] = [];
  /** For each record, how far it has got. */
  readonly #progress = new Map<number, number>();
  #answers: Answer[] = [];
  /** For each record, how far it had been received when the downloader was killed last. */
  #received = new Map<number, { readonly bytes: number; readonly kill: number }>();
  readonly #files: readonly Buffer[];

  constructor(files: readonly Buffer[]) {
    this.#files = files;
  }

  async listen(): Promise<void> {
    const server = http.createServer((request, response) => this.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    this.port = (server.address() as AddressInfo).port;
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
  }

  /** The downloader stands still and will be killed: what is still between it and us, it has not received. */
  noteKill(): void {
    const queued = queuedBytes(this.port);
    const kill = this.fetchedTwice.push(0) - 1;
    for (const { record, clientPort, response, offset } of this.#answers) {
      const bytes = offset - (queued.get(clientPort) ?? 0) - (response.socket?.writableLength ?? 0);
      this.#received.set(record, { bytes, kill });
      this.#progress.set(record, bytes);
    }
    this.#answers = [];
  }

  #answer(request: http.IncomingMessage, response: ServerResponse): void {
    const record = Number(request.url?.slice(1));
    const file = this.#files[record]!;
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const before = this.#received.get(record);
    if (before) this.fetchedTwice[before.kill]! += Math.max(0, before.bytes - start);
    this.#received.delete(record);
    const range = start > 0 ? { 'content-range': `bytes ${start}-${file.byteLength - 1}/${file.byteLength}` } : {};
    response.writeHead(start > 0 ? 206 : 200, { 'access-control-allow-origin': '*', etag: `"${record}"`, 'content-length': file.byteLength - start, ...range });
    response.on('error', () => {});
    const answer: Answer = { record, clientPort: request.socket.remotePort ?? 0, response, offset: start };
    this.#answers.push(answer);
    this.#send(answer, file);
  }

  #send(answer: Answer, file: Buffer): void {
    const { response, offset } = answer;
    if (response.destroyed || this.isHeld) return;
    if (offset === file.byteLength) return void response.end();
    const part = file.subarray(offset, offset + WRITE_BYTES);
    answer.offset += part.byteLength;
    this.#progress.set(answer.record, answer.offset);
    response.write(part, () => setImmediate(() => this.#send(answer, file)));
    if (this.atBytes && sum(this.#progress.values()) >= this.atBytes.bytes) this.atBytes.reached();
  }
}

interface Downloader {
  readonly child: ChildProcess;
  readonly lines: () => string[];
  readonly closed: Promise<unknown>;
}

function startDownloader(folder: string, { port }: Source): Downloader {
  const child = spawn(process.execPath, ['--no-warnings', DOWNLOADER, folder, String(port), String(RECORD_BYTES.length)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, lines: () => output.split('\n'), closed: once(child, 'close') };
}

/** Kills the downloader once `bytes` have left the server. */
async function killAt(bytes: number, folder: string, source: Source): Promise<string[]> {
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

async function runUntil(line: string, folder: string, source: Source): Promise<string[]> {
  const { child, lines, closed } = startDownloader(folder, source);
  child.stdout!.on('data', () => void (lines().includes(line) && child.kill('SIGKILL')));
  await closed;
  return lines();
}

const eventsIn = (lines: readonly string[]): unknown[] => lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as unknown);

describe('a download whose process is killed', () => {
  it(`is whole, hardly fetched twice and told once when that happens at ${DOWNLOADS * KILLS_EACH} random moments`, { timeout: 120_000 }, async () => {
    const random = createRandom(20_260_302);
    const fetchedTwice: number[] = [];
    for (let download = 0; download < DOWNLOADS; download += 1) {
      const files = RECORD_BYTES.map((bytes, index) => contentOf(download * 10 + index, bytes));
      const source = new Source(files);
      await source.listen();
      const folder = createTemporaryFolder();
      const moments = Array.from({ length: KILLS_EACH }, () => Math.floor(random() * (TOTAL_BYTES - 4 * MIB))).toSorted((left, right) => left - right);
      const lines: string[] = [];
      for (const moment of moments) lines.push(...(await killAt(moment, folder, source)));
      lines.push(...(await runUntil('delivered', folder, source)));
      fetchedTwice.push(...source.fetchedTwice);
      const hashes = files.map((file) => createHash('sha256').update(file).digest('hex'));
      expect(eventsIn(lines)).toEqual([{ kind: 'success', hashes }]);
      // Nothing is told again at the next start.
      expect(eventsIn(await runUntil('ready', folder, source))).toEqual([]);
    }
    expect(fetchedTwice).toHaveLength(COUNTS_QUEUES ? DOWNLOADS * KILLS_EACH : 0);
    if (COUNTS_QUEUES) expect(Math.max(...fetchedTwice)).toBeLessThanOrEqual(MIB);
  });
});

function sum(numbers: Iterable<number>): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}
