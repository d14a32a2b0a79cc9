/**
 * Files in a mini-program's folder that serve its author and are no part of the mini-program: a
 * package does not hold them, and a folder that is run as it is does not serve them.
 */

import { isPackersOwn } from '../packages/entry-names.ts';

/** At any depth: hidden files, what npm installs, type declarations, logs, editors' copies. */
const ANYWHERE = /^\.|^node_modules$|\.log$|\.d\.[cm]?ts$|~$/;
const AT_THE_TOP: ReadonlySet<string> = new Set([
  'details.json',
  'jsconfig.json',
  'package.json',
  'package-lock.json',
  'readme.md',
  'server.mjs',
  'tsconfig.json',
]);

/** `file`: a path of a file or folder inside the mini-program's folder, with `/`. */
export function isDevelopmentFile(file: string): boolean {
  const segments = file.split('/');
  return (
    isPackersOwn(file) ||
    segments.some((segment) => ANYWHERE.test(segment)) ||
    (segments.length === 1 && AT_THE_TOP.has(file.toLowerCase()))
  );
}

/** What the author decides otherwise, in `details.json`: paths of files and folders, or `*.ending`. */
export interface FileChoice {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

export const NO_CHOICE: FileChoice = { include: [], exclude: [] };

/** Reads `"files": {"include": […], "exclude": […]}`; anything else there is no choice. */
export function fileChoiceOf(details: unknown): FileChoice {
  const files = isRecord(details) && isRecord(details.files) ? details.files : {};
  return { include: pathsIn(files.include), exclude: pathsIn(files.exclude) };
}

/** Whether a package does not hold `file`. */
export function isLeftOut(file: string, { include, exclude }: FileChoice): boolean {
  if (exclude.some((entry) => names(entry, file))) return true;
  return isDevelopmentFile(file) && !include.some((entry) => names(entry, file));
}

/** Whether something inside `folder` may be brought in, although the folder is left out. */
export function holdsIncluded(folder: string, { include }: FileChoice): boolean {
  return include.some((entry) => entry.startsWith(`${folder}/`) || entry.startsWith('*.'));
}

/** Whether a change of `file`, a file or folder, is none of the mini-program: nothing inside is brought in by its path. */
export function isUnwatched(file: string, choice: FileChoice): boolean {
  return isLeftOut(file, choice) && !choice.include.some((entry) => entry.startsWith(`${file}/`));
}

export function names(entry: string, file: string): boolean {
  if (entry.startsWith('*.')) return file.endsWith(entry.slice(1));
  return file === entry || file.startsWith(`${entry}/`);
}

function pathsIn(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry) =>
    typeof entry === 'string' ? [entry.replaceAll('\\', '/').replace(/^(?:\.?\/)+|\/+$/g, '')].filter(Boolean) : [],
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
