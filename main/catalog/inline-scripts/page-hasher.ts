/**
 * Hashes the inline scripts of pages off the main thread. One worker at a time, which is ended when it takes too
 * long: what it had posted until then counts, the other pages have no inline scripts that run.
 * (Electron knows no `resourceLimits`: the limits of bytes and `terminate()` stand for them.)
 */
import { Worker } from 'node:worker_threads';
import type { InlineScriptHashes } from '../../models/inline-scripts.ts';
import type { Disposable } from '../../support/shutdown-list.ts';
import { contentTypeOf } from '../packages/content-type.ts';
import { INLINE_SCRIPT_LIMITS, type InlineScriptLimits } from './limits.ts';
import type { HashingJob, HashingMessage, PageToHash } from './page-hashing.ts';

/** Pages with something inline, by their path inside the package. */
export type HashedPages = ReadonlyMap<string, InlineScriptHashes>;

export interface HashingResult {
  readonly pages: HashedPages;
  /** A page some of whose inline scripts do not run because of the limits; `null`: there is none. */
  readonly cut: string | null;
}

export interface PageHasher extends Disposable {
  /**
   * The hashes of those of `names` that are pages. Never rejects. `folder`: absolute. `charset`: what the manifest
   * says of files that do not declare theirs.
   */
  hash(folder: string, names: readonly string[], charset: string | null): Promise<HashingResult>;
}

export interface PageHasherOptions {
  /** The bundled worker.ts. */
  readonly workerFile: string;
  readonly limits?: InlineScriptLimits;
  /** A worker could not run, or was ended. */
  readonly report: (message: string, error?: unknown) => void;
}

export function createPageHasher({ workerFile, limits = INLINE_SCRIPT_LIMITS, report }: PageHasherOptions): PageHasher {
  const running = new Set<Worker>();
  let queue: Promise<unknown> = Promise.resolve();
  let isOver = false;

  function run(job: HashingJob): Promise<HashingResult> {
    const pages = new Map<string, InlineScriptHashes>();
    let cut: string | null = null;
    let isDone = false;
    const last = job.pages.at(-1)?.name ?? null;
    return new Promise<HashingResult>((resolve) => {
      const worker = new Worker(workerFile, { workerData: job, stdin: false });
      running.add(worker);
      const timer = setTimeout(() => {
        report(`The inline scripts of "${job.folder}" took longer than ${limits.timeMs} ms; the rest does not run.`);
        void worker.terminate();
      }, limits.timeMs);
      // A busy computer is slow to start a thread; that is not the pages' doing.
      worker.on('online', () => timer.refresh());
      worker.on('message', (message: HashingMessage) => {
        if (message.kind === 'page') pages.set(message.name, message.hashes);
        else if (message.kind === 'cut') cut ??= message.name;
        else isDone = true;
      });
      worker.on('error', (error) => report(`Cannot hash the inline scripts of "${job.folder}".`, error));
      worker.on('exit', () => {
        clearTimeout(timer);
        running.delete(worker);
        resolve({ pages, cut: cut ?? (isDone ? null : last) });
      });
    }).catch((error: unknown): HashingResult => {
      // No thread can be had; the next package may get one.
      report(`Cannot hash the inline scripts of "${job.folder}".`, error);
      return { pages, cut: last };
    });
  }

  return {
    hash(folder, names, charset) {
      const pages = names.flatMap((name) => pageOf(name) ?? []);
      if (pages.length === 0) return Promise.resolve({ pages: new Map(), cut: null });
      const result = queue.then((): HashingResult | Promise<HashingResult> =>
        isOver ? { pages: new Map(), cut: null } : run({ folder, pages, charset, limits }),
      );
      queue = result;
      return result;
    },
    async dispose() {
      isOver = true;
      await Promise.all([...running].map((worker) => worker.terminate()));
    },
  };
}

/** `null`: no page, nothing inline runs in it. */
export function pageOf(name: string): PageToHash | null {
  const type = contentTypeOf(name);
  const isXml = type.startsWith('application/xhtml+xml');
  return isXml || type.startsWith('text/html') ? { name, isXml } : null;
}
