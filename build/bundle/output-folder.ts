/** Brings a folder to a wanted content with as few writes as possible, each of them atomic. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface OutputFile {
  /** Relative to the folder. */
  readonly path: string;
  readonly contents: Uint8Array;
}

export interface OutputFolder {
  /** Writes what differs and deletes what is not in `files`. A copy of the app that runs keeps its unchanged files. */
  replaceWith(files: readonly OutputFile[]): Promise<{ files: number; written: number }>;
}

export function createOutputFolder(folder: string): OutputFolder {
  // Beside the folder, not in it: two bundle runs at once must not delete each other's files.
  const staging = `${folder}.staging-${process.pid}`;

  const writeIfChanged = async (file: OutputFile): Promise<boolean> => {
    const target = path.join(folder, file.path);
    const current = await readFile(target).catch(() => null);
    if (current && Buffer.compare(current, file.contents) === 0) return false;
    await mkdir(path.dirname(target), { recursive: true });
    const temporary = path.join(staging, randomUUID());
    await writeFile(temporary, file.contents);
    await rename(temporary, target);
    return true;
  };

  const removeOthers = async (wanted: ReadonlySet<string>): Promise<void> => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const folders: string[] = [];
    for (const entry of entries) {
      const absolute = path.join(entry.parentPath, entry.name);
      if (entry.isDirectory()) folders.push(absolute);
      else if (!wanted.has(absolute)) await rm(absolute, { force: true });
    }
    // Deepest first; a folder that still holds something stays.
    for (const absolute of folders.sort((a, b) => b.length - a.length)) await rmdir(absolute).catch(() => {});
  };

  return {
    async replaceWith(files) {
      await mkdir(folder, { recursive: true });
      await mkdir(staging, { recursive: true });
      const changed = await Promise.all(files.map(writeIfChanged)).finally(() =>
        rm(staging, { recursive: true, force: true }),
      );
      await removeOthers(new Set(files.map((file) => path.join(folder, file.path))));
      return { files: files.length, written: changed.filter(Boolean).length };
    },
  };
}
