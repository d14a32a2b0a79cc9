/** What a row has started and made, ended in reverse order when the row is done or the bench is told to end. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { say } from '../../build/bootstrap/messages.mjs';

const ends: (() => Promise<unknown>)[] = [];

export function atEnd(end: () => Promise<unknown>): void {
  ends.push(end);
}

/** A new folder that is deleted at the end. */
export async function createBenchFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'larder-bench-'));
  atEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

export async function endAll(): Promise<void> {
  for (let end = ends.pop(); end; end = ends.pop()) {
    await end().catch((error: unknown) => say(`the bench could not clean up: ${String(error)}`));
  }
}
