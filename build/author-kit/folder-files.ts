/** What of a mini-program's folder goes into its package. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { holdsIncluded, isLeftOut, NO_CHOICE, type FileChoice } from '../../main/catalog/folders/development-files.ts';

export interface FolderFiles {
  /** By path, with `/`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Links, pipes and the like: a package cannot hold them. */
  readonly others: readonly string[];
  /** The author's own files and folders. */
  readonly leftOut: readonly string[];
}

/** Reads every file below `folder`. Throws the system's error. */
export async function readFolderFiles(folder: string, choice: FileChoice = NO_CHOICE): Promise<FolderFiles> {
  const files: Record<string, Uint8Array> = {};
  const others: string[] = [];
  const leftOut: string[] = [];
  const visit = async (inside: string): Promise<void> => {
    const entries = await readdir(path.join(folder, inside), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const name = inside ? `${inside}/${entry.name}` : entry.name;
      if (entry.isDirectory() && isLeftOut(name, choice) && holdsIncluded(name, choice)) await visit(name);
      else if (isLeftOut(name, choice)) leftOut.push(entry.isDirectory() ? `${name}/` : name);
      else if (entry.isDirectory()) await visit(name);
      else if (entry.isFile()) files[name] = await readFile(path.join(folder, name));
      else others.push(name);
    }
  };
  await visit('');
  return { files, others, leftOut };
}
