/** Folders that behave as a full disk, or as one that cannot be written. Only root on Linux can make them. */
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createTemporaryFolder } from './temporary-folder.ts';

const mount = (...args: string[]): boolean => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
const unmount = (folder: string): boolean => spawnSync('umount', [folder], { stdio: 'ignore' }).status === 0;

/** Why there can be no such folder here, for the name of a skipped test; `null`: there can. */
export const cannotMount: string | null = findReason();

/** An empty disk of its own with room for `bytes`. */
export function createSmallDisk(bytes: number): string {
  const folder = createTemporaryFolder();
  if (!mount('-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder)) throw new Error('Cannot mount a small disk');
  onTestFinished(() => void unmount(folder));
  return folder;
}

/** Takes all room that is left in `folder`; answers the function that gives it back. */
export function fillDisk(folder: string): () => void {
  const filler = path.join(folder, 'filler');
  for (let bytes = 64 * 1024; bytes >= 1;) {
    try {
      writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
  return () => rmSync(filler);
}

/** Makes `folder` read-only, for root too; answers the function that ends it. */
export function makeReadOnly(folder: string): () => void {
  if (!mount('--bind', folder, folder) || !mount('-o', 'remount,ro,bind', folder))
    throw new Error('Cannot mount a read-only folder');
  const end = (): void => void unmount(folder);
  onTestFinished(end);
  return end;
}

function findReason(): string | null {
  if (process.platform !== 'linux') return 'it needs Linux';
  if (process.getuid?.() !== 0) return 'it needs root, to mount a small disk';
  // In many containers root may not mount either.
  return spawnSync('unshare', ['--mount', 'true'], { stdio: 'ignore' }).status === 0
    ? null
    : 'mounting is not allowed here';
}
