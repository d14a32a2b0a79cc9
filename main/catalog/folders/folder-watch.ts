/**
 * Tells when something below a folder has changed. Where the system watches whole trees it does so;
 * on Linux each folder has a watch of its own, made and ended as folders come and go, because Node's
 * recursive watch there opens one for every file, those of node_modules too.
 */
import { lstatSync, readdirSync, watch, type FSWatcher, type Stats } from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../support/shutdown-list.ts';

export interface FolderWatchOptions {
  /** Absolute. */
  readonly folder: string;
  /** `file`: a path of a file or folder inside, with `/`. What is below an ignored folder is not looked at. */
  ignores(file: string): boolean;
  /** Once for a burst of changes; `files` may name folders, and is empty when the folder itself went or came back. */
  onChange(files: readonly string[]): void;
  /** The system gives no more watches: its word for the reason. */
  onProblem(problem: string): void;
  /** Default: as the platform has it. */
  readonly watchesTrees?: boolean;
}

/** An editor writes a file in several steps, and a build many files. */
const QUIET_MS = 120;
const LONGEST_BURST_MS = 1000;
/** Not every system tells that the folder itself was moved away or is there again. */
const LOOK_AGAIN_MS = 500;
const MAX_FOLDERS = 2000;

export function watchFolder(options: FolderWatchOptions): Disposable {
  const { folder, ignores, onChange, onProblem } = options;
  const watchesTrees = options.watchesTrees ?? (process.platform === 'win32' || process.platform === 'darwin');
  const watchers = new Map<string, FSWatcher>();
  const changed = new Set<string>();
  let identity: string | null = null;
  let burstBegan: number | null = null;
  let timer: NodeJS.Timeout | null = null;
  let hasProblem = false;

  const endWatching = (): void => {
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
  const note = (file: string): void => {
    if (file !== '' && ignores(file)) return;
    if (file !== '') changed.add(file);
    burstBegan ??= performance.now();
    if (timer) clearTimeout(timer);
    timer = setTimeout(tell, Math.max(0, Math.min(QUIET_MS, burstBegan + LONGEST_BURST_MS - performance.now())));
  };
  const report = (error: unknown): void => {
    if (hasProblem) return;
    hasProblem = true;
    onProblem((error as NodeJS.ErrnoException).code ?? String(error));
  };

  /** Watches one folder; below it too, unless the system does that. */
  const add = (inside: string): void => {
    if (watchers.has(inside)) return;
    if (watchers.size >= MAX_FOLDERS) return report(`more than ${MAX_FOLDERS} folders`);
    const absolute = path.join(folder, inside);
    try {
      const watcher = watch(absolute, { recursive: watchesTrees, persistent: false }, (_event, name) => {
        const file = name === null ? inside : [inside, ...name.split(path.sep)].filter(Boolean).join('/');
        if (!watchesTrees && file !== inside) follow(file);
        note(file);
      });
      // A folder that went away: the look at the whole that follows a burst finds out.
      watcher.on('error', () => note(''));
      watchers.set(inside, watcher);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') report(error);
      return;
    }
    if (!watchesTrees) for (const name of foldersIn(absolute)) follow(inside ? `${inside}/${name}` : name);
  };
  /** `file` came, went or was another before. */
  function follow(file: string): void {
    const isFolder = !ignores(file) && (statsOf(path.join(folder, file))?.isDirectory() ?? false);
    if (isFolder) return add(file);
    for (const [inside, watcher] of watchers) {
      if (inside !== file && !inside.startsWith(`${file}/`)) continue;
      watcher.close();
      watchers.delete(inside);
    }
  }

  /** Watches anew when there is another folder of that name. True: there was a change to tell. */
  const lookAtWhole = (): boolean => {
    const stats = statsOf(folder);
    const found = stats?.isDirectory() ? `${stats.dev}/${stats.ino}` : null;
    if (found === identity && found !== null) return false;
    const hasChanged = found !== identity;
    identity = found;
    endWatching();
    if (found !== null) add('');
    return hasChanged;
  };
  function tell(): void {
    const files = [...changed];
    changed.clear();
    burstBegan = null;
    if (lookAtWhole()) onChange([]);
    else if (files.length > 0) onChange(files);
  }

  lookAtWhole();
  const looking = setInterval(() => {
    if (lookAtWhole()) onChange([]);
  }, LOOK_AGAIN_MS);
  looking.unref();
  return {
    dispose() {
      clearInterval(looking);
      if (timer) clearTimeout(timer);
      endWatching();
    },
  };
}

function statsOf(file: string): Stats | null {
  try {
    return lstatSync(file);
  } catch {
    return null;
  }
}

/** Without those behind links: their files are not served. */
function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  } catch {
    return [];
  }
}
