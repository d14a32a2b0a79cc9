/** One app that others have written: how it becomes a mini-program, and how it is used. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';

export interface RealApp {
  readonly name: string;
  readonly appId: string;
  /** Beside id, name and version. */
  readonly manifest: Readonly<Record<string, unknown>>;
  /** As in `details.json`. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Makes the folder of the mini-program, all but its manifest. */
  make(places: Places): Promise<void>;
  /** What is seen of the start page, also without a network. */
  isOpen(page: Page): Promise<void>;
  /** Clicks through it, away from the start page. */
  use(page: Page): Promise<void>;
  /** What is seen after that, and after a reload. */
  isDeep(page: Page): Promise<void>;
}

/** Absolute folders. */
export interface Places {
  /** Of the mini-program; empty. */
  readonly folder: string;
  /** Of its sources, below the packages so that they find them; empty. */
  readonly sources: string;
  /** Where npm has put the packages. */
  readonly packages: string;
}

const run = promisify(execFile);

/** Runs a script of a package in `cwd`, on this Node. */
export async function runTool(script: string, args: readonly string[], cwd: string): Promise<void> {
  await run(process.execPath, [script, ...args], { cwd, maxBuffer: 16 * 1024 * 1024 });
}

/** `files` by path below `folder`. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
